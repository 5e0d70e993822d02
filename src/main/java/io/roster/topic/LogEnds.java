package io.roster.topic;

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
import io.roster.cluster.ReadError;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Where the logs of partitions begin and end, and where a time is in them, with one
 * request to each leader for each of these. All of them are started before the first is
 * waited for.
 */
public final class LogEnds {

	/**
	 * How long an answer may take before it is asked whether the partition is still
	 * there.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(300);

	private static final Comparator<TopicPartition> BY_NAME = Comparator.comparing(TopicPartition::topic)
		.thenComparing(TopicPartition::partition);

	private final Calls calls;

	private final TopicLookup topics;

	private final Question starts = new Question();

	private final Question ends = new Question();

	private final Question times = new Question();

	private final Map<TopicPartition, ReadError> errors = new HashMap<>();

	/**
	 * Begins to ask.
	 * @param calls the calls to do it with
	 * @param topics which partitions there are; has to have been asked for them
	 */
	public LogEnds(Calls calls, TopicLookup topics) {
		this.calls = calls;
		this.topics = topics;
	}

	/**
	 * Starts to ask where logs begin; those that were asked for already are left out.
	 * @param partitions the partitions
	 */
	public void askStarts(Set<TopicPartition> partitions) {
		ask(partitions, OffsetSpec.earliest(), this.starts);
	}

	/**
	 * Starts to ask where logs end; those that were asked for already are left out.
	 * @param partitions the partitions
	 */
	public void askEnds(Set<TopicPartition> partitions) {
		ask(partitions, OffsetSpec.latest(), this.ends);
	}

	/**
	 * Starts to ask for the first record of each log that is not older than a time.
	 * @param partitions the partitions
	 * @param timestamp milliseconds since 1970, not negative
	 */
	public void askTime(Set<TopicPartition> partitions, long timestamp) {
		ask(partitions, OffsetSpec.forTimestamp(timestamp), this.times);
	}

	/**
	 * Asks once more where logs end, and waits for it.
	 * @param partitions the partitions; nothing happens if there is none
	 */
	public void askEndsAgain(Set<TopicPartition> partitions) {
		if (!partitions.isEmpty()) {
			this.ends.asked.clear();
			askEnds(partitions);
			collect(this.ends);
		}
	}

	private void ask(Set<TopicPartition> partitions, OffsetSpec spec, Question question) {
		Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
		for (TopicPartition partition : partitions) {
			if (!question.asked.containsKey(partition) && readable(partition)) {
				specs.put(partition, spec);
			}
		}
		if (!specs.isEmpty()) {
			ListOffsetsResult result = this.calls.admin()
				.listOffsets(specs, this.calls.within(new ListOffsetsOptions()));
			specs.keySet().forEach((partition) -> question.asked.put(partition, result.partitionResult(partition)));
		}
	}

	private boolean readable(TopicPartition partition) {
		List<ReadError> leaderless = new ArrayList<>();
		boolean readable = this.topics.readable(partition, leaderless);
		leaderless.forEach((error) -> this.errors.put(partition, error));
		return readable;
	}

	/** Waits for what was asked. */
	public void await() {
		List<KafkaFuture<ListOffsetsResultInfo>> all = new ArrayList<>();
		questions().forEach((question) -> all.addAll(question.asked.values()));
		if (!this.calls.settled(all, PATIENCE)) {
			giveUpWhatIsGone();
		}
		questions().forEach(this::collect);
	}

	private List<Question> questions() {
		return List.of(this.starts, this.ends, this.times);
	}

	/**
	 * For a partition that has gone or lost its leader since it was looked up, Kafka's
	 * client tries until the time-out. So whoever keeps the answer waiting is looked up
	 * once more.
	 */
	private void giveUpWhatIsGone() {
		Set<String> late = new HashSet<>();
		questions().forEach((question) -> question.asked.forEach((partition, future) -> {
			if (!future.isDone()) {
				late.add(partition.topic());
			}
		}));
		this.topics.lookUpAgain(late);
		questions().forEach((question) -> question.asked.entrySet()
			.removeIf((entry) -> !entry.getValue().isDone() && !readable(entry.getKey())));
	}

	private void collect(Question question) {
		this.calls.each(question.asked, question.answers::put, (partition, problem) -> {
			this.topics.distrust(partition);
			// A topic that has gone since it was looked up is gone, which is no error.
			if (!problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
				this.errors.put(partition, ReadError.of(partition.topic(), partition.partition(), problem));
			}
		});
	}

	/**
	 * Returns where a log begins.
	 * @param partition the partition
	 * @return the offset of its first record, {@code null} if it was not read
	 */
	public @Nullable Long start(TopicPartition partition) {
		return this.starts.offset(partition);
	}

	/**
	 * Returns where a log ends.
	 * @param partition the partition
	 * @return the offset of its next record, {@code null} if it was not read
	 */
	public @Nullable Long end(TopicPartition partition) {
		return this.ends.offset(partition);
	}

	/**
	 * Returns where the time that was asked for is in a log.
	 * @param partition the partition
	 * @return the offset of the first record that is not older, {@code null} if there is
	 * none or it was not read
	 */
	public @Nullable Long atTime(TopicPartition partition) {
		Long offset = this.times.offset(partition);
		return (offset != null && offset >= 0) ? offset : null;
	}

	/**
	 * Returns the timestamp of the record that {@link #atTime} is about.
	 * @param partition the partition
	 * @return milliseconds since 1970, {@code null} if there is no such record or it was
	 * not read
	 */
	public @Nullable Long timestamp(TopicPartition partition) {
		ListOffsetsResultInfo answer = this.times.answers.get(partition);
		return (answer != null && answer.offset() >= 0 && answer.timestamp() >= 0) ? (Long) answer.timestamp() : null;
	}

	/**
	 * Returns whether the time that was asked for was looked for in a log.
	 * @param partition the partition
	 * @return {@code false} if the log could not be read
	 */
	public boolean knowsTime(TopicPartition partition) {
		return this.times.offset(partition) != null;
	}

	/**
	 * Returns what could not be read.
	 * @param partitions the partitions in question
	 * @return a line for each that failed, in their order
	 */
	public List<ReadError> errors(Collection<TopicPartition> partitions) {
		return this.errors.isEmpty() ? List.of()
				: partitions.stream().filter(this.errors::containsKey).sorted(BY_NAME).map(this.errors::get).toList();
	}

	/** One kind of offset, what was asked of it and what was answered. */
	private static final class Question {

		private final Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> asked = new HashMap<>();

		private final Map<TopicPartition, ListOffsetsResultInfo> answers = new HashMap<>();

		private @Nullable Long offset(TopicPartition partition) {
			ListOffsetsResultInfo answer = this.answers.get(partition);
			return (answer != null) ? (Long) answer.offset() : null;
		}

	}

}
