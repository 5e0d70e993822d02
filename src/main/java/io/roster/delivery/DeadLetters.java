package io.roster.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.roster.cluster.BareProducers;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Writes records that failed for good to dead letter topics, with the headers that
 * {@link DeadLetterPublishingRecoverer} writes, in any partition. All of them share one
 * idempotent producer; no caller's thread waits for Kafka.
 */
@Component
public class DeadLetters implements DisposableBean {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

	/** Enough that one topic that cannot be reached does not hold up the others. */
	private static final int THREADS = 4;

	private final Duration timeout;

	private final DeadLetterTopicMaker maker;

	private final DefaultKafkaProducerFactory<byte[], byte[]> producers;

	private final ThreadPoolExecutor executor;

	/** The dead letter topics that are there, or being made. */
	private final Map<String, CompletableFuture<Void>> ready = new ConcurrentHashMap<>();

	@Autowired
	DeadLetters(Cluster cluster, DefaultKafkaProducerFactory<?, ?> configured) {
		this(cluster, configured, TIMEOUT);
	}

	DeadLetters(Cluster cluster, DefaultKafkaProducerFactory<?, ?> configured, Duration timeout) {
		this.timeout = timeout;
		this.maker = new DeadLetterTopicMaker(cluster, timeout);
		this.producers = new DefaultKafkaProducerFactory<>(
				BareProducers.config(configured, "roster-dead-letters", timeout), new ByteArraySerializer(),
				new ByteArraySerializer());
		this.producers.setPhysicalCloseTimeout((int) CLOSE_TIMEOUT.toSeconds());
		CustomizableThreadFactory threads = new CustomizableThreadFactory("roster-dead-letters-");
		threads.setDaemon(true);
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Writes a record to a dead letter topic, which is made if it is not there. Returns
	 * at once. Where the record is too large with the failure's stack trace, it is
	 * written without.
	 * @param record the record that failed
	 * @param deadLetterTopic where to write it
	 * @param groupId the group whose worker has failed with it
	 * @param cause why it failed
	 * @return completes when all replicas in sync have it, on a thread that must not be
	 * held up; exceptionally with a {@link NotWrittenException} if that did not come
	 * about within about a minute, and then the record may be there or not
	 */
	public CompletableFuture<Void> write(ConsumerRecord<byte[], byte[]> record, String deadLetterTopic, String groupId,
			Throwable cause) {
		long end = System.nanoTime() + this.timeout.toNanos();
		CompletableFuture<Void> written = new CompletableFuture<>();
		ProducerRecord<byte[], byte[]> deadLetter = record(record, deadLetterTopic, groupId, cause);
		var unused = ready(deadLetterTopic, record.topic()).whenComplete((made, failure) -> {
			if (failure != null) {
				written.completeExceptionally(failure);
			}
			else {
				submit(deadLetter, end, written);
			}
		});
		return written;
	}

	/**
	 * Makes a dead letter topic if it is not there. Returns at once. What is there is
	 * remembered until something could not be written to it.
	 * @param deadLetterTopic the topic
	 * @param source the topic that it is for, whose partitions and replicas it gets as
	 * many of
	 * @return completes when the topic can be written to; exceptionally with a
	 * {@link NotWrittenException} if it is not there and could not be made
	 */
	public CompletableFuture<Void> ready(String deadLetterTopic, String source) {
		CompletableFuture<Void> making = new CompletableFuture<>();
		CompletableFuture<Void> before = this.ready.putIfAbsent(deadLetterTopic, making);
		if (before != null) {
			return before;
		}
		run(making, deadLetterTopic, System.nanoTime() + this.timeout.toNanos(), () -> {
			try {
				this.maker.ensureMade(deadLetterTopic, source);
				making.complete(null);
			}
			catch (ProblemException ex) {
				fail(making, deadLetterTopic, new NotWrittenException(
						"Dead letter topic '" + deadLetterTopic + "' cannot be used: " + ex.detail(), ex));
			}
		});
		return making;
	}

	private void submit(ProducerRecord<byte[], byte[]> deadLetter, long end, CompletableFuture<Void> written) {
		run(written, deadLetter.topic(), end, () -> {
			Producer<byte[], byte[]> producer = this.producers.createNonTransactionalProducer();
			var unused = producer.send(deadLetter, (metadata, failure) -> {
				if (failure == null) {
					written.complete(null);
				}
				else if (failure instanceof RecordTooLargeException && DeadLetterRecords.hasStackTrace(deadLetter)) {
					submit(withoutStackTrace(deadLetter), end, written);
				}
				else {
					if (!leavesProducerIntact(failure)) {
						retire(producer);
					}
					fail(written, deadLetter.topic(), notWritten(deadLetter.topic(), failure));
				}
			});
		});
	}

	/**
	 * What is about this record or this moment; the rest may have broken the producer for
	 * good.
	 */
	private static boolean leavesProducerIntact(Exception failure) {
		return failure instanceof RetriableException || failure instanceof RecordTooLargeException
				|| failure instanceof TopicAuthorizationException || failure instanceof InvalidRecordException;
	}

	/**
	 * Has whoever comes next use another producer; of many that fail only the first does.
	 */
	private void retire(Producer<byte[], byte[]> broken) {
		synchronized (this.producers) {
			if (this.producers.createNonTransactionalProducer() == broken) {
				this.producers.reset();
			}
		}
	}

	/** Whatever happens, somebody waits for the future. */
	private void run(CompletableFuture<Void> waiting, String topic, long end, Runnable task) {
		try {
			this.executor.execute(() -> {
				try {
					if (System.nanoTime() - end > 0) {
						throw new TimeoutException("What came before took too long");
					}
					task.run();
				}
				catch (RuntimeException | Error ex) {
					fail(waiting, topic, notWritten(topic, ex));
				}
			});
		}
		catch (RejectedExecutionException ex) {
			fail(waiting, topic, new NotWrittenException("The service is stopping.", ex));
		}
	}

	private void fail(CompletableFuture<Void> waiting, String topic, NotWrittenException failure) {
		this.ready.remove(topic);
		waiting.completeExceptionally(failure);
	}

	private static NotWrittenException notWritten(String topic, Throwable failure) {
		return new NotWrittenException("Dead letter topic '" + topic + "' did not take the record: "
				+ failure.getClass().getSimpleName() + ": " + failure.getMessage(), failure);
	}

	/**
	 * Makes a dead letter without sending it, for whoever sends it in a transaction of
	 * its own. The topic has to be {@link #ready} then.
	 * @param record the record that failed
	 * @param deadLetterTopic where it is to be written
	 * @param groupId the group whose worker has failed with it
	 * @param cause why it failed
	 * @return key, value and headers of the record and the headers of the failure; the
	 * partition is left to the producer, the timestamp will be that of the sending
	 */
	public ProducerRecord<byte[], byte[]> record(ConsumerRecord<byte[], byte[]> record, String deadLetterTopic,
			String groupId, Throwable cause) {
		return DeadLetterRecords.of(record, deadLetterTopic, groupId, cause);
	}

	/**
	 * Makes a dead letter smaller that Kafka would not take.
	 * @param deadLetter the dead letter
	 * @return the same without the failure's stack trace, and with a short message
	 */
	public ProducerRecord<byte[], byte[]> withoutStackTrace(ProducerRecord<byte[], byte[]> deadLetter) {
		return DeadLetterRecords.withoutStackTrace(deadLetter);
	}

	@Override
	public void destroy() {
		this.executor.shutdown();
		try {
			// What it has begun needs the producer.
			var unused = this.executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.producers.destroy();
	}

	/** A record could not be written to its dead letter topic, and must not be lost. */
	public static final class NotWrittenException extends RuntimeException {

		NotWrittenException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
