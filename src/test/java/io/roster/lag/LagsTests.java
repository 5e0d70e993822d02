package io.roster.lag;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

import io.roster.lag.GroupSeries.Point;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;
import io.roster.snapshot.StaleSnapshots;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LagsTests {

	private static final long[] STARTS = new long[1];

	private static final int[] OWNERS = { 0 };

	private final Kept kept = new Kept();

	private final Lags lags = new Lags(new ExactTimes(null, new LagProperties(0, null), Clock.systemUTC()), this.kept);

	private final Instant begin = Instant.parse("2026-03-01T12:00:00Z");

	@Test
	void pointsOfAnEarlierRunWaitForTheirGroup() {
		this.lags.observed(at(0).build());
		this.kept.hand("g", point(7));
		this.kept.hand("g", point(6));
		this.lags.observed(group(10, 100, 50));
		assertThat(points()).extracting(Point::lag).containsExactly(7L, 6L, 50L);
	}

	@Test
	void pointsOfAnEarlierRunComeAlsoWhenTheGroupIsThere() {
		this.lags.observed(group(0, 100, 50));
		this.kept.hand("g", point(7));
		assertThat(points()).extracting(Point::lag).containsExactly(7L, 50L);
	}

	@Test
	void pointsOfAnEarlierRunWaitForAnHour() {
		this.lags.observed(at(0).build());
		this.kept.hand("g", point(7));
		this.lags.observed(at(3610).build());
		this.lags.observed(group(3620, 100, 50));
		assertThat(points()).extracting(Point::lag).containsExactly(50L);
	}

	@Test
	void pointsAreAskedForAgainAndAgain() {
		for (int second = 0; second < 50; second += 10) {
			this.lags.observed(group(second, 100, 50));
		}
		// It is for the history to know that they have been read.
		assertThat(this.kept.asked).isEqualTo(5);
	}

	@Test
	void growthOfLogsThatCouldNotBeReadCountsNothing() {
		this.lags.observed(group(0, 1000, 1000));
		this.lags.observed(group(10, 2000, 1500));
		assertThat(newest().produced()).isEqualTo(100);
		for (int second = 20; second <= 60; second += 10) {
			this.lags.observed(StaleSnapshots.withStaleLog(this.begin.plusSeconds(second), 2000, 1500));
			assertThat(newest().produced()).isZero();
		}
		this.lags.observed(group(70, 8000, 2000));
		assertThat(newest().produced()).isZero();
		assertThat(newest().consumed()).isEqualTo(50);
		this.lags.observed(group(80, 9000, 2500));
		assertThat(newest().produced()).isEqualTo(100);
	}

	@Test
	void groupThatCouldNotBeReadHasReadSinceTheLastTime() {
		this.lags.observed(group(0, 1000, 1000));
		this.lags.observed(group(10, 2000, 2000));
		for (int second = 20; second <= 50; second += 10) {
			// Its logs could be read.
			this.lags.observed(StaleSnapshots.withStaleGroup(this.begin.plusSeconds(second), this.begin.plusSeconds(10),
					1000 + 100 * second, 2000));
			assertThat(newest().at()).isEqualTo(this.begin.plusSeconds(10).toEpochMilli());
		}
		this.lags.observed(group(60, 7000, 7000));
		assertThat(newest().consumed()).isEqualTo(100);
		assertThat(newest().produced()).isEqualTo(100);
	}

	private SnapshotBuilder at(int second) {
		return SnapshotBuilder.at(this.begin.plusSeconds(second));
	}

	private Snapshot group(int second, long end, long committed) {
		return at(second).topic("t", STARTS, new long[] { end })
			.group("g", "Stable", 1, new Read("t", new long[] { committed }, OWNERS))
			.build();
	}

	/** Some hours ago, with that number as its lag. */
	private Point point(int hours) {
		return new Point(this.begin.minus(Duration.ofHours(hours)).toEpochMilli(), hours, -1, 0, 0, 1);
	}

	private List<Point> points() {
		return this.lags.since("g", Instant.EPOCH);
	}

	private Point newest() {
		return points().get(points().size() - 1);
	}

	/** A history that is read when the test says so. */
	private static final class Kept extends LagHistory {

		private int asked;

		private @Nullable BiConsumer<String, Point> restored;

		private Kept() {
			super(null, new LagProperties(0, null));
		}

		@Override
		void load(BiConsumer<String, Point> restored) {
			this.asked++;
			this.restored = restored;
		}

		private void hand(String groupId, Point point) {
			this.restored.accept(groupId, point);
		}

	}

}
