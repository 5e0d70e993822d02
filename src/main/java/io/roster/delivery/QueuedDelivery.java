package io.roster.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Queues the records of each partition, so that one that is slow or fails keeps no other
 * waiting, and commits in the background what was processed. The consumer goes on polling
 * whatever the handler does, and partitions of which enough is held are paused.
 */
class QueuedDelivery implements Delivery {

	private static final Duration RESTORE_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

	/** How often the consumer is back while something is to be committed. */
	private static final Duration BUSY_POLL = Duration.ofMillis(100);

	private final Commits commits;

	private final Duration drainTimeout;

	private final Processing processing;

	private final Ledger ledger;

	private final Map<TopicPartition, PartitionQueue> queues = new LinkedHashMap<>();

	/** The offset behind those that have been fetched, to tell what comes again. */
	private final Map<TopicPartition, Long> fetched = new HashMap<>();

	private final BackPressure backPressure;

	private final CommitLoop committing;

	private boolean opened;

	QueuedDelivery(Commits commits, Processing processing, int maxPollRecords, long maxHeldBytes, Duration drainTimeout,
			Ledger ledger) {
		this.commits = commits;
		this.processing = processing;
		this.committing = new CommitLoop(commits, processing, this.queues);
		this.drainTimeout = drainTimeout;
		this.backPressure = new BackPressure(processing, maxPollRecords, maxHeldBytes);
		this.ledger = ledger;
	}

	@Override
	public void accept(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
		synchronized (this.processing) {
			for (TopicPartition partition : records.partitions()) {
				PartitionQueue queue = queue(partition);
				List<ConsumerRecord<byte[], byte[]>> own = records.records(partition);
				if (!queue.isNext(own)) {
					queue = renew(queue);
				}
				else if (queue.isBefore(own) && LogStart.isBehind(consumer, partition, queue.fetched())) {
					this.processing.observer()
						.error("Records of " + partition + " from offset " + queue.fetched()
								+ " were deleted before they were fetched; it goes on at " + own.get(0).offset());
					queue.nothingUpTo(own.get(0).offset());
				}
				queue.add(own);
				OffsetAndMetadata next = records.nextOffsets().get(partition);
				if (next != null) {
					queue.nothingUpTo(next.offset());
				}
				noteFetched(partition, own);
			}
		}
		restore(consumer);
		this.processing.begin();
	}

	private void noteFetched(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
		long end = this.fetched.getOrDefault(partition, 0L);
		if (records.get(0).offset() < end) {
			this.processing.observer().retried(records.stream().takeWhile((record) -> record.offset() < end).count());
		}
		this.fetched.put(partition, Math.max(end, records.get(records.size() - 1).offset() + 1));
	}

	private PartitionQueue queue(TopicPartition partition) {
		return this.queues.computeIfAbsent(partition, (key) -> {
			PartitionQueue queue = new PartitionQueue(key, this.processing.ordersByKey(), this.ledger.begin(key));
			this.processing.add(queue);
			return queue;
		});
	}

	/** The consumer has gone back: what is held will come again. */
	private PartitionQueue renew(PartitionQueue queue) {
		this.processing.remove(queue);
		// Otherwise the same records would be with the handler twice at once.
		var unused = this.processing.awaitIdle(List.of(queue), this.drainTimeout);
		drop(queue);
		return queue(queue.partition);
	}

	private void drop(PartitionQueue queue) {
		queue.gone = true;
		queue.ledger.end();
		this.queues.remove(queue.partition, queue);
		this.processing.remove(queue);
	}

	/** What the last owner has left in the metadata of its commits. */
	private void restore(Consumer<byte[], byte[]> consumer) {
		Set<TopicPartition> unknown = new HashSet<>();
		synchronized (this.processing) {
			for (PartitionQueue queue : this.queues.values()) {
				if (queue.isRestoring()) {
					unknown.add(queue.partition);
				}
			}
		}
		if (unknown.isEmpty()) {
			return;
		}
		try {
			Map<TopicPartition, OffsetAndMetadata> last = consumer.committed(unknown, RESTORE_TIMEOUT);
			synchronized (this.processing) {
				unknown.forEach((partition) -> {
					PartitionQueue queue = this.queues.get(partition);
					if (queue != null) {
						queue.restore(last.get(partition), this.processing.latestRetry());
					}
				});
			}
		}
		catch (WakeupException ex) {
			// Asked again before the next poll.
		}
		catch (KafkaException ex) {
			this.processing.observer().error("The committed offsets could not be read: " + ex.getMessage());
		}
	}

	@Override
	public void beforePoll(Consumer<byte[], byte[]> consumer) {
		if (!this.opened) {
			this.commits.open();
			this.commits.begin(consumer);
			this.opened = true;
		}
		restore(consumer);
		this.processing.begin();
		this.processing.lookForOverdue();
		this.committing.commit(consumer);
		this.backPressure.apply(consumer, this.queues.values());
	}

	@Override
	public Duration pollTimeout(Duration timeout) {
		synchronized (this.processing) {
			boolean busy = timeout.compareTo(BUSY_POLL) > 0 && (this.committing.isUnderWay() || this.processing.isBusy()
					|| this.queues.values()
						.stream()
						.anyMatch((queue) -> queue.isRestoring() || this.committing.isDue(queue)));
			return busy ? BUSY_POLL : timeout;
		}
	}

	@Override
	public void assigned(Collection<TopicPartition> partitions) {
		synchronized (this.processing) {
			partitions.forEach(this::queue);
		}
	}

	@Override
	public void revoke(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
		List<PartitionQueue> leaving = new ArrayList<>();
		synchronized (this.processing) {
			for (TopicPartition partition : partitions) {
				PartitionQueue queue = this.queues.get(partition);
				if (queue != null) {
					this.processing.remove(queue);
					leaving.add(queue);
				}
			}
		}
		if (leaving.isEmpty()) {
			return;
		}
		if (!this.processing.awaitIdle(leaving, this.drainTimeout)) {
			this.processing.observer()
				.error("The handler did not finish within " + this.drainTimeout
						+ "; what it holds will be processed again");
		}
		Map<TopicPartition, OffsetAndMetadata> offsets = this.committing.due(partitions);
		try {
			if (!offsets.isEmpty()) {
				this.commits.commitNow(consumer, offsets, COMMIT_TIMEOUT);
			}
		}
		catch (KafkaException ex) {
			this.processing.observer().error("Not committed: " + ex.getMessage());
		}
		finally {
			synchronized (this.processing) {
				leaving.forEach(this::drop);
			}
		}
	}

	@Override
	public void lost(Collection<TopicPartition> partitions) {
		synchronized (this.processing) {
			partitions.forEach((partition) -> {
				PartitionQueue queue = this.queues.get(partition);
				if (queue != null) {
					drop(queue);
				}
			});
		}
	}

	@Override
	public void finish(Consumer<byte[], byte[]> consumer) {
		try {
			revoke(consumer, List.copyOf(this.queues.keySet()));
		}
		finally {
			this.backPressure.reset();
			this.committing.reset();
			this.opened = false;
			this.commits.close();
		}
	}

	@Override
	public void pause() {
		this.processing.pause();
	}

	@Override
	public void resume() {
		this.processing.resume();
	}

	@Override
	public boolean isQuiet() {
		synchronized (this.processing) {
			return this.processing.isPaused() && this.queues.values()
				.stream()
				.allMatch((queue) -> queue.calls == 0 && !this.committing.isDue(queue));
		}
	}

	@Override
	public List<LedgerEntry> ledger() {
		return this.ledger.entries();
	}

	@Override
	public void close() {
		this.processing.close();
	}

}
