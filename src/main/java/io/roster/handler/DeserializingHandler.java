package io.roster.handler;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Hands over records with keys and values of types of one's own:
 *
 * <pre>{@code
 * new DeserializingHandler<>(new StringDeserializer(), new JacksonJsonDeserializer<>(Order.class, false),
 *         (record) -> orders.take(record.value()))
 * }</pre>
 *
 * A record that cannot be deserialized goes to the dead letter topic at once, as it was.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public class DeserializingHandler<K, V> implements RecordHandler, AutoCloseable {

	private final Deserializer<K> keys;

	private final Deserializer<V> values;

	private final TypedHandler<K, V> handler;

	/**
	 * Makes one.
	 * @param keys reads keys, configured, and safe to use by several threads at once, as
	 * Kafka's own are; not asked where there is no key
	 * @param values reads values in the same way; not asked for a tombstone
	 * @param handler takes the records
	 */
	public DeserializingHandler(Deserializer<K> keys, Deserializer<V> values, TypedHandler<K, V> handler) {
		this.keys = keys;
		this.values = values;
		this.handler = handler;
	}

	/**
	 * Deserializes a record and hands it over.
	 * @param record the record
	 * @throws RejectedRecordException if a deserializer failed
	 * @throws Exception if the handler failed
	 */
	@Override
	public void handle(ConsumerRecord<byte[], byte[]> record) throws Exception {
		// Some deserializers take headers away, which a dead letter is to have.
		Headers headers = new RecordHeaders(record.headers());
		this.handler.handle(new ConsumerRecord<>(record.topic(), record.partition(), record.offset(),
				record.timestamp(), record.timestampType(), record.serializedKeySize(), record.serializedValueSize(),
				read("key", this.keys, record, headers, record.key()),
				read("value", this.values, record, headers, record.value()), headers, record.leaderEpoch()));
	}

	// A record of Kafka's has null in these places too.
	@SuppressWarnings("NullAway")
	private static <T> T read(String what, Deserializer<T> deserializer, ConsumerRecord<byte[], byte[]> record,
			Headers headers, byte @Nullable [] bytes) {
		if (bytes == null) {
			return null;
		}
		try {
			return deserializer.deserialize(record.topic(), headers, bytes);
		}
		catch (RuntimeException ex) {
			throw new RejectedRecordException("The " + what + " cannot be deserialized: " + ex.getMessage(), ex);
		}
	}

	/** Closes the deserializers. Spring calls it for a bean. */
	@Override
	public void close() {
		try (this.keys) {
			this.values.close();
		}
	}

	/**
	 * Takes records with keys and values of some type.
	 *
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 */
	@FunctionalInterface
	public interface TypedHandler<K, V> {

		/**
		 * Processes a record, by the same rules as a {@link RecordHandler}.
		 * @param record the record; its key and its value are {@code null} where it has
		 * none
		 * @throws Exception if it could not be processed
		 */
		void handle(ConsumerRecord<K, V> record) throws Exception;

	}

}
