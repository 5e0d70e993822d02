package io.roster.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.BareConsumers;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;

import org.springframework.stereotype.Component;

/** Reads the timestamps of single records where they lie, many partitions at once. */
@Component
public class Timestamps {

	/** Partitions of one fetch, of which each costs the broker a read somewhere else. */
	private static final int CHUNK = 250;

	private static final Duration POLL = Duration.ofMillis(50);

	/** Enough for the first batch of a partition, as producers make them by default. */
	private static final int PARTITION_BYTES = 64 * 1024;

	private static final int FETCH_BYTES = 8 * 1024 * 1024;

	private final BareConsumers consumers;

	Timestamps(BareConsumers consumers) {
		this.consumers = consumers;
	}

	/**
	 * Begins to read.
	 * @param patience how long one call to Kafka may take
	 * @return what reads, to be closed; for one thread at a time
	 * @throws org.apache.kafka.common.KafkaException if there is no way to Kafka
	 */
	public Reader open(Duration patience) {
		// What the records hold is nobody's business here.
		Deserializer<Long> nothing = (topic, data) -> 0L;
		return new Reader(this.consumers.create("roster-times",
				Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
						PARTITION_BYTES, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES,
						ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis(),
						ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis(),
						ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis()),
				nothing, nothing));
	}

	/** Reads timestamps with a consumer that is in no group. */
	public static final class Reader implements AutoCloseable {

		private final Consumer<Long, Long> consumer;

		/** Topics that may not be read. */
		private final Set<String> refused = new HashSet<>();

		private Reader(Consumer<Long, Long> consumer) {
			this.consumer = consumer;
		}

		/**
		 * Reads the timestamps of records.
		 * @param offsets the offset of the record by its partition; where there is none
		 * at that offset, as in a compacted topic, the next one counts
		 * @param deadline when to end, as {@link System#nanoTime} has it
		 * @return those that could be read in time, that have one, and whose topic the
		 * service may read
		 * @throws org.apache.kafka.common.KafkaException if Kafka refuses for another
		 * reason
		 */
		public Map<TopicPartition, Instant> read(Map<TopicPartition, Long> offsets, long deadline) {
			Map<TopicPartition, Instant> times = new HashMap<>();
			List<TopicPartition> all = new ArrayList<>(offsets.keySet());
			for (int from = 0; from < all.size() && System.nanoTime() < deadline; from += CHUNK) {
				Map<TopicPartition, Long> chunk = new HashMap<>();
				all.subList(from, Math.min(all.size(), from + CHUNK))
					.forEach((partition) -> chunk.put(partition, offsets.get(partition)));
				// A partition that nobody answers for takes the time of its chunk alone.
				int chunks = (all.size() - from + CHUNK - 1) / CHUNK;
				long now = System.nanoTime();
				read(chunk, times, now + (deadline - now) / chunks);
			}
			return times;
		}

		private void read(Map<TopicPartition, Long> wanted, Map<TopicPartition, Instant> times, long deadline) {
			Set<TopicPartition> open = new HashSet<>(wanted.keySet());
			seek(open, wanted);
			while (!open.isEmpty() && System.nanoTime() < deadline) {
				try {
					this.consumer.pause(poll(open, times));
				}
				catch (TopicAuthorizationException ex) {
					if (!this.refused.addAll(ex.unauthorizedTopics())) {
						throw ex;
					}
					seek(open, wanted);
				}
			}
		}

		/** Begins at what is not read yet, but of topics that may not be read. */
		private void seek(Set<TopicPartition> open, Map<TopicPartition, Long> wanted) {
			open.removeIf((partition) -> this.refused.contains(partition.topic()));
			this.consumer.assign(open);
			// An assignment that is the same keeps what was paused.
			this.consumer.resume(open);
			open.forEach((partition) -> this.consumer.seek(partition, wanted.getOrDefault(partition, 0L)));
		}

		private List<TopicPartition> poll(Set<TopicPartition> open, Map<TopicPartition, Instant> times) {
			ConsumerRecords<Long, Long> records = this.consumer.poll(POLL);
			List<TopicPartition> found = new ArrayList<>();
			for (TopicPartition partition : records.partitions()) {
				ConsumerRecord<Long, Long> first = records.records(partition).get(0);
				if (open.remove(partition)) {
					found.add(partition);
					if (first.timestampType() != TimestampType.NO_TIMESTAMP_TYPE && first.timestamp() >= 0) {
						times.put(partition, Instant.ofEpochMilli(first.timestamp()));
					}
				}
			}
			return found;
		}

		@Override
		public void close() {
			this.consumer.close();
		}

	}

}
