package io.roster.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.delivery.Rejections.Rejected;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.jspecify.annotations.Nullable;

/** Copies records and commits their offsets, all or nothing. */
class CopyTransaction {

	private final Producers producers;

	private final String transactionalId;

	private final String target;

	private final FailurePolicy policy;

	/** {@code null} for a member of the group, which knows by itself. */
	private final @Nullable ConsumerGroupMetadata manual;

	private @Nullable Producer<byte[], byte[]> producer;

	/** The largest record that the topic takes, in bytes. */
	private int largest;

	CopyTransaction(Producers producers, String transactionalId, String target, FailurePolicy policy,
			@Nullable ConsumerGroupMetadata manual) {
		this.producers = producers;
		this.transactionalId = transactionalId;
		this.target = target;
		this.policy = policy;
		this.manual = manual;
	}

	/**
	 * Takes over from whoever had the same id.
	 * @return whether that was necessary
	 */
	boolean open() {
		if (this.producer == null) {
			this.largest = this.producers.largest(this.target);
			Producer<byte[], byte[]> current = this.producers.transactional(this.transactionalId, this.largest);
			try {
				current.initTransactions();
			}
			catch (RuntimeException ex) {
				current.close(Duration.ZERO);
				throw ex;
			}
			this.producer = current;
			return true;
		}
		return false;
	}

	/**
	 * Begins with a consumer that took its partitions by hand, see {@link Commits#begin}.
	 * @param consumer the consumer, before its first poll
	 */
	void begin(Consumer<byte[], byte[]> consumer) {
		Producer<byte[], byte[]> current = this.producer;
		ConsumerGroupMetadata group = this.manual;
		Map<TopicPartition, OffsetAndMetadata> starts = (group != null) ? FencedCommits.starts(consumer) : Map.of();
		if (current != null && group != null && !starts.isEmpty()) {
			try {
				current.beginTransaction();
				current.sendOffsetsToTransaction(starts, group);
				current.commitTransaction();
			}
			catch (RuntimeException ex) {
				throw new RestartException("Not committed: " + ex.getMessage(), ex);
			}
		}
	}

	/**
	 * Copies records.
	 * @param records the records by their partitions
	 * @param rejected those that go to the dead letter topic instead
	 * @param consumer where they come from
	 * @throws RejectedCopyException if a record cannot be written; nothing is
	 * @throws RestartException if another worker has taken over, or what became of it is
	 * not known
	 * @throws KafkaException if it failed for other reasons; nothing is written
	 */
	void copy(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records, Map<TopicPartition, Rejected> rejected,
			Consumer<byte[], byte[]> consumer) {
		Producer<byte[], byte[]> current = this.producer;
		if (current == null) {
			throw new RestartException("The worker has not begun", new IllegalStateException());
		}
		List<ConsumerRecord<byte[], byte[]>> all = records.values().stream().flatMap(List::stream).toList();
		for (ConsumerRecord<byte[], byte[]> record : all) {
			requireFits(record, rejected);
		}
		// Otherwise each record by itself waits for a topic that is not there.
		current.partitionsFor(this.target);
		Failures failures = new Failures();
		try {
			current.beginTransaction();
			for (ConsumerRecord<byte[], byte[]> record : all) {
				if (failures.first() == null) {
					var unused = current.send(outgoing(record, rejected),
							(metadata, failure) -> failures.add(record, failure));
				}
			}
			KafkaException failure = failures.first();
			if (failure != null) {
				throw failure;
			}
			current.sendOffsetsToTransaction(offsets(records),
					(this.manual != null) ? this.manual : consumer.groupMetadata());
		}
		catch (ProducerFencedException | InvalidProducerEpochException ex) {
			throw fenced(ex);
		}
		catch (KafkaException ex) {
			abort(current);
			// Aborting has waited for all of them.
			throw failures.or(ex);
		}
		catch (RuntimeException ex) {
			throw new RestartException("The transaction broke down: " + ex.getMessage(), ex);
		}
		try {
			current.commitTransaction();
		}
		catch (ProducerFencedException | InvalidProducerEpochException ex) {
			throw fenced(ex);
		}
		catch (KafkaException ex) {
			KafkaException why = failures.or(ex);
			if (why == ex) {
				throw new RestartException("Whether it was committed is not known: " + ex.getMessage(), ex);
			}
			abort(current);
			throw why;
		}
		catch (RuntimeException ex) {
			throw new RestartException("Whether it was committed is not known: " + ex.getMessage(), ex);
		}
	}

