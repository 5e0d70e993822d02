package io.roster.offset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.history.Outcome;
import io.roster.history.PartitionOutcome;
import io.roster.plan.Committed;
import io.roster.plan.PlannedOffset;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.jspecify.annotations.Nullable;

/**
 * Commits and deletes offsets, in requests that are small enough for Kafka to keep each
 * of them as one batch, all of them under way at once.
 */
final class OffsetWrites {

	/**
	 * A batch of Kafka's topic of offsets may have 1 MiB by default; the broker's record
	 * has the names and the metadata, and some bytes of its own.
	 */
	private static final int MAX_BYTES = 500_000;

	private static final int RECORD_BYTES = 80;

	private final Calls calls;

	private final String groupId;

	private final Map<TopicPartition, KafkaFuture<Void>> written = new HashMap<>();

	OffsetWrites(Calls calls, String groupId) {
		this.calls = calls;
		this.groupId = groupId;
	}

	/**
	 * Writes, and waits for what comes of it.
	 * @param offsets what to commit for each partition, nothing to delete what is
	 * committed
	 * @return what failed: {@link Outcome#NOT_DONE} where Kafka said no, and
	 * {@link Outcome#UNKNOWN} where it did not say anything
	 */
	Map<TopicPartition, PartitionOutcome> write(List<PlannedOffset> offsets) {
		Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
		Set<TopicPartition> deletions = new HashSet<>();
		long bytes = 0;
		for (PlannedOffset planned : offsets) {
			Committed to = planned.to();
			if (to == null) {
				deletions.add(planned.topicPartition());
				continue;
			}
			commits.put(planned.topicPartition(), to.toKafka());
			bytes += bytes(planned.topic(), to.metadata());
			if (bytes > MAX_BYTES) {
				commit(commits);
				commits = new HashMap<>();
				bytes = 0;
			}
		}
		if (!commits.isEmpty()) {
			commit(commits);
		}
		if (!deletions.isEmpty()) {
			DeleteConsumerGroupOffsetsResult result = this.calls.admin()
				.deleteConsumerGroupOffsets(this.groupId, deletions,
						this.calls.within(new DeleteConsumerGroupOffsetsOptions()));
			deletions.forEach((partition) -> this.written.put(partition, result.partitionResult(partition)));
		}
		return await();
	}

	private int bytes(String topic, @Nullable String metadata) {
		// Of characters that may take three bytes each.
		return RECORD_BYTES
				+ 3 * (this.groupId.length() + topic.length() + ((metadata != null) ? metadata.length() : 0));
	}

	private void commit(Map<TopicPartition, OffsetAndMetadata> commits) {
		AlterConsumerGroupOffsetsResult result = this.calls.admin()
			.alterConsumerGroupOffsets(this.groupId, commits,
					this.calls.within(new AlterConsumerGroupOffsetsOptions()));
		commits.keySet().forEach((partition) -> this.written.put(partition, result.partitionResult(partition)));
	}

	private Map<TopicPartition, PartitionOutcome> await() {
		Map<TopicPartition, PartitionOutcome> failed = new HashMap<>();
		List<TopicPartition> done = new ArrayList<>();
		Map<TopicPartition, KafkaFuture<Boolean>> futures = new HashMap<>();
		this.written.forEach((partition, future) -> futures.put(partition, future.thenApply((nothing) -> true)));
		this.calls.each(futures, (partition, written) -> done.add(partition),
				(partition, problem) -> failed.put(partition, failed(partition, problem)));
		return failed;
	}

	private static PartitionOutcome failed(TopicPartition partition, ProblemException problem) {
		// What Kafka refuses for good it has not done.
		Throwable cause = problem.getCause();
		boolean silent = problem.getStatusCode().is5xxServerError() && (!(cause instanceof ApiException)
				|| cause instanceof RetriableException || cause instanceof UnknownServerException);
		return PartitionOutcome.of(partition, silent ? Outcome.UNKNOWN : Outcome.NOT_DONE, problem);
	}

}
