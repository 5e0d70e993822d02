package io.roster.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import io.roster.store.FencedTopic.Snapshot;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Reads a topic that one replica at a time writes. What it holds changes only when the
 * end was reached, so that nobody sees a topic half read, as after its log was cut off.
 */
class FencedReader<V> implements AutoCloseable {

	private static final Duration POLL = Duration.ofMillis(100);

	/** After this somebody has begun to write and does not end it. */
	private static final long STUCK_NANOS = Duration.ofSeconds(1).toNanos();

	private static final int REMEMBERED_WRITES = 1000;

	private final Cluster cluster;

	private final TopicPartition partition;

	private final Duration timeout;

	private final Function<byte[], V> decoder;

	private final Supplier<Consumer<String, byte[]>> consumers;

	private final Runnable unblocker;

	private final ReentrantLock reading = new ReentrantLock();

	private final Set<String> writes = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > REMEMBERED_WRITES;
		}

	}));

	private @Nullable Consumer<String, byte[]> consumer;

	/** When the last read that came to an end began. */
	private volatile long begun = System.nanoTime();

	private volatile Snapshot<V> snapshot = new Snapshot<>(Map.of(), -1);

	/** Values that cannot be read, by their keys; what was there before counts on. */
	private volatile Map<String, ProblemException> unreadable = Map.of();

	FencedReader(Cluster cluster, String topic, Duration timeout, Function<byte[], V> decoder,
			Supplier<Consumer<String, byte[]>> consumers, Runnable unblocker) {
		this.cluster = cluster;
		this.partition = new TopicPartition(topic, 0);
		this.timeout = timeout;
		this.decoder = decoder;
		this.consumers = consumers;
		this.unblocker = unblocker;
	}

	Snapshot<V> snapshot() {
		return this.snapshot;
	}

	Map<String, ProblemException> unreadable() {
		return this.unreadable;
	}

	boolean hasSeen(String writeId) {
		return this.writes.contains(writeId);
	}

	void refresh() {
		long asked = System.nanoTime();
		lock();
		try {
			if (this.snapshot.position() < 0 || this.begun - asked < 0) {
				long begun = System.nanoTime();
				read();
				this.begun = begun;
			}
		}
		catch (InterruptException ex) {
			throw calls().problem(new InterruptedException());
		}
		catch (KafkaException ex) {
			throw this.cluster.problem(ex);
		}
		finally {
			this.reading.unlock();
		}
	}

	private void read() {
		Consumer<String, byte[]> consumer = consumer();
		long end = end();
		boolean other = this.snapshot.position() > end;
		if (this.snapshot.position() == end) {
			return;
		}
		if (other) {
			// Another topic of the same name, or one that was cut off.
			consumer.seekToBeginning(Set.of(this.partition));
			this.writes.clear();
		}
		else if (this.snapshot.position() >= 0) {
			// A read that did not come to its end left the consumer further on.
			consumer.seek(this.partition, this.snapshot.position());
		}
		Map<String, V> values = other ? new HashMap<>() : new HashMap<>(this.snapshot.values());
		Map<String, ProblemException> unreadable = other ? new TreeMap<>() : new TreeMap<>(this.unreadable);
		// All of it is read when the service has just started.
		long deadline = System.nanoTime() + this.timeout.multipliedBy(6).toNanos();
		long position = consumer.position(this.partition, this.timeout);
		long stuckAt = System.nanoTime() + STUCK_NANOS;
		while (position < end) {
			if (System.nanoTime() - deadline > 0) {
				throw new TimeoutException("The topic was not read to its end in time");
			}
			take(consumer.poll(POLL), values, unreadable);
			long next = consumer.position(this.partition, this.timeout);
			if (next > position) {
				stuckAt = System.nanoTime() + STUCK_NANOS;
			}
			else if (System.nanoTime() - stuckAt > 0) {
				this.unblocker.run();
				stuckAt = deadline;
			}
			position = next;
		}
		this.unreadable = Map.copyOf(unreadable);
		this.snapshot = new Snapshot<>(values, position);
	}

	private void take(ConsumerRecords<String, byte[]> records, Map<String, V> values,
			Map<String, ProblemException> unreadable) {
		for (ConsumerRecord<String, byte[]> record : records) {
			if (record.key() == null) {
				// Not written by this service.
				continue;
			}
			Header writeId = record.headers().lastHeader(FencedWriter.WRITE_ID);
			if (writeId != null) {
				this.writes.add(new String(writeId.value(), StandardCharsets.US_ASCII));
			}
			unreadable.remove(record.key());
			if (record.value() == null) {
				values.remove(record.key());
			}
			else {
				try {
					values.put(record.key(), this.decoder.apply(record.value()));
				}
				catch (RuntimeException ex) {
					unreadable.put(record.key(), unreadable(record, ex));
				}
			}
		}
	}

	/** What cannot be read must not count as removed. */
	private ProblemException unreadable(ConsumerRecord<String, byte[]> record, RuntimeException ex) {
		return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "unreadable-record", "Unreadable record",
				"Topic '" + this.partition.topic() + "' has a value for '" + record.key() + "' at offset "
						+ record.offset() + " that this version of the service cannot read, so it goes by what "
						+ "was there before. A replica that can has to change it, or somebody has to remove it.",
				ex);
	}

	/**
	 * The end of the log, not of what is stable: the end of a transaction comes behind
	 * the answer to whoever wrote it.
	 */
	private long end() {
		Calls calls = calls();
		return calls
			.get(calls.admin()
				.listOffsets(Map.of(this.partition, OffsetSpec.latest()), calls.within(new ListOffsetsOptions()))
				.partitionResult(this.partition))
			.offset();
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

	private void lock() {
		try {
			if (!this.reading.tryLock(this.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				throw this.cluster.problem(new TimeoutException("Others wait for the same topic"));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw calls().problem(ex);
		}
	}

	private Calls calls() {
		return this.cluster.calls(this.timeout);
	}

	@Override
	public void close() {
		if (this.reading.tryLock()) {
			try {
				if (this.consumer != null) {
					this.consumer.close();
				}
			}
			finally {
				this.reading.unlock();
			}
		}
	}

}
