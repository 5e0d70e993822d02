package io.roster.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Calls;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Where the logs of partitions begin and end, with one request to each leader for each
 * end. All of them are started before the first is waited for.
 */
class LogEnds {

	/**
	 * How long an answer may take before it is asked whether the partition is still
	 * there.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(300);

	private static final Comparator<TopicPartition> BY_NAME = Comparator.comparing(TopicPartition::topic)
		.thenComparing(TopicPartition::partition);

	private final Calls calls;

	private final TopicLookup topics;

	private final Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> askedStarts = new HashMap<>();

	private final Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> askedEnds = new HashMap<>();

	private final Map<TopicPartition, Long> starts = new HashMap<>();

	private final Map<TopicPartition, Long> ends = new HashMap<>();

	private final Map<TopicPartition, ReadError> errors = new HashMap<>();

	LogEnds(Calls calls, TopicLookup topics) {
		this.calls = calls;
		this.topics = topics;
	}

	/**
	 * Starts to ask where logs begin; those that were asked for already are left out.
	 * @param partitions the partitions
	 */
	void askStarts(Set<TopicPartition> partitions) {
		ask(partitions, OffsetSpec.earliest(), this.askedStarts);
	}

	/**
	 * Starts to ask where logs end; those that were asked for already are left out.
	 * @param partitions the partitions
	 */
	void askEnds(Set<TopicPartition> partitions) {
		ask(partitions, OffsetSpec.latest(), this.askedEnds);
	}

	/**
	 * Asks once more where logs end, and waits for it.
	 * @param partitions the partitions; nothing happens if there is none
	 */
	void askEndsAgain(Set<TopicPartition> partitions) {
		if (!partitions.isEmpty()) {
			this.askedEnds.clear();
			askEnds(partitions);
			collect(this.askedEnds, this.ends);
		}
	}

	private void ask(Set<TopicPartition> partitions, OffsetSpec spec,
			Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> asked) {
		Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
		for (TopicPartition partition : partitions) {
			if (!asked.containsKey(partition) && readable(partition)) {
				specs.put(partition, spec);
			}
		}
		if (!specs.isEmpty()) {
			ListOffsetsResult result = this.calls.admin()
				.listOffsets(specs, this.calls.within(new ListOffsetsOptions()));
			specs.keySet().forEach((partition) -> asked.put(partition, result.partitionResult(partition)));
		}
	}

	private boolean readable(TopicPartition partition) {
		List<ReadError> leaderless = new ArrayList<>();
		boolean readable = this.topics.readable(partition, leaderless);
		leaderless.forEach((error) -> this.errors.put(partition, error));
		return readable;
	}

	/** Waits for what was asked. */
	void await() {
		List<KafkaFuture<ListOffsetsResultInfo>> all = new ArrayList<>(this.askedStarts.values());
		all.addAll(this.askedEnds.values());
		if (!this.calls.settled(all, PATIENCE)) {
			giveUpWhatIsGone();
		}
		collect(this.askedStarts, this.starts);
		collect(this.askedEnds, this.ends);
	}

	/**
	 * For a partition that has gone or lost its leader since it was looked up, Kafka's
	 * client tries until the time-out. So whoever keeps the answer waiting is looked up
	 * once more.
	 */
	private void giveUpWhatIsGone() {
		Set<String> late = new HashSet<>();
		for (Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> asked : List.of(this.askedStarts,
				this.askedEnds)) {
			asked.forEach((partition, future) -> {
				if (!future.isDone()) {
					late.add(partition.topic());
				}
			});
		}
		this.topics.lookUpAgain(late);
		this.askedStarts.entrySet().removeIf((entry) -> !entry.getValue().isDone() && !readable(entry.getKey()));
		this.askedEnds.entrySet().removeIf((entry) -> !entry.getValue().isDone() && !readable(entry.getKey()));
	}

	private void collect(Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> asked,
			Map<TopicPartition, Long> into) {
		this.calls.each(asked, (partition, info) -> into.put(partition, info.offset()), (partition, problem) -> {
			this.topics.distrust(partition);
			// A topic that has gone since it was looked up is gone, which is no error.
			if (!problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
				this.errors.put(partition, ReadError.of(partition.topic(), partition.partition(), problem));
			}
		});
	}

	@Nullable Long start(TopicPartition partition) {
		return this.starts.get(partition);
	}

	@Nullable Long end(TopicPartition partition) {
		return this.ends.get(partition);
	}

	/**
	 * Returns what could not be read.
	 * @param partitions the partitions in question
	 * @return a line for each that failed, in their order
	 */
	List<ReadError> errors(Collection<TopicPartition> partitions) {
		return this.errors.isEmpty() ? List.of()
				: partitions.stream().filter(this.errors::containsKey).sorted(BY_NAME).map(this.errors::get).toList();
	}

}
