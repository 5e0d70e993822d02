package io.roster.health;

import java.time.Instant;
import java.util.Objects;

import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthTests {

	private final Scenario scenario = new Scenario(2);

	@Test
	void groupThatIsNotThereHasNoHealth() {
		assertThat(this.scenario.health.of("g")).isNull();
		assertThat(this.scenario.health.status("g")).isNull();
		assertThat(this.scenario.health.burrowOf("g", true)).isNull();
		assertThat(this.scenario.health.burrow("g")).isZero();
		assertThat(this.scenario.health.burrow("g", "orders", 0)).isZero();
	}

	@Test
	void groupsAndTopicsThatVanishAreForgotten() {
		this.scenario.look();
		assertThat(this.scenario.store.size()).isEqualTo(1);
		this.scenario.health.observed(SnapshotBuilder.at(this.scenario.now.plusSeconds(10))
			.topic("other", new long[1], new long[1])
			.group("g", "Stable", 1, new Read("other", new long[1], new int[1]))
			.build());
		assertThat(this.scenario.store.ends("orders")).isNull();
		assertThat(this.scenario.health.burrow("g", "orders", 0)).isZero();
		assertThat(this.scenario.health.burrow("g", "other", 0)).isEqualTo(1);
		this.scenario.health.observed(SnapshotBuilder.at(this.scenario.now.plusSeconds(20)).build());
		assertThat(this.scenario.store.size()).isZero();
		assertThat(this.scenario.health.status("g")).isNull();
	}

	@Test
	void commitsOfAGroupThatIsGoneAreForgottenAndThoseOfANewOneKept() {
		Instant now = this.scenario.now.plusSeconds(10);
		this.scenario.store.commit("gone", "orders", 0, 5, now.minusSeconds(100).toEpochMilli());
		this.scenario.store.commit("new", "orders", 0, 5, now.plusSeconds(1).toEpochMilli());
		this.scenario.look();
		assertThat(this.scenario.store.find("gone")).isNull();
		assertThat(this.scenario.store.find("new")).isNotNull();
	}

	@Test
	void burrowsNumbersAreThoseOfItsMetrics() {
		this.scenario.look(1, 10, 5, 10);
		assertThat(this.scenario.health.burrow("g")).isEqualTo(1);
		this.scenario.look(3, 10, 5, 10);
		assertThat(this.scenario.health.burrow("g", "orders", 0)).isEqualTo(2);
		assertThat(this.scenario.health.burrow("g", "orders", 1)).isEqualTo(1);
		assertThat(this.scenario.health.burrow("g")).isEqualTo(2);
		this.scenario.look(12, 10, 0, 10);
		assertThat(this.scenario.health.burrow("g", "orders", 0)).isEqualTo(4);
		assertThat(this.scenario.health.burrow("g")).isEqualTo(3);
		assertThat(this.scenario.health.isBurrowComplete("g", "orders", 0)).isFalse();
		assertThat(this.scenario.health.isBurrowComplete("g", "orders", 1)).isTrue();
		this.scenario.committed[0] = 3;
		this.scenario.look();
		assertThat(this.scenario.health.burrow("g", "orders", 0)).isEqualTo(6);
		assertThat(this.scenario.health.burrow("g", "orders", 9)).isZero();
	}

	@Test
	void burrowsReportHasItsNumbers() {
		this.scenario.look(3, 10, 5, 10);
		BurrowHealth burrow = this.scenario.burrow();
		assertThat(burrow.status()).isEqualTo(BurrowStatus.WARN);
		assertThat(burrow.totallag()).isEqualTo(15);
		assertThat(burrow.partitionCount()).isEqualTo(2);
		assertThat(burrow.complete()).isZero();
		assertThat(burrow.maxlag()).isEqualTo(burrow.partitions().get(0));
		assertThat(burrow.partitions().get(0).complete()).isEqualTo(0.3f);
		assertThat(burrow.partitions().get(0).end())
			.isEqualTo(new BurrowHealth.Commit(1015, this.scenario.now.toEpochMilli(), 15L));
		assertThat(burrow.reason())
			.isEqualTo("1 of 2 partitions are not OK by Burrow's rules, such as orders-0, which is "
					+ "WARN with a lag of 15.");
		this.scenario.look(10, 10, 11, 10);
		assertThat(this.scenario.burrow().status()).isEqualTo(BurrowStatus.OK);
		assertThat(this.scenario.burrow().complete()).isEqualTo(1);
	}

	@Test
	void topicThatIsMadeAnewWithFewerPartitionsIsAnotherOne() {
		this.scenario.look(3, 10, 10, 5).look(12, 10, 10, 0);
		assertThat(this.scenario.health.burrow("g")).isEqualTo(3);
		for (int i = 0; i < 2; i++) {
			this.scenario.now = this.scenario.now.plusSeconds(10);
			this.scenario.health.observed(SnapshotBuilder.at(this.scenario.now)
				.topic("orders", new long[1], new long[] { 40 })
				.group("g", "Stable", 1, new Read("orders", new long[] { 40 }, new int[1]))
				.build());
		}
		assertThat(this.scenario.health.burrow("g")).isEqualTo(1);
		assertThat(this.scenario.health.burrow("g", "orders", 0)).isEqualTo(1);
		assertThat(this.scenario.health.burrow("g", "orders", 1)).isZero();
		assertThat(Objects.requireNonNull(this.scenario.store.ends("orders")).partitions()).isEqualTo(1);
		assertThat(this.scenario.burrow().partitions()).hasSize(1);
	}

	@Test
	void whatStoodBeforeTheServiceBeganIsNoStopForAMinute() {
		this.scenario.ends[0] = 5000;
		this.scenario.look();
		this.scenario.look(50);
		assertThat(this.scenario.health.burrow("g")).isEqualTo(1);
		this.scenario.look();
		assertThat(this.scenario.health.burrow("g", "orders", 0)).isEqualTo(4);
	}

	@Test
	void groupWithoutCommitsIsNotFoundByBurrow() {
		this.scenario.committed[0] = -1;
		this.scenario.committed[1] = -1;
		this.scenario.look();
		assertThat(this.scenario.health.burrow("g")).isZero();
		assertThat(this.scenario.burrow().status()).isEqualTo(BurrowStatus.NOTFOUND);
		assertThat(this.scenario.burrow().partitions()).isEmpty();
		assertThat(this.scenario.reason()).isEqualTo(
				"0 of 2 partitions are read and nothing is committed for the others, whose lag is not known; nothing waits.");
	}

}
