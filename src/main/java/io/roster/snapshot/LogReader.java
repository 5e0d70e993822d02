package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.roster.cluster.Calls;
import io.roster.cluster.ReadError;
import io.roster.snapshot.TopicTable.Topic;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads where logs begin and end: a request to each leader for the beginnings and one for
 * the ends, in chunks that brokers take.
 */
class LogReader {

	/** Partitions of one call. */
	private static final int CHUNK = 20_000;

	/** As many partitions are told one by one; more would only be more of the same. */
	private static final int MAX_ERRORS = 100;

	/**
	 * How long answers may take before it is asked whether the partitions are still
	 * there: for one that is gone Kafka's client tries until the time-out.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(500);

	private static final int PENDING = -2;

	private final Calls calls;

	private final Answers answers;

	private final Map<String, Draft> drafts = new HashMap<>();

	/** The topics as they were looked up last. */
	private @Nullable TopicTable now;

	private final Map<TopicPartition, Throwable> failures = new HashMap<>();

	private final List<ReadError> errors = new ArrayList<>();

	LogReader(Calls calls, Answers answers) {
		this.calls = calls;
		this.answers = answers;
	}

	/**
	 * Starts to ask for logs.
	 * @param names the topics, all of which are there
	 * @param topics what is known of them
	 */
	void ask(Set<String> names, TopicTable topics) {
		Map<TopicPartition, OffsetSpec> starts = new HashMap<>();
		Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
		for (String name : names) {
			Topic topic = topics.topic(name);
			if (topic == null) {
				continue;
			}
			this.drafts.put(name, new Draft(topic));
			for (int number = 0; number < topic.partitions(); number++) {
				if (!topic.leaderless().get(number)) {
					TopicPartition partition = new TopicPartition(topic.name(), number);
					starts.put(partition, OffsetSpec.earliest());
					ends.put(partition, OffsetSpec.latest());
				}
			}
			if (ends.size() >= CHUNK) {
				ask(starts, ends);
			}
		}
		ask(starts, ends);
	}

	private void ask(Map<TopicPartition, OffsetSpec> starts, Map<TopicPartition, OffsetSpec> ends) {
		if (!ends.isEmpty()) {
			ask(ends, (draft) -> draft.ends);
			ask(starts, (draft) -> draft.starts);
			ends.clear();
			starts.clear();
		}
	}

	private void ask(Map<TopicPartition, OffsetSpec> specs, Function<Draft, long[]> side) {
		ListOffsetsResult result = this.calls.admin().listOffsets(specs, this.calls.within(new ListOffsetsOptions()));
		specs.keySet().forEach((partition) -> {
			Draft draft = this.drafts.get(partition.topic());
			if (draft != null) {
				long[] offsets = side.apply(draft);
				offsets[partition.partition()] = PENDING;
				this.answers.take(result.partitionResult(partition),
						(answer, failure) -> take(partition, offsets, answer, failure));
			}
		});
	}

	private void take(TopicPartition partition, long[] offsets, @Nullable ListOffsetsResultInfo answer,
			@Nullable Throwable failure) {
		offsets[partition.partition()] = (answer != null) ? answer.offset() : Snapshot.UNKNOWN;
		// A topic that has gone since it was looked up is gone, which is no error.
		if (failure != null && !(failure instanceof UnknownTopicOrPartitionException)
				&& this.failures.size() < MAX_ERRORS) {
			this.failures.put(partition, failure);
		}
	}

	/**
	 * Waits for what was asked, but not for partitions that have gone or lost their
	 * leader since.
	 * @param topicsNow looks topics up again
	 */
	void await(Supplier<TopicTable> topicsNow) {
		while (!this.answers.await(PATIENCE) && isWorthWaiting(look(topicsNow))) {
			if (this.answers.isOver()) {
				break;
			}
		}
		this.answers.close();
		// Not where answers come in: to tell what a failure means may take a connection.
		this.failures.forEach((partition,
				failure) -> note(ReadError.of(partition.topic(), partition.partition(), this.calls.problem(failure))));
	}

	private void note(ReadError error) {
		if (this.errors.size() < MAX_ERRORS) {
			this.errors.add(error);
		}
	}

	private TopicTable look(Supplier<TopicTable> topicsNow) {
		TopicTable now = topicsNow.get();
		this.now = now;
		return now;
	}

	private boolean isWorthWaiting(TopicTable now) {
		synchronized (this.answers) {
			return this.drafts.values().stream().anyMatch((draft) -> draft.isPending(now));
		}
	}

	/**
	 * Returns what was read.
	 * @param previous the snapshot before, whose values go where there are none
	 * @return the logs by topic
	 */
	Map<String, TopicLog> logs(@Nullable Snapshot previous) {
		Map<String, TopicLog> logs = new HashMap<>();
		this.drafts.forEach((name, draft) -> {
			draft.troubles(this.now).forEach(this::note);
			logs.put(name, draft.finish((previous != null) ? previous.log(name) : null,
					(previous != null) ? previous.asOf() : Instant.MIN));
		});
		return logs;
	}

	List<ReadError> errors() {
		return this.errors;
	}

	/** A topic while its offsets come in. */
	private static final class Draft {

		private final Topic topic;

		private final long[] starts;

		private final long[] ends;

		private Draft(Topic topic) {
			this.topic = topic;
			this.starts = new long[topic.partitions()];
			this.ends = new long[topic.partitions()];
			Arrays.fill(this.starts, Snapshot.UNKNOWN);
			Arrays.fill(this.ends, Snapshot.UNKNOWN);
		}

		private boolean isPending(TopicTable now) {
			Topic topic = now.topic(this.topic.name());
			for (int partition = 0; topic != null && partition < topic.partitions(); partition++) {
				if (partition < this.ends.length && !topic.leaderless().get(partition)
						&& (this.ends[partition] == PENDING || this.starts[partition] == PENDING)) {
					return true;
				}
			}
			return false;
		}

		private List<ReadError> troubles(@Nullable TopicTable now) {
			boolean late = now != null && isPending(now);
			List<ReadError> troubles = new ArrayList<>();
			for (int partition = 0; partition < this.ends.length; partition++) {
				if (this.topic.leaderless().get(partition)) {
					troubles.add(ReadError.leaderless(new TopicPartition(this.topic.name(), partition)));
				}
				else if (late && (this.ends[partition] == PENDING || this.starts[partition] == PENDING)) {
					troubles.add(ReadError.late(new TopicPartition(this.topic.name(), partition)));
				}
			}
			return troubles;
		}

		/**
		 * Makes the log, with what was read last in place of what has not come.
		 * @param previous the log as it was read last, if it was
		 * @param readAt when that was
		 */
		private TopicLog finish(@Nullable TopicLog previous, Instant readAt) {
			Map<Integer, Instant> stale = new HashMap<>(2);
			for (int partition = 0; partition < this.ends.length; partition++) {
				if (this.ends[partition] < 0 || this.starts[partition] < 0) {
					TopicLog known = (previous != null && partition < previous.partitions()) ? previous : null;
					if (this.ends[partition] < 0) {
						this.ends[partition] = (known != null) ? known.end(partition) : Snapshot.UNKNOWN;
					}
					if (this.starts[partition] < 0) {
						this.starts[partition] = (known != null) ? known.start(partition) : Snapshot.UNKNOWN;
					}
					stale.put(partition, (known != null) ? known.asOf(partition, readAt) : Instant.MIN);
				}
			}
			return new TopicLog(this.topic.name(), this.starts, this.ends, this.topic.leaderless(), stale);
		}

	}

}
