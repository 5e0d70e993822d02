package io.roster.health;

import java.util.Arrays;

import io.roster.snapshot.GroupTopic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who reads, who has stopped, who is too slow, and who is none of that. */
class RosterRulesTests {

	private final Scenario four = new Scenario(4);

	@Test
	void groupThatReadsAllIsOkAndSaysSo() {
		this.four.look(10, 100, 100, 100, 100, 100);
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		assertThat(this.four.reason()).isEqualTo("All 4 partitions are read; nothing waits.");
		this.four.ends[3] += 20;
		this.four.look();
		assertThat(this.four.reason())
			.isEqualTo("All 4 partitions are read; the largest lag is 20 records (orders-3).");
		assertThat(this.four.report().partitions()).isEmpty();
		assertThat(this.four.report().causes()).isEmpty();
		assertThat(this.four.report().lag()).isEqualTo(20);
	}

	@Test
	void onlyPartitionIsNotCalledAll() {
		Scenario one = new Scenario(1).look();
		assertThat(one.reason()).isEqualTo("The only partition is read; nothing waits.");
		assertThat(one.burrow().reason()).isEqualTo("The only partition is OK by Burrow's rules.");
	}

	@Test
	void memberThatCommitsNothingMoreIsStopped() {
		this.four.look(10, 100, 90, 90, 90, 90);
		this.four.look(6, 100, 0, 0, 0, 0);
		assertThat(this.four.status()).as("for a minute").isEqualTo(HealthStatus.OK);
		this.four.look(3, 100, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
		assertThat(this.four.partition(2).cause()).isEqualTo(Cause.STOPPED);
		assertThat(this.four.reason()).isEqualTo("orders-0 has stood at offset 1900 for 90 s while 1,000 records wait, "
				+ "though member client-0 owns it and usually commits every 10 s; 3 more partitions are not ok.");
		this.four.look(3, 100, 500, 500, 500, 500);
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
	}

	@Test
	void nothingIsStoppedWhereNothingWaits() {
		this.four.look(10, 100, 100, 100, 100, 100);
		this.four.look(3600);
		this.four.look(3600);
		// New records after a long silence begin a new wait.
		this.four.ends[0] += 5;
		this.four.look();
		this.four.look();
		this.four.look();
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
	}

	@Test
	void singleCommitIsNoStop() {
		this.four.look();
		this.four.committed[0] = 900;
		for (int i = 0; i < 12; i++) {
			this.four.look();
		}
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		assertThat(this.four.burrow().status()).as("unlike by Burrow's rules").isEqualTo(BurrowStatus.ERR);
		for (int i = 0; i < 60; i++) {
			this.four.look();
		}
		assertThat(this.four.partition(0).cause()).as("but ten times the patience is").isEqualTo(Cause.STOPPED);
	}

	@Test
	void rareCommitterIsStoppedOnlyAfterMuchLongerThanUsual() {
		for (int i = 0; i < 6; i++) {
			this.four.look(29, 10, 0, 0, 0, 0);
			this.four.look(1, 10, 300, 300, 300, 300);
			assertThat(this.four.status()).as("hour " + i).isEqualTo(HealthStatus.OK);
		}
		this.four.look(110, 10, 0, 0, 0, 0);
		assertThat(this.four.status()).as("18 min of silence where 5 are usual").isEqualTo(HealthStatus.OK);
		this.four.look(15, 10, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
		assertThat(this.four.reason()).contains("usually commits every ");
	}

	@Test
	void recordsThatHaveNotWaitedForLongAreNoStop() {
		this.four.look(10, 100, 90, 90, 90, 90);
		this.four.timeLag = 2000;
		this.four.look(20, 100, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
		this.four.timeLag = 200_000;
		this.four.look(2, 100, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
		assertThat(this.four.partition(0).timeLag()).hasSeconds(200);
	}

	@Test
	void partitionThatStandsWhileTheMembersOthersMoveIsStalled() {
		this.four.look(10, 100, 90, 90, 90, 90);
		this.four.look(19, 100, 90, 90, 0, 90);
		assertThat(this.four.partition(2).cause()).isEqualTo(Cause.STALLED);
		assertThat(this.four.report().partitions()).hasSize(1);
		assertThat(this.four.reason())
			.isEqualTo("orders-2 has stood at offset 1900 for 3 min while 2,000 records wait and "
					+ "the member's other partitions move.");
	}

	@Test
	void otherMembersPartitionsTellNothingOfThisOne() {
		this.four.members = 2;
		this.four.owners[2] = 1;
		this.four.look(10, 100, 90, 90, 90, 90);
		this.four.look(10, 100, 90, 90, 0, 90);
		assertThat(this.four.partition(2).cause()).isEqualTo(Cause.STOPPED);
	}

	@Test
	void offsetThatIsCommittedAgainAndAgainIsStalled() {
		Scenario one = new Scenario(1);
		one.look(10, 100, 90);
		for (int i = 0; i < 10; i++) {
			one.look(1, 100, 0);
			one.commit(0, one.committed[0], 0);
		}
		assertThat(one.partition(0).cause()).isEqualTo(Cause.STALLED);
		assertThat(one.reason()).isEqualTo("orders-0 has stood at offset 1900 for 90 s while 1,100 records wait and "
				+ "the same offset is committed again.");
	}

	@Test
	void partitionThatIsLeftOutHasNoOwner() {
		this.four.look(10, 100, 100, 100, 100, 100);
		this.four.owners[1] = GroupTopic.NOBODY;
		this.four.look(2, 100, 100, 0, 100, 100);
		assertThat(this.four.partition(1).cause()).isEqualTo(Cause.NO_OWNER);
		assertThat(this.four.status()).isEqualTo(HealthStatus.WARNING);
		this.four.look(8, 100, 100, 0, 100, 100);
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
		assertThat(this.four.reason())
			.isEqualTo("orders-1 has no owner while the topic's other partitions have; it has "
					+ "stood at offset 2000 for 90 s while 1,000 records wait.");
	}

	@Test
	void groupWithoutMembersIsNotReadOnceItsOffsetsStand() {
		this.four.members = 0;
		this.four.state = "Empty";
		Arrays.fill(this.four.owners, GroupTopic.NOBODY);
		this.four.look(20, 100, 90, 90, 90, 90);
		assertThat(this.four.status()).as("consumers by hand, whom Kafka does not know").isEqualTo(HealthStatus.OK);
		this.four.look(9, 100, 0, 0, 0, 0);
		assertThat(this.four.status()).isEqualTo(HealthStatus.ERROR);
		assertThat(this.four.reason())
			.startsWith("orders-0 has no owner, since the group has no members, and has stood at "
					+ "offset 2800 for 90 s while 1,100 records wait; 3 more");
	}

	@Test
	void groupWithoutMembersThatHasReadAllIsOk() {
		this.four.members = 0;
		this.four.state = "Empty";
		Arrays.fill(this.four.owners, GroupTopic.NOBODY);
		this.four.look().look(100_000).look();
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
	}

	@Test
	void slowerThanProductionSaysByHowMuch() {
		this.four.look(30, 1000, 800, 1000, 1000, 800);
		assertThat(this.four.partition(0).cause()).isNull();
		this.four.look(30, 1000, 800, 1000, 1000, 800);
		assertThat(this.four.partition(0).cause()).isEqualTo(Cause.SLOW);
		assertThat(this.four.status()).isEqualTo(HealthStatus.WARNING);
		assertThat(this.four.reason()).isEqualTo("orders-0 is slower than production: it is read at 80 records/s and "
				+ "written at 100 records/s, so that 20 records/s more wait, and 12,000 records wait; 1 more partition "
				+ "is not ok.");
		assertThat(this.four.partition(0).readRate()).isEqualTo(80);
		assertThat(this.four.partition(0).writeRate()).isEqualTo(100);
	}

	@Test
	void groupThatWasSetBackAndCatchesUpIsNotSlow() {
		this.four.look(10, 100, 100, 100, 100, 100);
		this.four.look(1, 100, -1500, 100, 100, 100);
		for (int i = 0; i < 12; i++) {
			this.four.look(1, 100, 150, 100, 100, 100);
			assertThat(this.four.status()).as("look " + i).isEqualTo(HealthStatus.OK);
			assertThat(this.four.partition(0).readRate()).isIn(null, 15.0);
		}
		assertThat(this.four.partition(0).readRate()).isEqualTo(15);
	}

	@Test
	void lagThatGetsSmallerIsOk() {
		Arrays.fill(this.four.committed, 0);
		Arrays.fill(this.four.ends, 100_000);
		this.four.look(30, 1000, 1100, 1100, 1100, 1100);
		assertThat(this.four.status()).isEqualTo(HealthStatus.OK);
	}

	@Test
	void oneWithNearlyAllOfTheLagIsHot() {
		this.four.look(60, 1000, 1000, 800, 1000, 1000);
		assertThat(this.four.partition(1).cause()).isEqualTo(Cause.HOT_PARTITION);
		assertThat(this.four.reason())
			.isEqualTo("orders-1 has all of the 12,000 records that wait in the 4 partitions of "
					+ "its topic: it is read at 80 records/s and written at 100 records/s, so that 20 records/s more wait.");
	}

	@Test
	void hotPartitionIsOneOfAllThatTheTopicHas() {
		Scenario five = new Scenario(5);
		five.committed[4] = -1;
		five.look(60, 1000, 1000, 800, 1000, 1000, 0);
		assertThat(five.partition(1).reason()).contains("records that wait in the 5 partitions of its topic");
	}

	@Test
	void behindInTimeWithoutCatchingUpIsSlow() {
		this.four.timeLag = 1_000_000;
		Arrays.fill(this.four.committed, 900);
		this.four.look(10, 10, 10, 10, 10, 10);
		assertThat(this.four.partition(0).cause()).isEqualTo(Cause.SLOW);
		assertThat(this.four.reason())
			.isEqualTo("orders-0 does not catch up: 100 records wait, the oldest for 16 min, and it is read at "
					+ "1.0 records/s and written at 1.0 records/s; 3 more partitions are not ok.");
	}

}
