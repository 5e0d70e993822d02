package io.roster.lag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.roster.lag.GroupSeries.Point;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GroupSeriesTests {

	private final GroupSeries series = new GroupSeries();

	@Test
	void emptySeriesHasNothing() {
		assertThat(this.series.since(Instant.EPOCH)).isEmpty();
		assertThat(this.series.newest(5)).isEmpty();
	}

	@Test
	void dayIsKeptInTwoResolutionsWithoutGapOrRepeat() {
		List<Point> complete = new ArrayList<>();
		for (long at = 0; at <= 2 * 86_400_000L; at += 10_000) {
			Point done = this.series.add(new Point(at, at / 10_000, 1500, 2, 3, 4));
			if (done != null) {
				complete.add(done);
			}
		}
		assertThat(complete).hasSize(288);
		List<Point> day = this.series.since(Instant.ofEpochMilli(86_400_000));
		assertThat(day).isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
		assertThat(day.get(day.size() - 1)).isEqualTo(new Point(2 * 86_400_000L, 17280, 1500, 2, 3, 4));
		assertThat(day.get(0).at()).isBetween(86_400_000L, 86_400_000L + 2 * GroupSeries.COARSE_MILLIS);
		long fine = day.stream().filter((point) -> point.at() > 2 * 86_400_000L - 890_000).count();
		assertThat(fine).isEqualTo(89);
		// The mean of the 60 snapshots that it is of, and the largest time lag.
		Point first = day.get(0);
		assertThat(first.lag()).isEqualTo(first.at() / 10_000 + 29);
		assertThat(first.timeLag()).isEqualTo(1500);
		assertThat(this.series.newest(3)).extracting(Point::lag).containsExactly(17278L, 17279L, 17280L);
	}

	@Test
	void pointsOfAnEarlierRunComeFirst() {
		this.series.restore(new Point(0, 7, -1, 0, 0, 1));
		this.series.restore(new Point(600_000, 8, -1, 0, 0, 1));
		this.series.restore(new Point(0, 9, -1, 0, 0, 1));
		this.series.add(new Point(5_000_000, 10, 0, 0, 0, 1));
		assertThat(this.series.since(Instant.EPOCH)).extracting(Point::lag).containsExactly(7L, 8L, 10L);
	}

}
