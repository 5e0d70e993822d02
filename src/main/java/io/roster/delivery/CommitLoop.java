package io.roster.delivery;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.jspecify.annotations.Nullable;

/** Commits in the background what was processed, one commit after the other. */
class CommitLoop {

	private static final long AGAIN_NANOS = Duration.ofMillis(500).toNanos();

	private final Commits commits;

	/** The lock of the queues. */
	private final Processing processing;

	private final Map<TopicPartition, PartitionQueue> queues;

	private volatile boolean underWay;

	/** Whether the broker takes less metadata than there would be. */
	private volatile boolean terse;

	private long nextCommit = System.nanoTime();

	CommitLoop(Commits commits, Processing processing, Map<TopicPartition, PartitionQueue> queues) {
		this.commits = commits;
		this.processing = processing;
		this.queues = queues;
	}

	boolean isUnderWay() {
		return this.underWay;
	}

	/** The consumer of what is under way is gone. */
	void reset() {
		this.underWay = false;
	}

	/** Whether there is something to be committed. */
	boolean isDue(PartitionQueue queue) {
		return queue.commitable(this.terse) != null;
	}

	/**
	 * Commits what was processed since the last time, unless a commit is under way.
	 * @param consumer the worker's consumer, on its thread
	 */
	void commit(Consumer<byte[], byte[]> consumer) {
		if (this.underWay || System.nanoTime() - this.nextCommit < 0) {
			return;
		}
		Map<TopicPartition, OffsetAndMetadata> offsets = due(this.queues.keySet());
		if (offsets.isEmpty()) {
			return;
		}
		Map<TopicPartition, PartitionQueue> meant = new HashMap<>(this.queues);
		this.underWay = true;
		try {
			this.commits.commit(consumer, offsets, (failure) -> {
				this.underWay = false;
				committed(meant, offsets, failure);
			});
		}
		catch (RestartException ex) {
			this.underWay = false;
			throw ex;
		}
		catch (KafkaException ex) {
			this.underWay = false;
			committed(meant, offsets, ex);
		}
	}

	private void committed(Map<TopicPartition, PartitionQueue> meant, Map<TopicPartition, OffsetAndMetadata> offsets,
			@Nullable Exception failure) {
		if (failure == null) {
			synchronized (this.processing) {
				offsets.forEach((partition, offset) -> {
					PartitionQueue queue = meant.get(partition);
					if (queue != null) {
						queue.committed(offset);
					}
				});
			}
			this.nextCommit = System.nanoTime() + this.commits.pause().toNanos();
		}
		else {
			this.nextCommit = System.nanoTime() + AGAIN_NANOS;
			this.terse |= failure instanceof OffsetMetadataTooLarge;
			this.processing.observer().error("Not committed: " + failure.getMessage());
		}
	}

	/**
	 * Returns what is to be committed.
	 * @param partitions of which partitions
	 * @return nothing for those of which nothing is
	 */
	Map<TopicPartition, OffsetAndMetadata> due(Collection<TopicPartition> partitions) {
		Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
		synchronized (this.processing) {
			for (TopicPartition partition : partitions) {
				PartitionQueue queue = this.queues.get(partition);
				OffsetAndMetadata offset = (queue != null) ? queue.commitable(this.terse) : null;
				if (offset != null) {
					offsets.put(partition, offset);
				}
			}
		}
		return offsets;
	}

}
