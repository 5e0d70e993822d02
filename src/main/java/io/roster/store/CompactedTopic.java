package io.roster.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic of one partition, whose values any replica can find. What is in
 * memory is only what the index keeps of each value; a value itself is read again where
 * it lies. Made when the first value is put.
 */
public final class CompactedTopic implements AutoCloseable {

	private static final Duration POLL = Duration.ofMillis(100);

	private final Cluster cluster;

	private final TopicPartition partition;

	private final Duration timeout;

	private final Index index;

	private final Supplier<Producer<String, byte[]>> producers;

	private final Supplier<Consumer<String, byte[]>> consumers;

	private final TopicMaker maker;

	private @Nullable Producer<String, byte[]> producer;

	private @Nullable Consumer<String, byte[]> consumer;

	CompactedTopic(Cluster cluster, String name, TopicMaker maker, Duration timeout, Index index,
			Supplier<Producer<String, byte[]>> producers, Supplier<Consumer<String, byte[]>> consumers) {
		this.cluster = cluster;
		this.partition = new TopicPartition(name, 0);
		this.timeout = timeout;
		this.index = index;
		this.producers = producers;
		this.consumers = consumers;
		this.maker = maker;
	}

	/**
	 * Puts values in the place of those that have the same keys, and returns when every
	 * replica of the topic that is in sync has them.
	 * @param values the values by their keys
	 * @throws ProblemException if Kafka refuses, is not reachable or does not answer in
	 * time; what became of the values is not known then
	 */
	public void put(Map<String, byte[]> values) {
		ensureMade();
		send(values.entrySet()
			.stream()
			.map((entry) -> new ProducerRecord<>(this.partition.topic(), 0, entry.getKey(), entry.getValue()))
			.toList());
	}

	/**
	 * Removes values.
	 * @param keys their keys
	 * @throws ProblemException as when values are put
	 */
	public void remove(Set<String> keys) {
		send(keys.stream()
			.map((key) -> new ProducerRecord<String, byte[]>(this.partition.topic(), 0, key, null))
			.toList());
	}

	private void send(List<ProducerRecord<String, byte[]>> records) {
		long end = System.nanoTime() + this.timeout.toNanos() + TimeUnit.SECONDS.toNanos(1);
		try {
			Producer<String, byte[]> producer = producer();
			List<Future<RecordMetadata>> sent = new ArrayList<>();
			for (ProducerRecord<String, byte[]> record : records) {
				// Without metadata each of them would wait for itself.
				if (System.nanoTime() - end > 0) {
					throw new TimeoutException();
				}
				sent.add(producer.send(record));
			}
			for (Future<RecordMetadata> future : sent) {
				future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			this.maker.forget();
			throw calls().problem(ex);
		}
		catch (KafkaException ex) {
			this.maker.forget();
			throw this.cluster.problem(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw calls().problem(ex);
		}
	}

	/**
	 * Reads what was put since the last time, by whichever replica, into the index.
	 * Whatever was put before this call is in the index when it returns.
	 * @throws ProblemException if Kafka refuses, is not reachable or does not answer in
	 * time
	 */
	public void refresh() {
		if (isMade()) {
			reading((consumer) -> {
				long end = end(consumer);
				if (consumer.position(this.partition, this.timeout) > end) {
					// Another topic of the same name.
					this.index.clear();
					consumer.seekToBeginning(Set.of(this.partition));
				}
				// All that was kept is read when the service has just started.
				Deadline deadline = new Deadline(this.timeout.multipliedBy(6));
				while (consumer.position(this.partition, this.timeout) < end) {
					for (ConsumerRecord<String, byte[]> record : poll(consumer, deadline)) {
						this.index.put(record.key(), record.value(), record.offset(), record.timestamp());
					}
				}
				return true;
			});
		}
	}

	/**
	 * Reads a value again.
	 * @param key its key
	 * @param offset its offset, as the index was told
	 * @return the value; {@code null} if there is another or none at that offset by now
	 * @throws ProblemException as with {@link #refresh()}
	 */
	public byte @Nullable [] read(String key, long offset) {
		byte[] nothing = {};
		byte[] value = reading((consumer) -> {
			long position = consumer.position(this.partition, this.timeout);
			if (offset >= end(consumer)) {
				return nothing;
			}
			consumer.seek(this.partition, offset);
			try {
				Deadline deadline = new Deadline(this.timeout);
				ConsumerRecords<String, byte[]> records = poll(consumer, deadline);
				while (records.isEmpty() && consumer.position(this.partition) < position) {
					records = poll(consumer, deadline);
				}
				ConsumerRecord<String, byte[]> first = records.isEmpty() ? null : records.iterator().next();
				return (first != null && first.offset() == offset && key.equals(first.key()) && first.value() != null)
						? first.value() : nothing;
			}
			finally {
				consumer.seek(this.partition, position);
			}
		});
		return (value == nothing) ? null : value;
	}

	private long end(Consumer<String, byte[]> consumer) {
		return consumer.endOffsets(Set.of(this.partition), this.timeout).getOrDefault(this.partition, 0L);
	}

	private ConsumerRecords<String, byte[]> poll(Consumer<String, byte[]> consumer, Deadline deadline) {
		deadline.check();
		return consumer.poll(POLL);
	}

	private synchronized <T> T reading(Reading<T> reading) {
		try {
			return reading.with(consumer());
		}
		catch (InterruptException ex) {
			throw calls().problem(new InterruptedException());
		}
		catch (KafkaException ex) {
			this.maker.forget();
			throw this.cluster.problem(ex);
		}
	}

	private synchronized Producer<String, byte[]> producer() {
		Producer<String, byte[]> current = this.producer;
		if (current == null) {
			current = this.producers.get();
			this.producer = current;
		}
		return current;
	}

	private Consumer<String, byte[]> consumer() {
		Consumer<String, byte[]> current = this.consumer;
		if (current == null) {
			current = this.consumers.get();
			current.assign(Set.of(this.partition));
			this.consumer = current;
		}
		return current;
	}

	private boolean isMade() {
		return this.maker.isMade(calls());
	}

	private void ensureMade() {
		this.maker.ensureMade(calls());
	}

	private Calls calls() {
		return this.cluster.calls(this.timeout);
	}

	@Override
	public synchronized void close() {
		if (this.producer != null) {
			this.producer.close(Duration.ofSeconds(1));
		}
		if (this.consumer != null) {
			this.consumer.close();
		}
	}

	private interface Reading<T> {

		T with(Consumer<String, byte[]> consumer);

	}

	/** How long one use of the topic may take. */
	private static final class Deadline {

		private final long end;

		Deadline(Duration timeout) {
			this.end = System.nanoTime() + timeout.toNanos();
		}

		void check() {
			if (System.nanoTime() - this.end > 0) {
				throw new org.apache.kafka.common.errors.TimeoutException("The topic was not read to its end in time");
			}
		}

	}

	/** What is kept in memory of the values. */
	public interface Index {

		/**
		 * Takes a value that replaces the one with the same key.
		 * @param key its key
		 * @param value the value, {@code null} if it was removed
		 * @param offset where it lies
		 * @param timestamp when it was put, in milliseconds since 1970
		 */
		void put(String key, byte @Nullable [] value, long offset, long timestamp);

		/** Forgets everything: the topic was deleted and made anew. */
		void clear();

	}

}
