package io.roster.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.roster.group.GroupKind;
import io.roster.group.LocalWorkers;
import io.roster.health.GroupHealth.PartitionHealth;
import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;
import org.apache.kafka.common.TopicPartition;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

/**
 * A group g that reads a topic named orders, looked at every ten seconds. Everything in
 * it can be changed between looks.
 */
final class Scenario {

	static final HealthProperties DEFAULTS = new HealthProperties(Duration.ofSeconds(60), Duration.ofMinutes(10),
			Duration.ofSeconds(5), Duration.ofSeconds(5), 0, 0);

	final WindowStore store = new WindowStore(DEFAULTS);

	final Health health;

	final long[] starts;

	final long[] ends;

	final long[] committed;

	final int[] owners;

	final Set<String> paused = new HashSet<>();

	final Map<TopicPartition, String> manual = new HashMap<>();

	GroupKind type = GroupKind.CLASSIC;

	String state = "Stable";

	int members = 1;

	int[] leaderless = {};

	boolean stale;

	long timeLag = -1;

	Instant now = Instant.parse("2026-11-22T06:00:00Z");

	private Instant readAt = this.now;

	Scenario(int partitions) {
		this.starts = new long[partitions];
		this.ends = new long[partitions];
		this.committed = new long[partitions];
		this.owners = new int[partitions];
		Arrays.fill(this.ends, 1000);
		Arrays.fill(this.committed, 1000);
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("timeLag", (PartitionTimeLags) (group, topic, partition) -> this.timeLag);
		this.health = new Health(this.store, DEFAULTS, beans.getBeanProvider(PartitionTimeLags.class), new Workers());
	}

	/** Looks at what is, ten seconds after the look before. */
	Scenario look() {
		return look(10);
	}

	Scenario look(int seconds) {
		return look(seconds, this.now.plusSeconds(seconds));
	}

	private Scenario look(int seconds, Instant readAt) {
		this.now = this.now.plusSeconds(seconds);
		this.readAt = readAt;
		this.health.observed(SnapshotBuilder.at(this.now)
			.readAt(readAt)
			.topic("orders", this.starts, this.ends, this.leaderless)
			.group(this.type, "g", this.state, this.members, this.stale,
					new Read("orders", this.committed, this.owners))
			.build());
		return this;
	}

	/** Looks at logs and commits alone, as where commits are followed. */
	Scenario lookAgain(int seconds) {
		Instant read = this.readAt;
		look(seconds, read);
		return this;
	}

	/** Looks as often, each time after so much more was written and read. */
	Scenario look(int times, long written, long... read) {
		for (int i = 0; i < times; i++) {
			for (int p = 0; p < this.ends.length; p++) {
				this.ends[p] += written;
				this.committed[p] += read[p];
			}
			look();
		}
		return this;
	}

	/** Tells of a commit as Kafka's topic of offsets does. */
	void commit(int partition, long offset, int secondsAgo) {
		this.store.commit("g", "orders", partition, offset, this.now.minusSeconds(secondsAgo).toEpochMilli());
	}

	GroupHealth report() {
		return Objects.requireNonNull(this.health.of("g"));
	}

	HealthStatus status() {
		return Objects.requireNonNull(this.health.status("g"));
	}

	String reason() {
		return report().reason();
	}

	PartitionHealth partition(int partition) {
		return Objects.requireNonNull(this.health.of("g", true)).partitions().get(partition);
	}

	BurrowHealth burrow() {
		return Objects.requireNonNull(this.health.burrowOf("g", true));
	}

	/** Workers that are paused. */
	private final class Workers implements LocalWorkers {

		@Override
		public LocalGroup of(String groupId) {
			return new LocalGroup(Set.of(), Map.of(), Scenario.this.manual);
		}

		@Override
		public Set<String> groupIds() {
			return Set.of();
		}

		@Override
		public Set<String> paused() {
			return Scenario.this.paused;
		}

	}

}
