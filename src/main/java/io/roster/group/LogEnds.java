package io.roster.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.group.GroupReader.Draft;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs of partitions begin and end, read in one round with one request to each
 * leader for each end.
 */
class LogEnds {

	private final Calls calls;

	private final Map<TopicPartition, Long> starts = new HashMap<>();

	private final Map<TopicPartition, Long> ends = new HashMap<>();

	private final Map<TopicPartition, ReadError> errors = new HashMap<>();

	LogEnds(Calls calls) {
		this.calls = calls;
	}

	void ask(Set<TopicPartition> partitions, TopicLookup topics, Which which) {
		List<ReadError> leaderless = new ArrayList<>();
		Set<TopicPartition> readable = new HashSet<>(partitions);
		readable.removeIf((partition) -> !topics.readable(partition, leaderless));
		leaderless.forEach((error) -> this.errors.put(partition(error), error));
		if (readable.isEmpty()) {
			return;
		}
		Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> ends = list(readable, OffsetSpec.latest());
		if (which == Which.BOTH) {
			Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> starts = list(readable, OffsetSpec.earliest());
			collect(starts, this.starts);
		}
		collect(ends, this.ends);
	}

	private Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> list(Set<TopicPartition> partitions,
			OffsetSpec spec) {
		Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
		partitions.forEach((partition) -> specs.put(partition, spec));
		ListOffsetsResult result = this.calls.admin().listOffsets(specs, this.calls.within(new ListOffsetsOptions()));
		Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> futures = new HashMap<>();
		partitions.forEach((partition) -> futures.put(partition, result.partitionResult(partition)));
		return futures;
	}

	private void collect(Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> futures,
			Map<TopicPartition, Long> into) {
		this.calls.each(futures, (partition, info) -> into.put(partition, info.offset()),
				(partition, problem) -> this.errors.put(partition,
						ReadError.of(partition.topic(), partition.partition(), problem)));
	}

	@Nullable Long start(TopicPartition partition) {
		return this.starts.get(partition);
	}

	@Nullable Long end(TopicPartition partition) {
		return this.ends.get(partition);
	}

	List<ReadError> errors(Collection<TopicPartition> partitions) {
		return this.errors.isEmpty() ? List.of()
				: partitions.stream().filter(this.errors::containsKey).sorted(BY_NAME).map(this.errors::get).toList();
	}

	private static final java.util.Comparator<TopicPartition> BY_NAME = java.util.Comparator
		.comparing(TopicPartition::topic)
		.thenComparing(TopicPartition::partition);

	private static TopicPartition partition(ReadError error) {
		return new TopicPartition(String.valueOf(error.topic()), (error.partition() != null) ? error.partition() : -1);
	}

	/** Which ends of which logs a read is after. */
	enum Which {

		/** Both ends of every partition, for the rows of one group. */
		BOTH {
			@Override
			Set<TopicPartition> partitions(Collection<Draft> groups) {
				Set<TopicPartition> partitions = new HashSet<>();
				groups.forEach((group) -> partitions.addAll(group.partitions));
				return partitions;
			}
		},

		/** The end of every partition with a commit, for the lag of all groups. */
		LAG {
			@Override
			Set<TopicPartition> partitions(Collection<Draft> groups) {
				Set<TopicPartition> partitions = new HashSet<>();
				groups.forEach((group) -> partitions.addAll(group.committed.keySet()));
				return partitions;
			}
		};

		abstract Set<TopicPartition> partitions(Collection<Draft> groups);

	}

}
