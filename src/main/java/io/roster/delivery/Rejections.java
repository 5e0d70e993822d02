package io.roster.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Records that cannot be copied, at most one of each partition: the first. */
class Rejections {

	private static final int READY_SECONDS = 15;

	private final FailurePolicy policy;

	private final DeliveryObserver observer;

	private final Map<TopicPartition, Rejected> rejected = new HashMap<>();

	Rejections(FailurePolicy policy, DeliveryObserver observer) {
		this.policy = policy;
		this.observer = observer;
	}

	Map<TopicPartition, Rejected> all() {
		return this.rejected;
	}

	void clear() {
		this.rejected.clear();
	}

	void remove(TopicPartition partition) {
		this.rejected.remove(partition);
	}

	/**
	 * Forgets a record that is in the dead letter topic by now.
	 * @param partition a partition
	 * @param last the last offset that was committed of it
	 * @return the record's offset, {@code null} if there was none
	 */
	@Nullable Long settled(TopicPartition partition, long last) {
		Rejected bad = this.rejected.get(partition);
		if (bad == null || bad.record().offset() > last) {
			return null;
		}
		this.rejected.remove(partition);
		return bad.record().offset();
	}

	/** Partitions that have come to a record that can go nowhere. */
	Set<TopicPartition> stopped(Consumer<?, ?> consumer) {
		Set<TopicPartition> stopped = new HashSet<>();
		this.rejected.forEach((partition, bad) -> {
			if (bad.stops() && consumer.assignment().contains(partition)
					&& consumer.position(partition) >= bad.record().offset()) {
				stopped.add(partition);
			}
		});
		return stopped;
	}

	/**
	 * Returns what can be in one transaction.
	 * @param partition a partition
	 * @param records its records
	 * @return those up to the one that is rejected, without it if it can go nowhere
	 */
	List<ConsumerRecord<byte[], byte[]>> upTo(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
		Rejected bad = this.rejected.get(partition);
		if (bad == null) {
			return records;
		}
		// No more than one that is rejected in a transaction.
		long end = bad.record().offset() + (bad.stops() ? 0 : 1);
		return records.stream().filter((record) -> record.offset() < end).toList();
	}

	/**
	 * Takes note of a record that cannot be copied.
	 * @param rejection the record, and why
	 */
	void add(CopyTransaction.RejectedCopyException rejection) {
		ConsumerRecord<byte[], byte[]> record = rejection.record();
		this.observer.failed(rejection);
		TopicPartition partition = new TopicPartition(record.topic(), record.partition());
		Rejected before = this.rejected.get(partition);
		boolean again = before != null && before.record().offset() == record.offset();
		boolean stops = again || !isDeadLetterTopicReady(record.topic());
		this.rejected.put(partition, new Rejected(record, rejection, stops));
		if (stops) {
			this.observer.error("Partition " + partition + " is stopped: the record at offset " + record.offset()
					+ " cannot be copied" + (again ? ", nor written to the dead letter topic" : "") + ": "
					+ rejection.getMessage() + "; resume tries it again");
		}
	}

	private boolean isDeadLetterTopicReady(String source) {
		String topic = this.policy.deadLetterTopic(source);
		if (topic.isEmpty()) {
			return false;
		}
		try {
			this.policy.deadLetters().ready(topic, source).get(READY_SECONDS, TimeUnit.SECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			this.observer.error("The dead letter topic " + topic + " is not ready: " + ex.getMessage());
			return false;
		}
	}

	/**
	 * A record that cannot be copied.
	 *
	 * @param record the record
	 * @param cause why
	 * @param stops whether its partition waits for it, since it can go nowhere
	 */
	record Rejected(ConsumerRecord<byte[], byte[]> record, @Nullable Exception cause, boolean stops) {
	}

}
