package io.roster.health;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Burrow's own cases: the 16 sets of commits, ends, lag and time that
 * {@code TestCachingEvaluator_CheckRules} in
 * {@code core/internal/evaluator/caching_test.go} of github.com/linkedin/Burrow checks
 * each rule and the status with, numbered as there, with the values that it expects.
 */
class BurrowRulesTests {

	private static final long[] FIVE = { 1000, 2000, 3000, 4000, 5000 };

	private static final long[] SAME = { 1000, 1000, 1000, 1000, 1000 };

	private static final long[] TIMES = { 100, 200, 300, 400, 500 };

	private static final long[] FROM_0 = { 0, 50, 100, 150, 200 };

	private static final long[] FROM_50 = { 50, 100, 150, 200, 250 };

	private static final long[] FROM_100 = { 100, 150, 200, 250, 300 };

	private static final long[] BACK = { 1000, 2000, 3000, 2000, 4000 };

	private static final long[] BACK_LAGS = { 100, 150, 200, 1250, 300 };

	private static final long[] LIVE = LongStream.range(792748079, 792748094).toArray();

	private static final long[] LIVE_TIMES = { 1512224618356L, 1512224619362L, 1512224620366L, 1512224621367L,
			1512224622370L, 1512224623373L, 1512224624378L, 1512224625379L, 1512224626383L, 1512224627383L,
			1512224628383L, 1512224629388L, 1512224630391L, 1512224631394L, 1512224632397L };

