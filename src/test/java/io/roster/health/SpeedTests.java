package io.roster.health;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpeedTests {

	private final Window window = new Window();

	@Test
	void bothRatesAreOfTheTimeBetweenTheFirstAndTheLastCommit() {
		commits(1000, 1100, 1200);
		Speed speed = Speed.of(this.window, 10_000);
		assertThat(speed.read()).isEqualTo(10);
		assertThat(speed.written()).isEqualTo(10);
	}

	@Test
	void onlyWhatWasCommittedSinceTheOffsetWasSetBackCounts() {
		commits(5000, 5100, 100, 200);
		assertThat(Speed.of(this.window, 10_000).isKnown()).as("two commits are too few").isFalse();
		commits(5000, 5100, 100, 200, 300);
		assertThat(Speed.of(this.window, 10_000).read()).isEqualTo(10);
		commits(5000, 100, 5000, 100, 200, 300);
		assertThat(Speed.of(this.window, 10_000).read()).as("after the last step back").isEqualTo(10);
	}

	@Test
	void offsetThatWasJustSetBackHasNoSpeed() {
		commits(1000, 1100, 1200, 1300, 100);
		assertThat(Speed.of(this.window, 0).read()).isNaN();
	}

	/** One every ten seconds, each with a lag of 50. */
	private void commits(long... offsets) {
		this.window.resize(0);
		for (int i = 0; i < offsets.length; i++) {
			this.window.insert(i, offsets[i], 10_000L * i, 50);
		}
	}

}
