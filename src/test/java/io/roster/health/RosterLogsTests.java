package io.roster.health;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Causes that lie in the logs, whoever reads them. */
class RosterLogsTests {

	private final Scenario four = new Scenario(4);

	@Test
	void partitionWithoutALeaderIsAnError() {
		this.four.look();
		this.four.leaderless = new int[] { 3 };
		this.four.look().look();
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
		assertThat(this.four.reason()).isEqualTo("orders-3 has no leader, so it can be neither written nor read.");
	}

	@Test
	void recordsThatWereDeletedUnreadAreCounted() {
		this.four.look();
		Arrays.fill(this.four.ends, 5000);
		this.four.starts[1] = 1750;
		this.four.look().look().look();
		assertThat(this.four.partition(1).cause()).isEqualTo(Cause.RECORDS_LOST);
		assertThat(this.four.reason()).isEqualTo("750 records of orders-1 were deleted before they were read: the log "
				+ "begins at offset 1750 and the committed offset is 1000.");
	}

	@Test
	void recordsThatWereReadAndDeletedInTheMiddleOfALookAreNotLost() {
		this.four.look();
		for (int i = 0; i < 5; i++) {
			// As Kafka Streams deletes what it has read, after the commit was read.
			this.four.committed[1] += 1000;
			this.four.starts[1] = this.four.committed[1] + 10;
			this.four.ends[1] = this.four.starts[1];
			this.four.look();
			assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		}
	}

	@Test
	void recordsThatAreDeletedWithinTheHourAreAtRisk() {
		Arrays.fill(this.four.committed, 10_000);
		Arrays.fill(this.four.ends, 100_000);
		for (int i = 0; i < 40; i++) {
			this.four.starts[0] += 20;
			this.four.committed[0] += 5;
			this.four.look();
		}
		assertThat(this.four.partition(0).cause()).as("in more than an hour").isNull();
		for (int i = 0; i < 280; i++) {
			this.four.starts[0] += 20;
			this.four.committed[0] += 5;
			this.four.look();
		}
		assertThat(this.four.partition(0).cause()).isEqualTo(Cause.RECORDS_AT_RISK);
		assertThat(this.four.reason())
			.startsWith("The log of orders-0 begins at offset 6400, only 5,200 records before "
					+ "the committed offset 11600, and at the rate at which it is deleted, unread records go in 57 min; ");
		for (int p = 1; p < 4; p++) {
			assertThat(this.four.partition(p).cause()).isNotEqualTo(Cause.RECORDS_AT_RISK);
		}
	}

	@Test
	void segmentThatIsDeletedBehindTheCommitIsLostAndNotAtRisk() {
		Arrays.fill(this.four.committed, 10_000);
		Arrays.fill(this.four.ends, 100_000);
		for (int i = 0; i < 40; i++) {
			this.four.look();
		}
		this.four.starts[0] = 9000;
		this.four.look().look();
		assertThat(this.four.reason()).startsWith("The log of orders-0 begins at offset 9000, only 1,000 records");
		this.four.starts[0] = 20_000;
		this.four.look();
		assertThat(this.four.reason()).startsWith("orders-0 was 'records-at-risk' and no longer is");
		this.four.look();
		assertThat(this.four.reason()).startsWith("10,000 records of orders-0 were deleted before they were read");
	}

	@Test
	void commitBeyondTheEndOfTheLogIsAWarningOnceItStands() {
		this.four.look();
		this.four.ends[2] = 400;
		this.four.look(5, 1, 1, 1, 0, 1);
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		this.four.look(3, 1, 1, 1, 0, 1);
		assertThat(this.four.report().causes()).containsExactly(Cause.BEYOND_END);
		assertThat(this.four.status()).isEqualTo(HealthStatus.WARNING);
		assertThat(this.four.reason())
			.isEqualTo("The committed offset 1000 of orders-2 lies beyond the end of the log, "
					+ "which is at 408: the topic was made anew, or its log was cut off.");
	}

	@Test
	void commitThatIsReadLaterThanTheEndIsNoneBeyondIt() {
		for (int i = 0; i < 30; i++) {
			this.four.ends[0] += 100;
			this.four.committed[0] = this.four.ends[0] + 10;
			this.four.look();
			assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		}
	}

	@Test
	void retentionBehindAGroupThatReadsAllIsNoRisk() {
		for (int i = 0; i < 60; i++) {
			Arrays.fill(this.four.starts, 1000 + i * 10L);
			Arrays.fill(this.four.ends, 1100 + i * 10L);
			Arrays.fill(this.four.committed, 1090 + i * 10L);
			this.four.look();
			assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		}
	}

}