	static List<Case> cases() {
		return List.of(
				of(0, FIVE, TIMES, FROM_0).ends(5200)
					.at(200, 600)
					.expect(true, false, false, false, true, BurrowStatus.OK),
				of(1, FIVE, TIMES, FROM_0).ends(5200)
					.at(200, 900)
					.expect(true, false, false, false, true, BurrowStatus.OK),
				of(2, FIVE, TIMES, FROM_0).ends(5200)
					.at(200, 1000)
					.expect(true, false, true, false, true, BurrowStatus.STOP),
				of(3, FIVE, TIMES, FROM_50).ends(5250)
					.at(250, 1000)
					.expect(false, false, true, false, true, BurrowStatus.STOP),
				of(4, SAME, TIMES, FROM_0).ends(1200)
					.at(200, 600)
					.expect(true, false, false, true, true, BurrowStatus.OK),
				of(5, SAME, TIMES, FROM_100).ends(1300)
					.at(300, 600)
					.expect(false, false, false, true, true, BurrowStatus.STALL),
				of(6, SAME, TIMES, new long[] { 100, 100, 100, 100, 100 }).ends(1100)
					.at(100, 600)
					.expect(false, false, false, true, true, BurrowStatus.STALL),
				of(7, BACK, TIMES, BACK_LAGS).ends(4300)
					.at(300, 600)
					.expect(false, false, false, false, false, BurrowStatus.OK),
				of(8, FIVE, TIMES, FROM_50).ends(5250)
					.at(0, 1000)
					.expect(false, false, true, false, true, BurrowStatus.OK),
				live(9).ends(792749024, 792749000, 792748800, 792748600, 792748500)
					.at(931, 1512224650)
					.expect(true, false, true, false, true, BurrowStatus.STOP),
				live(10).ends(792748094, 792748093, 792748093, 792748093)
					.at(1, 1512224650)
					.recentlyAtTheEnd()
					.expect(true, false, true, false, true, BurrowStatus.OK),
				of(11, new long[] { 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500 },
						new long[] { 100, 150, 200, 250, 300, 350, 400, 450, 500, 550 },
						new long[] { 0, -1, 50, -1, 100, -1, 150, -1, 200, -1 })
					.ends(5700)
					.at(200, 600)
					.expect(true, false, false, false, true, BurrowStatus.OK),
				of(12, new long[] { 1000, 2000, 2000 }, new long[] { 100, 200, 300 }, new long[] { 2, 1, 1 }).ends(2001)
					.allowing(1)
					.at(1, 550)
					.expect(true, false, true, false, false, BurrowStatus.OK),
				of(13, SAME, TIMES, FROM_100).ends(1300)
					.allowing(99)
					.at(300, 600)
					.expect(false, false, false, true, true, BurrowStatus.STALL),
				of(14, BACK, TIMES, BACK_LAGS).ends(4300)
					.allowing(99)
					.at(300, 600)
					.expect(false, false, false, false, false, BurrowStatus.OK),
				of(15, new long[] { 1000, 2000, 3000, 2000, 2500 }, TIMES, BACK_LAGS).ends(4300)
					.at(300, 600)
					.expect(false, true, false, false, false, BurrowStatus.REWIND));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void judgesAsBurrowDoes(Case given) {
		BurrowRules rules = new BurrowRules(given.allowedLag, 0);
		assertThat(rules.hasCaughtUp(given.window)).as("lag was zero").isEqualTo(given.caughtUp);
		assertThat(BurrowRules.isRewound(given.window)).as("rewound").isEqualTo(given.rewound);
		assertThat(BurrowRules.isStopped(given.window, given.now)).as("stopped").isEqualTo(given.stopped);
		assertThat(BurrowRules.isStalled(given.window)).as("stalled").isEqualTo(given.stalled);
		assertThat(BurrowRules.isLagNeverSmaller(given.window)).as("lag never smaller").isEqualTo(given.neverSmaller);
		assertThat(given.reached(given.window.lastOffset())).as("recent lag zero").isEqualTo(given.recent);
		assertThat(given.status(rules, given.window)).isEqualTo(given.status);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void incompleteWindowIsOk(Case given) {
		Window half = new Window(given.window.size() * 2);
		for (int i = 0; i < given.window.size(); i++) {
			half.insert(i, given.window.offset(i), given.window.time(i), given.window.lag(i));
		}
		assertThat(given.status(new BurrowRules(given.allowedLag, 0.51f), half)).isEqualTo(BurrowStatus.OK);
		assertThat(given.status(new BurrowRules(given.allowedLag, 0.5f), half)).as("half is enough")
			.isEqualTo(given.status);
	}

	private static Case of(int number, long[] offsets, long[] seconds, long[] lags) {
		return new Case(number, offsets, LongStream.of(seconds).map((second) -> second * 1000).toArray(), lags);
	}

	private static Case live(int number) {
		return new Case(number, LIVE, LIVE_TIMES, new long[LIVE.length]);
	}

	static final class Case {

		private final int number;

		private final Window window;

		private long[] ends = {};

		private long lag;

		private long now;

		private long allowedLag;

		private boolean caughtUp;

		private boolean rewound;

		private boolean stopped;

		private boolean stalled;

		private boolean neverSmaller;

		private boolean recent;

		private BurrowStatus status = BurrowStatus.OK;

		Case(int number, long[] offsets, long[] times, long[] lags) {
			this.number = number;
			this.window = new Window(offsets.length);
			for (int i = 0; i < offsets.length; i++) {
				this.window.insert(i, offsets[i], times[i], lags[i]);
			}
		}

		BurrowStatus status(BurrowRules rules, Window window) {
			return rules.status(window, this.lag, this.now, (partition, offset) -> reached(offset), 0);
		}

		boolean reached(long offset) {
			return LongStream.of(this.ends).anyMatch((end) -> end <= offset);
		}

		Case ends(long... ends) {
			this.ends = ends;
			return this;
		}

		Case at(long lag, long seconds) {
			this.lag = lag;
			this.now = seconds * 1000;
			return this;
		}

		Case allowing(long lag) {
			this.allowedLag = lag;
			return this;
		}

		Case recentlyAtTheEnd() {
			this.recent = true;
			return this;
		}

		Case expect(boolean caughtUp, boolean rewound, boolean stopped, boolean stalled, boolean neverSmaller,
				BurrowStatus status) {
			this.caughtUp = caughtUp;
			this.rewound = rewound;
			this.stopped = stopped;
			this.stalled = stalled;
			this.neverSmaller = neverSmaller;
			this.status = status;
			return this;
		}

		@Override
		public String toString() {
			return "case " + this.number;
		}

	}

}
