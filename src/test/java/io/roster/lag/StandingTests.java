package io.roster.lag;

import java.time.Instant;

import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StandingTests {

	private static final long[] STARTS = new long[2];

	private final Standing standing = new Standing();

	private Instant now = Instant.parse("2026-03-01T12:00:00Z");

	private @Nullable Snapshot previous;

	@Test
	void ownedPartitionThatDoesNotMoveForAMinuteStands() {
		assertThat(next(0, 5, 5)).isZero();
		for (int i = 0; i < 5; i++) {
			assertThat(next(0, 5, 5)).isZero();
		}
		// A minute after it was first seen where it is.
		assertThat(next(0, 5, 5)).isEqualTo(10);
	}

	@Test
	void onlyThePartitionsThatDoNotMoveStand() {
		for (int i = 0; i < 6; i++) {
			next(0, 5, i);
		}
		assertThat(next(0, 5, 6)).isEqualTo(5);
	}

	@Test
	void whatMovesAgainBeginsAnew() {
		for (int i = 0; i < 6; i++) {
			next(0, 5, 5);
		}
		assertThat(next(0, 5, 5)).isEqualTo(10);
		assertThat(next(0, 6, 6)).isZero();
		// It has taken 70 s once, and so may take three times as long.
		for (int i = 0; i < 20; i++) {
			assertThat(next(0, 6, 6)).isZero();
		}
		assertThat(next(0, 6, 6)).isEqualTo(8);
	}

	@Test
	void whatNobodyOwnsOrIsReadToTheEndDoesNotStand() {
		for (int i = 0; i < 10; i++) {
			assertThat(next(GroupTopic.NOBODY, 5, 5)).isZero();
		}
		for (int i = 0; i < 10; i++) {
			assertThat(next(0, 10, 10)).isZero();
		}
	}

	@Test
	void groupThatWasNotSeenBeforeDoesNotStand() {
		for (int i = 0; i < 7; i++) {
			next(0, 5, 5);
		}
		Snapshot without = SnapshotBuilder.at(this.now).build();
		this.standing.observed(without, this.previous);
		this.previous = without;
		this.now = this.now.plusSeconds(10);
		assertThat(next(0, 5, 5)).isZero();
		assertThat(next(0, 5, 5)).isZero();
	}

	@Test
	void whoCommitsSeldomIsGivenThreeTimesAsLong() {
		// Every four minutes.
		for (int i = 0; i < 24; i++) {
			next(0, 1, 1);
		}
		for (int i = 0; i < 3 * 24; i++) {
			assertThat(next(0, 2 + i / 24, 2 + i / 24)).isZero();
		}
		assertThat(next(0, 5, 4)).isZero();
		for (int i = 0; i < 49; i++) {
			assertThat(next(0, 5, 4)).as("step " + i).isEqualTo((i < 47) ? 0 : 6);
		}
	}

	@Test
	void nobodyIsGivenMoreThanAQuarterOfAnHour() {
		for (int i = 0; i < 360; i++) {
			next(0, 1, 1);
		}
		next(0, 2, 2);
		for (int i = 1; i <= 90; i++) {
			assertThat(next(0, 2, 2)).as("step " + i).isEqualTo((i < 90) ? 0 : 16);
		}
	}

	@Test
	void whoCommitsOftenAgainIsGivenAMinuteAgain() {
		for (int i = 0; i < 24; i++) {
			next(0, 1, 1);
		}
		for (int i = 0; i < 5; i++) {
			next(0, 2 + i % 2, 2 + i % 2);
		}
		for (int i = 0; i < 24; i++) {
			next(0, 2 + i % 2, 2 + i % 2);
		}
		for (int i = 1; i <= 6; i++) {
			assertThat(next(0, 5, 5)).as("step " + i).isZero();
		}
		assertThat(next(0, 5, 5)).isEqualTo(10);
	}

	/** A snapshot ten seconds later, and how many records stand in it. */
	private long next(int owner, long... committed) {
		Snapshot snapshot = SnapshotBuilder.at(this.now)
			.topic("t", STARTS, new long[] { 10, 10 })
			.group("g", "Stable", 1, new Read("t", committed, new int[] { owner, owner }))
			.build();
		this.standing.observed(snapshot, this.previous);
		this.previous = snapshot;
		this.now = this.now.plusSeconds(10);
		return this.standing.lag(snapshot.groups().get(0));
	}

}
