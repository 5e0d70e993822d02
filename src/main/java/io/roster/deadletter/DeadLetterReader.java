package io.roster.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads ranges of logs, of which it sees what was committed only. For one answer, and by
 * one thread.
 */
final class DeadLetterReader implements AutoCloseable {

	private static final Duration POLL = Duration.ofMillis(50);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final int PARTITION_BYTES = 512 * 1024;

	private final Cluster cluster;

	private final Consumer<byte[], byte[]> consumer;

	private final Map<String, ProblemException> refused = new HashMap<>();

	DeadLetterReader(Cluster cluster, BareConsumers consumers) {
		this.cluster = cluster;
		this.consumer = asking(() -> consumers.create("roster-dead-letters",
				Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed", ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
						1_000, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES,
						ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis(),
						ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis(),
						ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis()),
				new ByteArrayDeserializer(), new ByteArrayDeserializer()));
	}

	/**
	 * Asks where logs begin and end.
	 * @param partitions the partitions
	 * @return what can be read of each; partitions without a record are left out
	 * @throws ProblemException if Kafka refuses or does not answer
	 */
	Map<TopicPartition, Range> ranges(Set<TopicPartition> partitions) {
		Map<TopicPartition, Range> ranges = new HashMap<>();
		if (!partitions.isEmpty()) {
			Map<TopicPartition, Long> starts = asking(() -> this.consumer.beginningOffsets(partitions, TIMEOUT));
			Map<TopicPartition, Long> ends = asking(() -> this.consumer.endOffsets(partitions, TIMEOUT));
			partitions.forEach((partition) -> {
				Range range = new Range(starts.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L));
				if (!range.isEmpty()) {
					ranges.put(partition, range);
				}
			});
		}
		return ranges;
	}

	/**
	 * Leaves out what was written before a time.
	 * @param ranges what can be read
	 * @param from the time
	 * @return what is left; partitions without a record from then on are left out
	 */
	Map<TopicPartition, Range> since(Map<TopicPartition, Range> ranges, Instant from) {
		Map<TopicPartition, Long> times = new HashMap<>();
		ranges.keySet().forEach((partition) -> times.put(partition, Math.max(0, from.toEpochMilli())));
		Map<TopicPartition, Range> later = new HashMap<>();
		Map<TopicPartition, OffsetAndTimestamp> found = asking(() -> this.consumer.offsetsForTimes(times, TIMEOUT));
		ranges.forEach((partition, range) -> {
			OffsetAndTimestamp first = found.get(partition);
			if (first != null && first.offset() < range.to()) {
				later.put(partition, new Range(Math.max(range.from(), first.offset()), range.to()));
			}
		});
		return later;
	}

	/**
	 * Reads ranges, each from its first offset to its last.
	 * @param ranges what to read
	 * @param deadline until when, in {@link System#nanoTime()}
	 * @param sink takes the records and says whether it wants more
	 * @return whether all was read that may be; {@code false} if the time was up or the
	 * sink wanted no more
	 * @throws ProblemException if Kafka refuses
	 */
	boolean read(Map<TopicPartition, Range> ranges, long deadline, Sink sink) {
		Set<TopicPartition> open = new HashSet<>(ranges.keySet());
		open.removeIf((partition) -> ranges.getOrDefault(partition, Range.NOTHING).isEmpty()
				|| this.refused.containsKey(partition.topic()));
		this.consumer.assign(open);
		// An assignment that is the same keeps what was paused.
		this.consumer.resume(open);
		open.forEach(
				(partition) -> this.consumer.seek(partition, ranges.getOrDefault(partition, Range.NOTHING).from()));
		while (!open.isEmpty()) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			ConsumerRecords<byte[], byte[]> records = asking(() -> poll(open));
			for (ConsumerRecord<byte[], byte[]> record : records) {
				TopicPartition partition = new TopicPartition(record.topic(), record.partition());
				if (record.offset() < ranges.getOrDefault(partition, Range.NOTHING).to() && !sink.take(record)) {
					return false;
				}
			}
			Set<TopicPartition> done = new HashSet<>();
			for (TopicPartition partition : open) {
				long position = asking(() -> this.consumer.position(partition, TIMEOUT));
				if (position >= ranges.getOrDefault(partition, Range.NOTHING).to()) {
					done.add(partition);
				}
			}
			this.consumer.pause(done);
			open.removeAll(done);
		}
		return true;
	}

	/** What may not be read keeps nothing else from being read. */
	private ConsumerRecords<byte[], byte[]> poll(Set<TopicPartition> open) {
		try {
			return this.consumer.poll(POLL);
		}
		catch (TopicAuthorizationException ex) {
			ex.unauthorizedTopics().forEach((topic) -> this.refused.put(topic, this.cluster.problem(ex)));
			if (!open.removeIf((partition) -> this.refused.containsKey(partition.topic()))) {
				throw ex;
			}
			this.consumer.assign(open);
			return ConsumerRecords.empty();
		}
	}

	/**
	 * Returns what Kafka does not let the service read.
	 * @return a line for each topic of which that came out; none of its partitions is
	 * read any further
	 */
	Map<String, ReadError> refused() {
		Map<String, ReadError> errors = new HashMap<>();
		this.refused.forEach((topic, problem) -> errors.put(topic, ReadError.of(topic, null, problem)));
		return errors;
	}

	/**
	 * Returns the problem of an answer for which nothing could be read in time.
	 * @return 503 or 504
	 */
	ProblemException tooLate() {
		return this.cluster.problem(
				new org.apache.kafka.common.errors.TimeoutException("The dead letter topics were not read in time"));
	}

	private <T> T asking(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (InterruptException ex) {
			throw this.cluster.calls(TIMEOUT).problem(new InterruptedException());
		}
		catch (KafkaException ex) {
			throw this.cluster.problem(ex);
		}
	}

	@Override
	public void close() {
		this.consumer.close();
	}

	/** Takes records. */
	interface Sink {

		boolean take(ConsumerRecord<byte[], byte[]> record);

	}

	/**
	 * A part of a log.
	 *
	 * @param from its first offset
	 * @param to the offset after its last
	 */
	record Range(long from, long to) {

		static final Range NOTHING = new Range(0, 0);

		boolean isEmpty() {
			return this.from >= this.to;
		}

	}

}
