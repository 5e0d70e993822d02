package io.roster.delivery;

import java.time.Duration;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Copies the records of each poll to another topic, and commits their offsets in the same
 * transaction, on the consumer's thread: either both are seen or neither (KIP-98,
 * KIP-447). A record that the topic cannot take goes to the dead letter topic in that
 * transaction too.
 */
class TransactionalDelivery implements Delivery {

	private final CopyTransaction transaction;

	private final FailurePolicy policy;

	private final DeliveryObserver observer;

	private final Wakeup wakeup;

	private final Ledger ledger;

	private final Map<TopicPartition, Ledger.Epoch> entries = new LinkedHashMap<>();

	private final Rejections rejections;

	/** What the consumer does not fetch, as it was told last. */
	private Set<TopicPartition> waiting = new HashSet<>();

	/** The offset behind the last record that was copied. */
	private final Map<TopicPartition, Long> copiedTo = new HashMap<>();

	private int failures;

	/** When it is tried again after a failure, by {@link System#nanoTime()}. */
	private long notBefore = System.nanoTime();

	private volatile boolean paused;

	private volatile boolean copying;

	private volatile boolean resumed;

	TransactionalDelivery(CopyTransaction transaction, FailurePolicy policy, DeliveryObserver observer, Ledger ledger,
			Wakeup wakeup) {
		this.transaction = transaction;
		this.policy = policy;
		this.rejections = new Rejections(policy, observer);
		this.observer = observer;
		this.ledger = ledger;
		this.wakeup = wakeup;
	}

	@Override
	public void accept(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
		this.copying = true;
		try {
			if (this.paused) {
				rewind(records, consumer);
				return;
			}
			copy(records, consumer);
		}
		finally {
			this.copying = false;
		}
	}

	private void copy(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
		Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> copied = new LinkedHashMap<>();
		for (TopicPartition partition : records.partitions()) {
			noteDeleted(partition, records.records(partition).get(0).offset(), consumer);
			List<ConsumerRecord<byte[], byte[]>> own = this.rejections.upTo(partition, records.records(partition));
			if (own.isEmpty()) {
				consumer.seek(partition, records.records(partition).get(0).offset());
			}
			else {
				copied.put(partition, own);
				if (own.size() < records.records(partition).size()) {
					consumer.seek(partition, own.get(own.size() - 1).offset() + 1);
				}
			}
		}
		if (copied.isEmpty()) {
			return;
		}
		try {
			this.transaction.copy(copied, this.rejections.all(), consumer);
		}
		catch (RestartException ex) {
			throw ex;
		}
		catch (CopyTransaction.RejectedCopyException ex) {
			this.rejections.add(ex);
			rewind(records, consumer);
			return;
		}
		catch (KafkaException ex) {
			backOff(ex);
			rewind(records, consumer);
			return;
		}
		this.failures = 0;
		copied.forEach(this::copied);
	}

	private void noteDeleted(TopicPartition partition, long first, Consumer<byte[], byte[]> consumer) {
		Long next = this.copiedTo.get(partition);
		if (next != null && next < first && LogStart.isBehind(consumer, partition, next)) {
			this.observer.error("Records of " + partition + " from offset " + next
					+ " were deleted before they were fetched; it goes on at " + first);
			this.copiedTo.put(partition, first);
		}
	}

	private void copied(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
		Ledger.Epoch entry = entry(partition);
		long last = records.get(records.size() - 1).offset();
		long first = records.get(0).offset();
		// What lies between is no record: the marker of a transaction, for one.
		entry.processed(Math.min(first, this.copiedTo.getOrDefault(partition, first)), last);
		this.copiedTo.put(partition, last + 1);
		Long bad = this.rejections.settled(partition, last);
		if (bad != null) {
			entry.deadLettered(bad);
			this.observer.deadLettered();
		}
		this.observer.processed(records.size());
	}

	/** What is not the fault of a record is tried for ever. */
	private void backOff(KafkaException failure) {
		this.failures++;
		this.observer.failed(failure);
		this.notBefore = System.nanoTime()
				+ Duration.ofMillis(this.policy.retry().pauseMillis(this.failures, 0.5)).toNanos();
	}

	private void rewind(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
		Set<TopicPartition> assigned = consumer.assignment();
		long again = 0;
		for (TopicPartition partition : records.partitions()) {
			if (assigned.contains(partition)) {
				consumer.seek(partition, records.records(partition).get(0).offset());
				again += records.records(partition).size();
			}
		}
		if (again > 0 && !this.paused) {
			this.observer.retried(again);
		}
	}

	@Override
	public void beforePoll(Consumer<byte[], byte[]> consumer) {
		if (this.transaction.open()) {
			this.transaction.begin(consumer);
		}
		if (this.resumed) {
			this.resumed = false;
			this.rejections.clear();
		}
		Set<TopicPartition> assignment = consumer.assignment();
		Set<TopicPartition> still = new HashSet<>();
		if (this.paused || this.notBefore - System.nanoTime() > 0) {
			still.addAll(assignment);
		}
		else {
			still.addAll(this.rejections.stopped(consumer));
		}
		// Not what others have paused.
		this.waiting.retainAll(assignment);
		this.waiting.removeAll(still);
		consumer.resume(this.waiting);
		consumer.pause(still);
		this.waiting = still;
	}

	@Override
	public Duration pollTimeout(Duration timeout) {
		long left = this.notBefore - System.nanoTime();
		return (left > 0 && left < timeout.toNanos()) ? Duration.ofNanos(left) : timeout;
	}

	@Override
	public void assigned(Collection<TopicPartition> partitions) {
		partitions.forEach(this::entry);
	}

	private Ledger.Epoch entry(TopicPartition partition) {
		return this.entries.computeIfAbsent(partition, (key) -> {
			Ledger.Epoch entry = this.ledger.begin(key);
			// In a copy nothing is processed beyond the committed offset.
			entry.began(null, List.of());
			return entry;
		});
	}

	@Override
	public void revoke(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
		lost(partitions);
	}

	@Override
	public void lost(Collection<TopicPartition> partitions) {
		partitions.forEach((partition) -> {
			this.rejections.remove(partition);
			this.copiedTo.remove(partition);
			Ledger.Epoch entry = this.entries.remove(partition);
			if (entry != null) {
				entry.end();
			}
		});
	}

	@Override
	public void finish(Consumer<byte[], byte[]> consumer) {
		lost(List.copyOf(this.entries.keySet()));
		this.transaction.close();
	}

	@Override
	public void pause() {
		this.paused = true;
		this.wakeup.run();
	}

	@Override
	public void resume() {
		this.resumed = true;
		this.paused = false;
		this.wakeup.run();
	}

	@Override
	public boolean isQuiet() {
		return this.paused && !this.copying;
	}

	@Override
	public List<LedgerEntry> ledger() {
		return this.ledger.entries();
	}

	@Override
	public void close() {
		this.transaction.close();
	}

}
