package io.roster.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.roster.group.DescribedGroup;
import io.roster.group.Groups;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;
import io.roster.snapshot.SnapshotObserver;
import io.roster.snapshot.SnapshotSource;
import io.roster.support.Commits;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Primary;

/** Snapshots of the test broker's groups of these tests, read one by one. */
@TestConfiguration(proxyBeanMethods = false)
@Primary
class BrokerSnapshots implements SnapshotSource {

	static final String PREFIX = "health-";

	private final Groups groups;

	private final ObjectProvider<SnapshotObserver> observers;

	private volatile @Nullable Snapshot newest;

	BrokerSnapshots(Groups groups, ObjectProvider<SnapshotObserver> observers) {
		this.groups = groups;
		this.observers = observers;
	}

	@Override
	public @Nullable Snapshot newest() {
		return this.newest;
	}

	@Override
	public Snapshot current() {
		Snapshot newest = this.newest;
		return (newest != null) ? newest : fresh();
	}

	@Override
	public synchronized Snapshot fresh() {
		SnapshotBuilder fixture = SnapshotBuilder.at(Instant.now());
		List<String> ids = this.groups.types().keySet().stream().filter((id) -> id.startsWith(PREFIX)).toList();
		this.groups.findAll(ids, (id, problem) -> {
		}).values().forEach((group) -> add(fixture, group));
		Snapshot snapshot = fixture.build();
		this.observers.forEach((observer) -> observer.observed(snapshot));
		this.newest = snapshot;
		return snapshot;
	}

	private static void add(SnapshotBuilder fixture, DescribedGroup group) {
		Map<TopicPartition, OffsetAndMetadata> committed = Commits.of(group.groupId());
		Set<String> topics = new TreeSet<>();
		committed.keySet().forEach((partition) -> topics.add(partition.topic()));
		group.members().forEach((member) -> member.assignment().forEach((topic) -> topics.add(topic.topic())));
		topics.retainAll(TestKafka.topics());
		List<Read> reads = new ArrayList<>();
		for (String topic : topics) {
			long[] starts = offsets(topic, OffsetSpec.earliest());
			fixture.topic(topic, starts, offsets(topic, OffsetSpec.latest()));
			long[] commits = new long[starts.length];
			Arrays.fill(commits, Snapshot.UNKNOWN);
			committed.forEach((partition, offset) -> {
				if (partition.topic().equals(topic)) {
					commits[partition.partition()] = offset.offset();
				}
			});
			reads.add(new Read(topic, commits, owners(group, topic, starts.length)));
		}
		fixture.group(group, reads.toArray(Read[]::new));
	}

	private static int[] owners(DescribedGroup group, String topic, int partitions) {
		int[] owners = new int[partitions];
		Arrays.fill(owners, GroupTopic.NOBODY);
		for (int member = 0; member < group.members().size(); member++) {
			int place = member;
			group.members()
				.get(member)
				.assignment()
				.stream()
				.filter((owned) -> owned.topic().equals(topic))
				.forEach((owned) -> owned.partitions().forEach((partition) -> owners[partition] = place));
		}
		return owners;
	}

	private static long[] offsets(String topic, OffsetSpec spec) {
		try {
			int partitions = TestKafka.admin()
				.describeTopics(List.of(topic))
				.allTopicNames()
				.get(30, TimeUnit.SECONDS)
				.get(topic)
				.partitions()
				.size();
			long[] offsets = new long[partitions];
			for (int partition = 0; partition < partitions; partition++) {
				TopicPartition of = new TopicPartition(topic, partition);
				offsets[partition] = TestKafka.admin()
					.listOffsets(Map.of(of, spec))
					.partitionResult(of)
					.get(30, TimeUnit.SECONDS)
					.offset();
			}
			return offsets;
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot read the log of " + topic, ex);
		}
	}

}
