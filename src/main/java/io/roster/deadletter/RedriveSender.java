package io.roster.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.roster.cluster.BareProducers;
import io.roster.cluster.Cluster;
import io.roster.deadletter.RedriveSearch.Selected;
import io.roster.history.Outcome;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.stereotype.Component;

/**
 * Writes dead letters to where they come from. They get a timestamp of their own: with
 * the old one, retention could remove them before they are read, and Kafka may refuse it;
 * a header keeps the old one.
 */
@Component
class RedriveSender {

	/** Where it was a dead letter: topic, partition and offset, with slashes between. */
	static final String FROM_HEADER = "roster-redriven-from";

	/** Its timestamp when it failed, in milliseconds since 1970, as text. */
	static final String TIMESTAMP_HEADER = "roster-original-timestamp";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final int MAX_BLOCK_MILLIS = 5_000;

	/** After these Kafka has not taken the record; after others it may have. */
	private static final List<Class<? extends Exception>> NOT_TAKEN = List.of(RecordTooLargeException.class,
			AuthorizationException.class, UnknownTopicOrPartitionException.class, InvalidTimestampException.class,
			InvalidRecordException.class, PolicyViolationException.class, NotEnoughReplicasException.class);

	private final Cluster cluster;

	private final DefaultKafkaProducerFactory<?, ?> configured;

	RedriveSender(Cluster cluster, DefaultKafkaProducerFactory<?, ?> configured) {
		this.cluster = cluster;
		this.configured = configured;
	}

	/**
	 * Writes dead letters to where they come from, in the order that they have here.
	 * @param letters the dead letters, each of which has an origin
	 * @return what came of each, by their ids
	 */
	Map<String, RedriveOutcome> send(List<Selected> letters) {
		Map<String, RedriveOutcome> outcomes = new HashMap<>();
		long end = System.nanoTime() + TIMEOUT.toNanos();
		DefaultKafkaProducerFactory<byte[], byte[]> producers = producers();
		try {
			Producer<byte[], byte[]> producer = producers.createNonTransactionalProducer();
			Map<DeadLetter, CompletableFuture<Optional<Exception>>> sent = new HashMap<>();
			for (Selected selected : letters) {
				CompletableFuture<Optional<Exception>> result = new CompletableFuture<>();
				sent.put(selected.letter(), result);
				send(producer, selected, end, result);
			}
			// The client tells of each by its own time-out.
			long patience = end + TimeUnit.MILLISECONDS.toNanos(MAX_BLOCK_MILLIS) + TIMEOUT.toNanos();
			sent.forEach((letter, result) -> outcomes.put(letter.id(), outcome(letter, result, patience)));
		}
		catch (KafkaException ex) {
			// No producer, so nothing was sent.
			ProblemException problem = this.cluster.problem(ex);
			letters.forEach((selected) -> outcomes.put(selected.letter().id(),
					RedriveOutcome.failed(selected.letter(), Outcome.NOT_DONE, problem)));
		}
		finally {
			producers.destroy();
		}
		return outcomes;
	}

	private static void send(Producer<byte[], byte[]> producer, Selected selected, long end,
			CompletableFuture<Optional<Exception>> result) {
		TopicPartition origin = selected.letter().origin();
		if (origin == null || System.nanoTime() - end > 0) {
			result.complete(Optional.of(new NotTriedException()));
			return;
		}
		try {
			var unused = producer.send(record(selected, origin),
					(metadata, failure) -> result.complete(Optional.ofNullable(failure)));
		}
		catch (KafkaException ex) {
			result.complete(Optional.of(ex));
		}
	}

	private static ProducerRecord<byte[], byte[]> record(Selected selected, TopicPartition origin) {
		ConsumerRecord<byte[], byte[]> dead = selected.record();
		DeadLetter letter = selected.letter();
		Headers headers = withoutLast(dead.headers());
		headers.remove(FROM_HEADER);
		headers.add(FROM_HEADER,
				(dead.topic() + "/" + dead.partition() + "/" + dead.offset()).getBytes(StandardCharsets.UTF_8));
		if (letter.timestamp() != null && headers.lastHeader(TIMESTAMP_HEADER) == null) {
			headers.add(TIMESTAMP_HEADER,
					String.valueOf(letter.timestamp().toEpochMilli()).getBytes(StandardCharsets.UTF_8));
		}
		return new ProducerRecord<>(origin.topic(), origin.partition(), null, dead.key(), dead.value(), headers);
	}

	/**
	 * A record that comes from a dead letter topic itself has the headers of that one
	 * before those of its last failure, and keeps them.
	 */
	private static Headers withoutLast(Headers all) {
		Map<String, Header> last = new HashMap<>();
		for (Header header : all) {
			last.put(header.key(), header);
		}
		List<Header> kept = new ArrayList<>();
		for (Header header : all) {
			if (!header.key().startsWith(DeadLetter.PREFIX) || last.get(header.key()) != header) {
				kept.add(header);
			}
		}
		return new RecordHeaders(kept.toArray(Header[]::new));
	}

	private RedriveOutcome outcome(DeadLetter letter, CompletableFuture<Optional<Exception>> result, long patience) {
		try {
			Exception failure = result.get(Math.max(0, patience - System.nanoTime()), TimeUnit.NANOSECONDS)
				.orElse(null);
			if (failure == null) {
				return RedriveOutcome.done(letter);
			}
			if (failure instanceof NotTriedException) {
				return RedriveOutcome.of(letter, Outcome.NOT_DONE, 504, "Those before it took too long.");
			}
			boolean refused = NOT_TAKEN.stream().anyMatch((type) -> type.isInstance(failure));
			return RedriveOutcome.failed(letter, refused ? Outcome.NOT_DONE : Outcome.UNKNOWN,
					this.cluster.calls().problem(failure));
		}
		catch (ExecutionException | TimeoutException ex) {
			return RedriveOutcome.failed(letter, Outcome.UNKNOWN, this.cluster.calls().problem(ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return RedriveOutcome.failed(letter, Outcome.UNKNOWN, this.cluster.calls().problem(ex));
		}
	}

	/** A producer for one redrive: what breaks it fails no other. */
	private DefaultKafkaProducerFactory<byte[], byte[]> producers() {
		DefaultKafkaProducerFactory<byte[], byte[]> producers = new DefaultKafkaProducerFactory<>(
				BareProducers.config(this.configured, "roster-redrive", TIMEOUT), new ByteArraySerializer(),
				new ByteArraySerializer());
		producers.setPhysicalCloseTimeout(1);
		return producers;
	}

	/** The time was up before the record's turn. */
	private static final class NotTriedException extends Exception {

	}

}
