package io.roster.store;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A compacted topic of one partition that any replica may write, one at a time. Kafka has
 * no compare-and-set, but it fences transactional producers: whoever begins to write
 * under the topic's {@code transactional.id} shuts out whoever wrote before, then reads
 * to the end. As long as it is not fenced itself nobody else has written, so what it has
 * read is what is there, and a change that is computed from that overwrites nothing
 * unseen.
 *
 * @param <V> the type of the values
 */
public final class FencedTopic<V> implements AutoCloseable {

	private static final Log log = LogFactory.getLog(FencedTopic.class);

	/** How many time-outs of a call one change may take. */
	private static final int PATIENCE = 3;

	private static final long MAX_PAUSE_MILLIS = 100;

	private final Cluster cluster;

	private final Duration timeout;

	private final TopicMaker maker;

	private final FencedReader<V> reader;

	private final FencedWriter writer;

	private final Codec<V> codec;

	/** Changes of this replica come one after the other. */
	private final ReentrantLock changing = new ReentrantLock(true);

	FencedTopic(Cluster cluster, String name, TopicMaker maker, Duration timeout, Codec<V> codec, Clients clients) {
		this.cluster = cluster;
		this.timeout = timeout;
		this.maker = maker;
		this.codec = codec;
		this.writer = new FencedWriter(name, clients.producers());
		this.reader = new FencedReader<>(cluster, name, timeout, codec.decoder(), clients.consumers(),
				this.writer::abortOthers);
	}

	/**
	 * Returns whether the topic is there.
	 * @return {@code false} until a value is put for the first time in the life of the
	 * cluster
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	public boolean isMade() {
		return this.maker.isMade(this.cluster.calls(this.timeout));
	}

	/**
	 * Reads to the end of the topic: whatever was put before this call, by whichever
	 * replica, is in {@link #snapshot()} when it returns. Those who ask at the same time
	 * share a read.
	 * @throws ProblemException if Kafka refuses, is not reachable or does not answer in
	 * time
	 */
	public void refresh() {
		if (isMade()) {
			try {
				this.reader.refresh();
			}
			catch (ProblemException ex) {
				this.maker.forget();
				throw ex;
			}
		}
	}

	/**
	 * Returns what was read last.
	 * @return the values by their keys, and up to where they were read
	 */
	public Snapshot<V> snapshot() {
		return this.reader.snapshot();
	}

	/**
	 * Returns which values this version cannot read: what was there before counts on, and
	 * they cannot be changed.
	 * @return the problems by the keys of the values
	 */
	public Map<String, ProblemException> unreadable() {
		return this.reader.unreadable();
	}

	/**
	 * Puts another value in the place of one.
	 * @param key the key
	 * @param change makes the new value of the one that is there, both {@code null} where
	 * there is none; called again if somebody else wrote meanwhile, so it must do nothing
	 * else. What it throws is thrown, and nothing is written
	 * @return what was read after the change
	 * @throws ProblemException if Kafka refuses, is not reachable or does not answer in
	 * time; what became of the change is not known then
	 */
	public Snapshot<V> update(String key, UnaryOperator<@Nullable V> change) {
		long end = System.nanoTime() + this.timeout.multipliedBy(PATIENCE).toNanos();
		lock();
		try {
			this.maker.ensureMade(this.cluster.calls(this.timeout));
			return update(key, change, UUID.randomUUID().toString(), end);
		}
		finally {
			this.changing.unlock();
		}
	}

	private Snapshot<V> update(String key, UnaryOperator<@Nullable V> change, String writeId, long end) {
		while (true) {
			boolean computing = false;
			try {
				if (this.writer.begin()) {
					this.reader.refresh();
				}
				if (this.reader.hasSeen(writeId)) {
					// Its answer was lost, not the change.
					return this.reader.snapshot();
				}
				V current = this.reader.snapshot().values().get(key);
				computing = true;
				requireReadable(key);
				V next = change.apply(current);
				computing = false;
				if (!Objects.equals(next, current)) {
					this.writer.write(key, (next != null) ? this.codec.encoder().apply(next) : null, writeId);
					this.reader.refresh();
				}
				return this.reader.snapshot();
			}
			catch (KafkaException ex) {
				startOver(ex, FencedWriter.isFenced(ex) ? contended(ex) : this.cluster.problem(ex), end);
			}
			catch (ProblemException ex) {
				if (computing) {
					throw ex;
				}
				startOver(ex, ex, end);
			}
		}
	}

	private void requireReadable(String key) {
		ProblemException problem = unreadable().get(key);
		if (problem != null) {
			throw problem;
		}
	}

	/**
	 * Somebody else wrote, or Kafka did not answer: the next attempt finds out what
	 * happened.
	 */
	private void startOver(RuntimeException failure, ProblemException problem, long end) {
		this.writer.abandon();
		if (problem.getStatusCode().isSameCodeAs(HttpStatus.FORBIDDEN) || System.nanoTime() - end > 0) {
			this.maker.forget();
			throw problem;
		}
		log.debug("Writes again", failure);
		if (Thread.currentThread().isInterrupted()) {
			throw problem;
		}
		LockSupport
			.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + ThreadLocalRandom.current().nextLong(MAX_PAUSE_MILLIS)));
	}

	private void lock() {
		try {
			if (!this.changing.tryLock(this.timeout.multipliedBy(PATIENCE).toMillis(), TimeUnit.MILLISECONDS)) {
				throw contended(null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.cluster.calls().problem(ex);
		}
	}

	private static ProblemException contended(@Nullable Throwable cause) {
		ProblemException problem = new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "contended",
				"Too many changes at once",
				"Others changed the same all the time. GET what is there before asking again.", cause);
		problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
		return problem;
	}

	@Override
	public void close() {
		this.writer.abandon();
		this.reader.close();
	}

	/**
	 * What a topic holds.
	 *
	 * @param <V> the type of the values
	 * @param values the values by their keys
	 * @param position the offset up to which was read, which grows with every change; -1
	 * if nothing was read yet
	 */
	public record Snapshot<V>(Map<String, V> values, long position) {

		public Snapshot {
			values = Map.copyOf(values);
		}

	}

	/** How values become bytes. */
	record Codec<V>(Function<byte[], V> decoder, Function<V, byte[]> encoder) {
	}

	/**
	 * Makes Kafka's clients, which is not possible while Kafka's name does not resolve.
	 */
	record Clients(Supplier<Producer<String, byte[]>> producers, Supplier<Consumer<String, byte[]>> consumers) {
	}

}
