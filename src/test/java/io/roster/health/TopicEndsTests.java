package io.roster.health;

import java.time.Instant;

import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopicEndsTests {

	private final TopicEnds ends = new TopicEnds();

	private final Looks looks = new Looks();

	private long seconds;

	@Test
	void lastTenEndsAreKept() {
		for (int end = 100; end <= 1000; end += 100) {
			look(10, 0, end);
		}
		assertThat(this.ends.end(0)).isEqualTo(1000);
		assertThat(this.ends.reached(0, 100)).isTrue();
		assertThat(this.ends.reached(0, 99)).isFalse();
		look(10, 0, 1100);
		assertThat(this.ends.reached(0, 199)).isFalse();
		assertThat(this.ends.reached(0, 200)).isTrue();
	}

	@Test
	void looksInQuickSuccessionCountAsOne() {
		look(10, 0, 100);
		for (int i = 0; i < 20; i++) {
			look(1, 0, 200 + i);
		}
		assertThat(this.ends.reached(0, 203)).isTrue();
		assertThat(this.ends.reached(0, 202)).isFalse();
		assertThat(this.ends.end(0)).isEqualTo(219);
	}

	@Test
	void rateIsThatOfAllThatIsKept() {
		assertThat(this.ends.written(0, this.looks)).isNaN();
		look(10, 0, 100);
		assertThat(this.ends.written(0, this.looks)).isNaN();
		look(10, 0, 200);
		look(10, 0, 500);
		assertThat(this.ends.written(0, this.looks)).isEqualTo(20);
	}

	@Test
	void endThatIsNotKnownTellsNothing() {
		look(10, 0, Snapshot.UNKNOWN);
		look(10, 0, 500);
		assertThat(this.ends.reached(0, 0)).isFalse();
		assertThat(this.ends.written(0, this.looks)).isNaN();
		look(10, 0, Snapshot.UNKNOWN);
		assertThat(this.ends.end(0)).isEqualTo(500);
		assertThat(this.ends.end(7)).isEqualTo(Snapshot.UNKNOWN);
	}

	@Test
	void recordHasWaitedSinceTheLookThatSawItFirst() {
		look(10, 0, 100);
		look(10, 0, 200);
		look(10, 0, 300);
		look(10, 0, 300);
		assertThat(this.ends.waited(0, 300, this.looks)).isZero();
		assertThat(this.ends.waited(0, 250, this.looks)).isEqualTo(10_000);
		assertThat(this.ends.waited(0, 150, this.looks)).isEqualTo(20_000);
		assertThat(this.ends.waited(0, 50, this.looks)).as("or for longer").isEqualTo(30_000);
		for (int i = 0; i < 8; i++) {
			look(10, 0, 400);
		}
		assertThat(this.ends.waited(0, 50, this.looks)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.ends.waited(0, 350, this.looks)).isEqualTo(70_000);
	}

	@Test
	void deletionIsMeasuredOverMinutesAndNotBefore() {
		look(10, 0, 10_000);
		look(240, 500, 10_000);
		assertThat(deleted()).isNaN();
		look(60, 600, 10_000);
		assertThat(deleted()).isEqualTo(2);
		// What was deleted more than half an hour ago no longer counts.
		for (int i = 0; i < 60; i++) {
			look(60, 600, 10_000);
		}
		assertThat(deleted()).isZero();
	}

	@Test
	void copyOfLooksStaysAsItIs() {
		look(10, 0, 100);
		look(10, 0, 200);
		Looks copy = this.looks.copy();
		look(30, 0, 300);
		assertThat(copy.size()).isEqualTo(2);
		assertThat(copy.span(1)).isEqualTo(10_000);
		assertThat(this.looks.span(1)).isEqualTo(30_000);
	}

	private double deleted() {
		return this.ends.deleted(0, this.seconds * 1000);
	}

	private void look(long after, long start, long end) {
		this.seconds += after;
		Snapshot snapshot = SnapshotBuilder.at(Instant.ofEpochSecond(this.seconds))
			.topic("orders", new long[] { start }, new long[] { end })
			.build();
		boolean advance = this.looks.look(this.seconds * 1000);
		this.ends.look(snapshot.logs().iterator().next(), this.seconds * 1000, advance);
	}

}
