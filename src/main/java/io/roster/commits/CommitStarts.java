package io.roster.commits;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds where to begin. A consumer's own {@code by_duration} would not do: it leaves a
 * partition without a record of that time alone, and asks again only after half a minute.
 */
final class CommitStarts {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private CommitStarts() {
	}

	/**
	 * Finds the first record of some time or later in each partition.
	 * @param cluster the cluster
	 * @param partitions the partitions
	 * @param since the time
	 * @return the offsets, those of the ends where there is no such record; without
	 * partitions that could not be asked for as long as any could
	 * @throws ProblemException if none could
	 */
	static Map<TopicPartition, Long> find(Cluster cluster, Collection<TopicPartition> partitions, Instant since) {
		Calls calls = cluster.calls(TIMEOUT);
		// First, so that no record comes in between and is left out.
		Map<TopicPartition, Long> ends = ask(calls.half(), partitions, OffsetSpec.latest());
		Map<TopicPartition, Long> starts = ask(calls, ends.keySet(), OffsetSpec.forTimestamp(since.toEpochMilli()));
		starts.replaceAll((partition, start) -> (start >= 0) ? start : ends.getOrDefault(partition, 0L));
		return starts;
	}

	private static Map<TopicPartition, Long> ask(Calls calls, Collection<TopicPartition> partitions, OffsetSpec spec) {
		Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
		partitions.forEach((partition) -> specs.put(partition, spec));
		ListOffsetsResult result = calls.admin()
			.listOffsets(specs, calls.within(new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)));
		Map<TopicPartition, KafkaFuture<Long>> futures = new HashMap<>();
		partitions.forEach((partition) -> futures.put(partition,
				result.partitionResult(partition).thenApply((found) -> found.offset())));
		Map<TopicPartition, Long> found = new HashMap<>();
		AtomicReference<ProblemException> failure = new AtomicReference<>();
		calls.each(futures, found::put, (partition, problem) -> failure.set(problem));
		ProblemException problem = failure.get();
		if (found.isEmpty() && problem != null) {
			throw problem;
		}
		return found;
	}

}
