package io.roster.lag;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EndHistoryTests {

	private final EndHistory history = new EndHistory();

	@Test
	void recordCameBetweenTheEndsAroundIt() {
		this.history.add(100, 10_000);
		this.history.add(200, 20_000);
		assertThat(this.history.cameAt(100)).isEqualTo(10_100);
		assertThat(this.history.cameAt(149)).isEqualTo(15_000);
		assertThat(this.history.cameAt(199)).isEqualTo(20_000);
	}

	@Test
	void quietLogKeepsWhenItStoppedGrowing() {
		this.history.add(100, 0);
		this.history.add(110, 10_000);
		for (int time = 20_000; time < 10_000_000; time += 10_000) {
			this.history.add(110, time);
		}
		// Since then nothing has come, so the lag of who stands there grows by the clock.
		assertThat(this.history.cameAt(105)).isEqualTo(6_000);
		this.history.add(120, 10_000_000);
		assertThat(this.history.cameAt(105)).isEqualTo(6_000);
		assertThat(this.history.cameAt(110)).isBetween(9_990_000L, 10_000_000L);
	}

	@Test
	void timeLagOfASteadyReaderIsNoSawTooth() {
		// 100 records a second, the reader 5 s behind, looked at every 10 s.
		for (int second = 0; second <= 600; second += 10) {
			this.history.add(second * 100L, second * 1000L);
			if (second >= 20) {
				long committed = (second - 5) * 100L;
				assertThat(second * 1000L - this.history.cameAt(committed)).isCloseTo(5000, within(20L));
			}
		}
	}

	@Test
	void pointsAreThinnedOutWithAge() {
		for (int point = 0; point <= 8640; point++) {
			this.history.add(point * 1000L, point * 10_000L);
		}
		long day = 86_400_000;
		assertThat(this.history.covers(1000)).isTrue();
		for (long ago : new long[] { 60_000, 600_000, 3_600_000, 43_200_000 }) {
			long came = day - ago;
			assertThat((double) this.history.cameAt(came / 10)).isCloseTo(came, within(ago * 0.001 + 20));
		}
	}

	@Test
	void unevenGrowthIsKnownBetterTheNewerItIs() {
		long offset = 0;
		long[] came = new long[8641];
		for (int point = 0; point <= 8640; point++) {
			offset += (point % 360 < 36) ? 1000 : 10;
			came[point] = offset;
			this.history.add(offset, point * 10_000L);
		}
		for (int point : new int[] { 8639, 8630, 8600, 8000, 6000, 4000 }) {
			long ago = 86_400_000 - point * 10_000L;
			assertThat((double) this.history.cameAt(came[point])).isCloseTo(point * 10_000.0,
					within(Math.max(10_001, ago * 0.5)));
		}
	}

	@Test
	void recordThatWasThereBeforeIsBound() {
		this.history.add(500, 10_000);
		this.history.add(600, 20_000);
		assertThat(this.history.covers(499)).isFalse();
		assertThat(this.history.cameAt(499)).isEqualTo(10_000);
		assertThat(this.history.cameAt(400, 300, 0)).isEqualTo(5_000);
	}

	@Test
	void logThatWasCutOffIsAnotherOne() {
		this.history.add(500, 10_000);
		this.history.add(600, 20_000);
		this.history.add(50, 30_000);
		assertThat(this.history.covers(50)).isTrue();
		assertThat(this.history.covers(49)).isFalse();
		assertThat(this.history.end()).isEqualTo(50);
	}

}
