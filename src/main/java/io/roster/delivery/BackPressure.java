package io.roster.delivery;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Has the consumer fetch nothing of partitions of which enough is held, while it goes on
 * polling.
 */
class BackPressure {

	/** As many polls of records may wait behind one that is not processed. */
	private static final int HELD_POLLS = 20;

	/** The lock of the queues. */
	private final Processing processing;

	private final int enough;

	private final long enoughBytes;

	/** Whether all partitions together have too many bytes. */
	private boolean heavy;

	/** What the consumer does not fetch, as it was told last. */
	private Set<TopicPartition> paused = Set.of();

	/**
	 * Makes one for a consumer.
	 * @param processing where the records go
	 * @param maxPollRecords how many come with one poll at most
	 * @param maxHeldBytes how many bytes of all partitions together are enough
	 */
	BackPressure(Processing processing, int maxPollRecords, long maxHeldBytes) {
		this.processing = processing;
		this.enough = Math.max(maxPollRecords, 2 * processing.capacity());
		this.enoughBytes = maxHeldBytes;
	}

	/**
	 * Pauses what has enough, and resumes what has room again.
	 * @param consumer the worker's consumer, on its thread
	 * @param queues the queues of its partitions
	 */
	void apply(Consumer<byte[], byte[]> consumer, Collection<PartitionQueue> queues) {
		Set<TopicPartition> full = new HashSet<>();
		synchronized (this.processing) {
			if (this.processing.isPaused()) {
				full.addAll(consumer.assignment());
			}
			else {
				long bytes = 0;
				for (PartitionQueue queue : queues) {
					bytes += queue.waiting.bytes();
				}
				this.heavy = bytes >= (this.heavy ? this.enoughBytes / 2 + 1 : this.enoughBytes);
				for (PartitionQueue queue : queues) {
					boolean was = this.paused.contains(queue.partition);
					if (queue.waiting.records() >= (was ? this.enough / 2 + 1 : this.enough)
							|| (this.heavy && queue.waiting.records() > 0) || queue.held() >= this.enough * HELD_POLLS
							|| queue.stopped != null) {
						full.add(queue.partition);
					}
				}
			}
			this.processing.wanted(full, this.enough / 2);
		}
		if (full.isEmpty() && this.paused.isEmpty()) {
			return;
		}
		Set<TopicPartition> assignment = consumer.assignment();
		full.retainAll(assignment);
		// Not what others have paused.
		Set<TopicPartition> free = new HashSet<>(this.paused);
		free.retainAll(assignment);
		free.removeAll(full);
		consumer.resume(free);
		consumer.pause(full);
		this.paused = full;
	}

	/** The consumer is gone, and what it was told. */
	void reset() {
		this.paused = Set.of();
	}

}
