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
