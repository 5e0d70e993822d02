package io.roster.lag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.roster.lag.GroupSeries.Complete;
import io.roster.lag.GroupSeries.Point;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class GroupSeriesTests {

	private final GroupSeries series = new GroupSeries();

	private long at;

	@Test
	void emptySeriesHasNothing() {
		assertThat(this.series.since(Instant.EPOCH)).isEmpty();
		assertThat(this.series.load().known()).isFalse();
	}

	@Test
	void dayIsKeptInTwoResolutionsWithoutGapOrRepeat() {
		List<Complete> complete = new ArrayList<>();
		for (long at = 0; at <= 2 * 86_400_000L; at += 10_000) {
			Complete done = this.series.add(new Point(at, at / 10_000, 1500, 2, 3, 4));
			if (done != null) {
				complete.add(done);
			}
		}
		assertThat(complete).hasSize(288);
		// Of the first it is not known what was before.
		assertThat(complete.stream().filter(Complete::whole)).hasSize(287);
		assertThat(complete.get(0).whole()).isFalse();
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
	}

	@Test
	void pointsOfAnEarlierRunComeFirst() {
		this.series.restore(new Point(0, 7, -1, 0, 0, 1));
		this.series.restore(new Point(600_000, 8, -1, 0, 0, 1));
		this.series.restore(new Point(0, 9, -1, 0, 0, 1));
		this.series.add(new Point(5_000_000, 10, 0, 0, 0, 1));
		assertThat(this.series.since(Instant.EPOCH)).extracting(Point::lag).containsExactly(7L, 8L, 10L);
	}

	@Test
	void groupThatWasAwayWasNotSeenWhole() {
		for (long at = 0; at < 1_600_000; at += 100_000) {
			this.series.add(new Point(at, 1, -1, 0, 0, 1));
		}
		// It is 1,500,000; the bucket of 1,200,000 ends without it, that of 2,400,000
		// begins.
		assertThat(whole(2_500_000)).isFalse();
		assertThat(whole(3_000_000)).isFalse();
		assertThat(whole(3_600_000)).isTrue();
	}

	private boolean whole(long at) {
		return Objects.requireNonNull(this.series.add(new Point(at, 1, -1, 0, 0, 1))).whole();
	}

	@Test
	void pointsOfAnEarlierRunMayComeAfterThoseOfThisOne() {
		this.series.add(new Point(2_000_000, 10, 0, 0, 0, 1));
		this.series.add(new Point(2_600_000, 11, 0, 0, 0, 1));
		this.series.restore(new Point(600_000, 7, -1, 0, 0, 1));
		this.series.restore(new Point(1_200_000, 8, -1, 0, 0, 1));
		this.series.restore(new Point(1_800_000, 9, -1, 0, 0, 1));
		this.series.add(new Point(4_000_000, 12, 0, 0, 0, 1));
		this.series.add(new Point(6_000_000, 13, 0, 0, 0, 1));
		assertThat(this.series.since(Instant.EPOCH)).extracting(Point::lag).startsWith(7L, 8L, 10L);
	}

	@Test
	void pointsThatAreTooOldMakeNoneGoAway() {
		for (int point = 1; point <= GroupSeries.COARSE; point++) {
			this.series.restore(new Point(point * GroupSeries.COARSE_MILLIS, point, -1, 0, 0, 1));
		}
		this.series.restore(new Point(0, 0, -1, 0, 0, 1));
		assertThat(this.series.since(Instant.EPOCH)).hasSize(GroupSeries.COARSE).extracting(Point::lag).startsWith(1L);
	}

	@Test
	void pointsOfEachSnapshotReachAsFarBackHoweverDenseTheyAre() {
		for (long step : List.of(5_000L, 60_000L)) {
			GroupSeries series = new GroupSeries();
			for (long at = 0; at <= 7_200_000; at += step) {
				series.add(new Point(at, 1, -1, 0, 0, 1));
			}
			assertThat(series.since(Instant.ofEpochMilli(6_300_000))).hasSize((int) (900_000 / step) + 1);
			assertThat(series.since(Instant.ofEpochMilli(5_400_000)).get(0).at()).isEqualTo(5_400_000);
			assertThat(series.since(Instant.ofEpochMilli(5_400_000)).get(1).at()).isEqualTo(6_300_000);
		}
	}

	@Test
	void ratesAreOfTheLastMinuteHoweverLongTheIntervals() {
		points(5_000, 1, 300, 300, 300, 300, 300, 300);
		// 10 s and 50 s: the longer one counts five times as much.
		this.series.add(new Point(this.at + 5_000, 10, -1, 60, 120, 1));
		this.series.add(new Point(this.at + 55_000, 10, -1, 0, 0, 1));
		assertThat(this.series.load().consumed()).isCloseTo((60 * 5 + 300 * 5) / 60.0, within(0.01));
		this.series.add(new Point(this.at + 355_000, 10, -1, 7, 8, 1));
		assertThat(this.series.load().consumed()).isCloseTo(7, within(0.01));
		assertThat(this.series.load().produced()).isCloseTo(8, within(0.01));
	}

	@Test
	void rareCommitsDoNotTellMoreThanWasRead() {
		for (int distance : List.of(6, 12, 30)) {
			GroupSeries series = new GroupSeries();
			for (int step = 0; step < 90; step++) {
				float rate = (step % distance == 3) ? 100F * distance : 0;
				series.add(new Point(step * 10_000L, 50_000, -1, rate, 100, 1));
			}
			assertThat(series.load().perMember()).isCloseTo(100, within(0.01));
		}
	}

	@Test
	void whoCameInBetweenHasReadToo() {
		points(10_000, 1, 100, 100, 100, 100, 100, 100, 100, 100);
		points(10_000, 4, 400, 400, 400, 400, 400, 400, 400, 400);
		assertThat(this.series.load().perMember()).isCloseTo(100, within(0.01));
	}

	@Test
	void offsetsThatAreSetWhileNobodyIsThereWereNotRead() {
		points(10_000, 1, 100, 100, 100, 100, 100, 100, 100, 100);
		points(10_000, 0, 0, 1_000_000, 0);
		points(10_000, 1, 500_000, 100, 100, 100, 100, 100, 100, 100);
		assertThat(this.series.load().perMember()).isCloseTo(100, within(0.01));
	}

	@Test
	void lessThanAMinuteDoesNotTellWhatAMemberReads() {
		points(10_000, 1, 100, 100, 100, 100, 100, 100, 100);
		assertThat(this.series.load().perMember()).isZero();
		points(10_000, 1, 100);
		assertThat(this.series.load().perMember()).isCloseTo(100, within(0.01));
	}

	@Test
	void lagThatIsNotKnownIsNotCounted() {
		this.series.add(new Point(0, -1, -1, 0, 0, 1));
		this.series.add(new Point(10_000, 30, 700, 0, 0, 1));
		this.series.add(new Point(20_000, -1, -1, 0, 0, 1));
		assertThat(this.series.add(new Point(600_000, -1, -1, 0, 0, 1)))
			.isEqualTo(new Complete(new Point(0, 30, 700, 0, 0, 1), false));
		assertThat(this.series.add(new Point(1_200_000, 8, 0, 0, 0, 1)))
			.isEqualTo(new Complete(new Point(600_000, -1, -1, 0, 0, 1), true));
	}

	@Test
	void meanCountsPointsAsLongAsTheyTook() {
		this.series.add(new Point(600_000, 0, -1, 0, 0, 1));
		this.series.add(new Point(700_000, 100, -1, 6, 12, 1));
		this.series.add(new Point(1_000_000, 400, -1, 2, 4, 1));
		Complete complete = this.series.add(new Point(1_200_000, 0, -1, 0, 0, 1));
		Point mean = Objects.requireNonNull(complete).point();
		assertThat(mean.lag()).isEqualTo(324);
		assertThat(mean.consumed()).isCloseTo(3, within(0.01F));
		assertThat(mean.produced()).isCloseTo(6, within(0.01F));
	}

	/** Points at a distance, each with so many records per second. */
	private void points(long distance, int members, float... consumed) {
		for (float rate : consumed) {
			this.at += distance;
			this.series.add(new Point(this.at, 10, -1, rate, rate, members));
		}
	}

}
