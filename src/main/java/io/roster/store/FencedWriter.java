package io.roster.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** The producer of a topic that one replica at a time writes; made anew when fenced. */
class FencedWriter {

	private static final Log log = LogFactory.getLog(FencedWriter.class);

	/** Tells one change from another, also from a repeat of the same. */
	static final String WRITE_ID = "roster-write-id";

	private final String topic;

	private final Supplier<Producer<String, byte[]>> producers;

	private @Nullable Producer<String, byte[]> producer;

	FencedWriter(String topic, Supplier<Producer<String, byte[]>> producers) {
		this.topic = topic;
		this.producers = producers;
	}

	/**
	 * Shuts out whoever wrote before, unless this is who wrote last as far as it knows.
	 * @return whether the topic has to be read again, since others may have written
	 */
	synchronized boolean begin() {
		if (this.producer != null) {
			return false;
		}
		Producer<String, byte[]> current = this.producers.get();
		this.producer = current;
		// What the one before had begun is aborted, or finished if it was committed.
		current.initTransactions();
		return true;
	}

	/**
	 * Writes one value in one transaction.
	 * @param key its key
	 * @param value the value, {@code null} to remove it
	 * @param writeId tells this change from others
	 * @throws KafkaException if it was not written, or that is not known
	 */
	synchronized void write(String key, byte @Nullable [] value, String writeId) {
		Producer<String, byte[]> current = this.producer;
		if (current == null) {
			throw new KafkaException("Closed");
		}
		current.beginTransaction();
		// What goes wrong with the record is what the commit says.
		var unused = current.send(new ProducerRecord<>(this.topic, 0, key, value,
				List.of(new RecordHeader(WRITE_ID, writeId.getBytes(StandardCharsets.US_ASCII)))));
		current.commitTransaction();
	}

	/** Ends what somebody else has begun to write and does not end. */
	synchronized void abortOthers() {
		try {
			abandon();
			begin();
		}
		catch (KafkaException ex) {
			log.debug("What is being written to topic '" + this.topic + "' was not aborted", ex);
		}
		finally {
			// Others may have written before it was.
			abandon();
		}
	}

	/** Has the next change begin anew. */
	synchronized void abandon() {
		Producer<String, byte[]> current = this.producer;
		this.producer = null;
		if (current != null) {
			current.close(Duration.ZERO);
		}
	}

	static boolean isFenced(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
				return true;
			}
		}
		return false;
	}

}
