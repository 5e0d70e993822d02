package io.roster.health;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HoldsTests {

	private static final byte SLOW = Verdict.warning(Cause.SLOW);

	private static final byte STOPPED = Verdict.error(Cause.STOPPED);

	private final Holds holds = new Holds(1);

	private long now = 1_700_000_000_000L;

	@Test
	void firstLookIsSaidAtOnce() {
		assertThat(look(10, STOPPED)).isEqualTo(STOPPED);
	}

	@Test
	void otherStatusIsSaidOnceItWasFoundTwice() {
		look(10, Verdict.OK);
		assertThat(look(10, STOPPED)).isEqualTo(Verdict.OK);
		assertThat(look(10, STOPPED)).isEqualTo(STOPPED);
		assertThat(look(10, Verdict.OK)).isEqualTo(STOPPED);
		assertThat(look(10, Verdict.OK)).isEqualTo(Verdict.OK);
	}

	@Test
	void statusThatComesAndGoesIsNotSaid() {
		look(10, Verdict.OK);
		for (int i = 0; i < 5; i++) {
			assertThat(look(10, STOPPED)).isEqualTo(Verdict.OK);
			assertThat(look(10, Verdict.OK)).isEqualTo(Verdict.OK);
		}
	}

	@Test
	void looksInQuickSuccessionConfirmNothing() {
		look(10, Verdict.OK);
		for (int i = 0; i < 4; i++) {
			assertThat(look(1, STOPPED)).isEqualTo(Verdict.OK);
		}
		assertThat(look(4, STOPPED)).isEqualTo(STOPPED);
	}

	@Test
	void sameSightingOfOwnersConfirmsNothing() {
		byte noOwner = Verdict.warning(Cause.NO_OWNER);
		look(10, Verdict.OK);
		for (int i = 0; i < 9; i++) {
			this.now += 2000;
			assertThat(this.holds.look(0, noOwner, this.now, 5000, i == 0)).isEqualTo(Verdict.OK);
		}
		assertThat(look(2, noOwner)).as("seen by another read").isEqualTo(noOwner);
		this.now += 2000;
		this.holds.look(0, Verdict.OK, this.now, 5000, true);
		this.now += 8000;
		assertThat(this.holds.look(0, Verdict.OK, this.now, 5000, false)).isEqualTo(noOwner);
		this.now += 2000;
		assertThat(this.holds.look(0, SLOW, this.now, 5000, false)).as("another cause").isEqualTo(SLOW);
	}

	@Test
	void otherCauseOfTheSameStatusIsSaidAtOnce() {
		look(10, STOPPED);
		assertThat(look(10, Verdict.error(Cause.STALLED))).isEqualTo(Verdict.error(Cause.STALLED));
	}

	@Test
	void lesserOfTwoWorseOnesIsSaidFirst() {
		look(10, Verdict.OK);
		look(10, SLOW);
		assertThat(look(10, STOPPED)).isEqualTo(SLOW);
		assertThat(look(10, STOPPED)).isEqualTo(STOPPED);
		look(10, Verdict.OK);
		assertThat(look(10, SLOW)).as("and that of two better ones which is less so").isEqualTo(SLOW);
		assertThat(look(10, Verdict.OK)).isEqualTo(SLOW);
		assertThat(look(10, Verdict.OK)).isEqualTo(Verdict.OK);
	}

	@Test
	void warningAndErrorInTurnAreAWarning() {
		look(10, Verdict.OK);
		look(10, STOPPED);
		for (int i = 0; i < 5; i++) {
			assertThat(look(10, SLOW)).isEqualTo(SLOW);
			assertThat(look(10, STOPPED)).isEqualTo(SLOW);
		}
	}

	@Test
	void worseAndBetterInTurnAreNeither() {
		look(10, SLOW);
		for (int i = 0; i < 5; i++) {
			assertThat(look(10, STOPPED)).isEqualTo(SLOW);
			assertThat(look(10, Verdict.OK)).isEqualTo(SLOW);
		}
	}

	@Test
	void verdictsKeepTheirParts() {
		for (Cause cause : Cause.values()) {
			assertThat(Verdict.cause(Verdict.warning(cause))).isEqualTo(cause);
			assertThat(Verdict.cause(Verdict.error(cause))).isEqualTo(cause);
			assertThat(Verdict.status(Verdict.warning(cause))).isEqualTo(HealthStatus.WARNING);
			assertThat(Verdict.status(Verdict.error(cause))).isEqualTo(HealthStatus.ERROR);
		}
		assertThat(Verdict.status(Verdict.OK)).isEqualTo(HealthStatus.OK);
		assertThat(Verdict.cause(Verdict.OK)).isNull();
		assertThat(Verdict.isWorse(Verdict.error(Cause.STALLED), Verdict.warning(Cause.LEADERLESS))).isTrue();
		assertThat(Verdict.isWorse(Verdict.error(Cause.STALLED), Verdict.error(Cause.NO_OWNER))).isFalse();
	}

	private byte look(long seconds, byte found) {
		this.now += seconds * 1000;
		return this.holds.look(0, found, this.now, 5000, true);
	}

}
