package io.roster.health;

import java.util.Arrays;

import io.roster.group.GroupKind;
import io.roster.snapshot.GroupTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Causes that are not about how fast a group reads, and what is said of them. */
class RosterCausesTests {

	private final Scenario four = new Scenario(4);

	@Test
	void groupThatRebalancesAllTheTimeSaysSo() {
		this.four.look(6, 10, 5, 5, 5, 5);
		for (int i = 0; i < 4; i++) {
			this.four.state = "PreparingRebalance";
			this.four.look(1, 10, 5, 5, 5, 5);
			this.four.state = "Stable";
			this.four.look(1, 10, 5, 5, 5, 5);
		}
		assertThat(this.four.report().causes()).containsExactly(Cause.REBALANCING);
		assertThat(this.four.reason())
			.isEqualTo("The group was rebalancing at 4 of the last 10 looks and is in state Stable "
					+ "now, while 280 records wait.");
		assertThat(this.four.status()).isEqualTo(HealthStatus.WARNING);
		this.four.state = "PreparingRebalance";
		this.four.look(10, 10, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
	}

	@Test
	void oneSightingOfARebalanceIsNotManyWhereCommitsAreFollowed() {
		this.four.look(6, 10, 5, 5, 5, 5);
		this.four.state = "PreparingRebalance";
		this.four.look();
		for (int i = 0; i < 20; i++) {
			this.four.lookAgain(2);
			assertThat(this.four.report().causes()).isEmpty();
		}
		for (int i = 0; i < 4; i++) {
			this.four.look().lookAgain(2).lookAgain(2);
		}
		assertThat(this.four.report().causes()).containsExactly(Cause.REBALANCING);
		assertThat(this.four.reason()).startsWith("The group was rebalancing at 5 of the last 10 looks");
	}

	@Test
	void oneSightingOfAPartitionWithoutAnOwnerIsNoneWhereCommitsAreFollowed() {
		this.four.look(6, 10, 10, 10, 10, 10);
		this.four.owners[1] = GroupTopic.NOBODY;
		this.four.look();
		for (int i = 0; i < 4; i++) {
			assertThat(this.four.lookAgain(2).status()).isEqualTo(HealthStatus.OK);
		}
		assertThat(this.four.look(2).status()).isEqualTo(HealthStatus.WARNING);
		this.four.owners[1] = 0;
		this.four.look();
		assertThat(this.four.lookAgain(8).status()).isEqualTo(HealthStatus.WARNING);
		assertThat(this.four.look(2).status()).isEqualTo(HealthStatus.OK);
	}

	@Test
	void groupThatIsNotReadyIsNotRebalancing() {
		this.four.type = GroupKind.STREAMS;
		this.four.look(6, 10, 10, 10, 10, 10);
		this.four.state = "NotReady";
		Arrays.fill(this.four.owners, GroupTopic.NOBODY);
		this.four.look(9, 10, 0, 0, 0, 0);
		assertThat(this.four.report().causes()).containsExactly(Cause.NO_OWNER);
		assertThat(this.four.reason()).startsWith("No member owns any partition of orders, since the group is in state "
				+ "NotReady, and orders-0 has stood at offset 1060 for 80 s while 90 records wait; 3 more");
	}

	@Test
	void oneRebalanceIsNothing() {
		this.four.look(6, 10, 10, 10, 10, 10);
		this.four.state = "PreparingRebalance";
		Arrays.fill(this.four.owners, GroupTopic.NOBODY);
		this.four.look(3, 10, 0, 0, 0, 0);
		this.four.state = "Stable";
		Arrays.fill(this.four.owners, 0);
		this.four.look(1, 10, 40, 40, 40, 40).look(2, 10, 10, 10, 10, 10);
		assertThat(this.four.report().causes()).isEmpty();
	}

	@Test
	void pausedWorkerIsAWarningWithItsName() {
		this.four.look(5, 10, 10, 10, 10, 10);
		this.four.paused.add("worker-0");
		this.four.look(20, 10, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.WARNING);
		assertThat(this.four.partition(1).cause()).isEqualTo(Cause.PAUSED);
		assertThat(this.four.partition(1).reason())
			.isEqualTo("200 records wait in orders-1 since its worker worker-0 is paused.");
	}

	@Test
	void pausedWorkerByHandIsAWarningWithItsNameToo() {
		this.four.members = 0;
		this.four.state = "Empty";
		Arrays.fill(this.four.owners, GroupTopic.SOMEBODY);
		this.four.manual.put(new TopicPartition("orders", 1), "by-hand");
		this.four.paused.add("by-hand");
		this.four.look(5, 10, 10, 10, 10, 10);
		this.four.look(20, 10, 10, 0, 10, 10);
		assertThat(this.four.partition(1).cause()).isEqualTo(Cause.PAUSED);
		assertThat(this.four.reason()).isEqualTo("200 records wait in orders-1 since its worker by-hand is paused.");
		assertThat(this.four.partition(0).cause()).isNull();
	}

	@Test
	void membersWithoutPartitionsAreTooMany() {
		this.four.members = 6;
		for (int p = 0; p < 4; p++) {
			this.four.owners[p] = p;
		}
		this.four.look().look();
		assertThat(this.four.report().causes()).containsExactly(Cause.IDLE_MEMBERS);
		assertThat(this.four.reason())
			.isEqualTo("2 of the 6 members have no partition, since the group's topics have only 4 partitions.");
	}

	@Test
	void membersThatAnAssignorLeavesOutAreNotTooMany() {
		// Of two topics with two partitions, range gives all to two of three members.
		this.four.members = 3;
		this.four.owners[1] = 1;
		this.four.owners[3] = 1;
		this.four.look().look();
		assertThat(this.four.report().causes()).isEmpty();
	}

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
	void worseStatusThatIsNotSaidYetIsTold() {
		this.four.paused.add("worker-0");
		this.four.look(5, 100, 0, 0, 0, 0);
		this.four.leaderless = new int[] { 0 };
		this.four.look();
		assertThat(this.four.partition(0).reason())
			.isEqualTo("orders-0 was 'paused' and is 'leaderless' now, which counts "
					+ "once it has held for 5 s; 500 records wait.");
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
		assertThat(this.four.reason()).isEqualTo("The committed offset 1000 of orders-2 lies beyond the end of the log, "
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

	@Test
	void whatCouldNotBeReadIsAsItWas() {
		this.four.look(10, 100, 90, 90, 90, 90);
		this.four.stale = true;
		this.four.look(30, 100, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
	}

	@Test
	void statusThatIsHeldSaysThatItMayGetBetter() {
		this.four.look();
		this.four.leaderless = new int[] { 3 };
		this.four.look().look();
		this.four.leaderless = new int[] {};
		this.four.look();
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
		assertThat(this.four.reason()).isEqualTo(
				"orders-3 was 'leaderless' and no longer is, which counts once it has held for 5 s; 0 records wait.");
		this.four.look();
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
	}

	@Test
	void shareGroupIsNotJudgedByOffsetsThatItDoesNotHave() {
		this.four.type = GroupKind.SHARE;
		Arrays.fill(this.four.committed, -1);
		Arrays.fill(this.four.owners, GroupTopic.SOMEBODY);
		this.four.look().look(3600).look();
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		assertThat(this.four.reason())
			.isEqualTo("All 4 partitions can be read; groups of this type have no committed offsets.");
	}

}