	private ProducerRecord<byte[], byte[]> outgoing(ConsumerRecord<byte[], byte[]> record,
			Map<TopicPartition, Rejected> rejected) {
		Rejected bad = rejected(record, rejected);
		if (bad != null) {
			Throwable cause = (bad.cause() != null) ? bad.cause() : new IllegalStateException();
			DeadLetters deadLetters = this.policy.deadLetters();
			return DeadLetterRecords.withoutStackTrace(deadLetters.record(record,
					this.policy.deadLetterTopic(record.topic()), this.policy.groupId(), cause));
		}
		// A broker takes records without a time, a producer does not.
		Long timestamp = (record.timestamp() < 0) ? null : (Long) record.timestamp();
		return new ProducerRecord<>(this.target, null, timestamp, record.key(), record.value(), record.headers());
	}

	private static Map<TopicPartition, OffsetAndMetadata> offsets(
			Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
		Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
		records.forEach((partition, own) -> {
			ConsumerRecord<byte[], byte[]> last = own.get(own.size() - 1);
			offsets.put(partition, new OffsetAndMetadata(last.offset() + 1, last.leaderEpoch(), ""));
		});
		return offsets;
	}

	private void requireFits(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Rejected> rejected) {
		int size = record.serializedKeySize() + record.serializedValueSize();
		// The exact size matters only to the few that are near the limit.
		if (size > this.largest / 2 && rejected(record, rejected) == null) {
			int exact = AbstractRecords.estimateSizeInBytesUpperBound(RecordBatch.CURRENT_MAGIC_VALUE,
					CompressionType.NONE, record.key(), record.value(), record.headers().toArray());
			if (exact > this.largest) {
				throw new RejectedCopyException(record, new RecordTooLargeException("The record has " + exact
						+ " bytes, and topic " + this.target + " takes " + this.largest + " (max.message.bytes)"));
			}
		}
	}

	private static @Nullable Rejected rejected(ConsumerRecord<byte[], byte[]> record,
			Map<TopicPartition, Rejected> rejected) {
		Rejected bad = rejected.isEmpty() ? null : rejected.get(new TopicPartition(record.topic(), record.partition()));
		return (bad != null && bad.record().offset() == record.offset()) ? bad : null;
	}

	private static boolean isOfRecord(@Nullable Throwable cause) {
		return cause instanceof RecordTooLargeException || cause instanceof InvalidRecordException
				|| cause instanceof InvalidTimestampException || cause instanceof SerializationException;
	}

	private static void abort(Producer<byte[], byte[]> producer) {
		try {
			producer.abortTransaction();
		}
		catch (ProducerFencedException | InvalidProducerEpochException ex) {
			throw fenced(ex);
		}
		catch (RuntimeException ex) {
			throw new RestartException("The transaction could not be aborted: " + ex.getMessage(), ex);
		}
	}

	private static RestartException fenced(Exception cause) {
		return new RestartException("Another worker has been given these partitions", cause);
	}

	void close() {
		Producer<byte[], byte[]> current = this.producer;
		this.producer = null;
		if (current != null) {
			current.close(Duration.ZERO);
		}
	}

	/** Why records could not be written: told by the producer's thread. */
	private static final class Failures {

		private @Nullable RejectedCopyException rejection;

		private @Nullable KafkaException first;

		synchronized void add(ConsumerRecord<byte[], byte[]> record, @Nullable Exception failure) {
			if (failure == null) {
				return;
			}
			if (this.rejection == null && isOfRecord(failure)) {
				this.rejection = new RejectedCopyException(record, failure);
			}
			if (this.first == null) {
				this.first = (failure instanceof KafkaException kafka) ? kafka : new KafkaException(failure);
			}
		}

		synchronized @Nullable KafkaException first() {
			return this.first;
		}

		/** One of the records, if that is why it failed. */
		synchronized KafkaException or(KafkaException failure) {
			return (this.rejection != null) ? this.rejection : failure;
		}

	}

	/** A record that the topic does not take, however often it is tried. */
	static final class RejectedCopyException extends KafkaException {

		private final transient ConsumerRecord<byte[], byte[]> record;

		RejectedCopyException(ConsumerRecord<byte[], byte[]> record, @Nullable Throwable cause) {
			super((cause != null) ? cause.getMessage() : "", cause);
			this.record = record;
		}

		ConsumerRecord<byte[], byte[]> record() {
			return this.record;
		}

	}

}
