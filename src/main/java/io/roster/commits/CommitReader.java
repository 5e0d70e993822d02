package io.roster.commits;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all partitions of Kafka's topic of offsets, from where an earlier reader has
 * stopped, or from the look-back on. What was committed in a transaction is only read
 * when that has ended, and never if it was aborted ({@code read_committed}): a consumer
 * is shown neither the markers that end a transaction nor which record belongs to one, so
 * it could not tell otherwise. The price is that commits of other groups in the same
 * partition of the topic wait for the transaction, too; a transaction sends its offsets
 * just before it ends, so these are milliseconds as a rule, and at most its time-out.
 */
final class CommitReader implements AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	private final Cluster cluster;

	private final Consumer<byte[], byte[]> consumer;

	private final Map<TopicPartition, Long> positions;

	/**
	 * Makes a reader that reads nothing yet.
	 * @param cluster the cluster
	 * @param consumers makes its consumer
	 * @param lookBack how far back to go if Kafka has lost records and so a position
	 * @param positions where to go on; changed while this one reads
	 */
	CommitReader(Cluster cluster, BareConsumers consumers, Duration lookBack, Map<TopicPartition, Long> positions) {
		this.cluster = cluster;
		this.consumer = consumers.create("roster-commit-follower",
				Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed", ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
						10_000, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "by_duration:" + lookBack),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
		this.positions = positions;
	}

	/**
	 * Begins with each partition where it was left, or at the first record since some
	 * time; where there is none, at the end. A partition that nobody leads at present
	 * keeps back no other one.
	 * @param partitions all partitions
	 * @param since the time
	 * @return whether all have begun; this is to be called again if not
	 * @throws io.roster.problem.ProblemException if none could be begun
	 */
	boolean begin(List<TopicPartition> partitions, Instant since) {
		this.positions.keySet().retainAll(partitions);
		Set<TopicPartition> fresh = new HashSet<>(partitions);
		fresh.removeAll(this.positions.keySet());
		if (!fresh.isEmpty()) {
			this.positions.putAll(CommitStarts.find(this.cluster, fresh, since));
		}
		Set<TopicPartition> assigned = Set.copyOf(this.consumer.assignment());
		this.consumer.assign(this.positions.keySet());
		this.positions.forEach((partition, position) -> {
			if (!assigned.contains(partition)) {
				this.consumer.seek(partition, position);
			}
		});
		return this.positions.size() == partitions.size();
	}

	ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
		return this.consumer.poll(timeout);
	}

	/**
	 * Remembers that records were dealt with.
	 * @param records what was polled
	 */
	void done(ConsumerRecords<byte[], byte[]> records) {
		records.nextOffsets().forEach((partition, next) -> this.positions.put(partition, next.offset()));
	}

	/**
	 * Returns where a partition is read next.
	 * @param partition the partition
	 * @return -1 if that is not known yet
	 */
	long position(TopicPartition partition) {
		if (!this.consumer.assignment().contains(partition)) {
			return -1;
		}
		try {
			return this.consumer.position(partition, Duration.ZERO);
		}
		catch (TimeoutException ex) {
			// It was lost, and is looked for.
			return -1;
		}
	}

	/**
	 * Returns whether all of a partition was read that Kafka shows, which is not all that
	 * it has while a transaction is open.
	 * @param partition the partition
	 * @return {@code false} if that is not known yet
	 */
	boolean isAtShownEnd(TopicPartition partition) {
		return this.consumer.currentLag(partition).orElse(-1) == 0;
	}

	/** Has whatever the reading thread does end at once; for any thread. */
	void wakeup() {
		this.consumer.wakeup();
	}

	@Override
	public void close() {
		this.consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
	}

}
