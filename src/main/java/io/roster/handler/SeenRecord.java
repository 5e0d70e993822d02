package io.roster.handler;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as a person would look at it: its key and the beginning of its value.
 *
 * @param topic the topic
 * @param partition the partition
 * @param offset the offset
 * @param timestamp when the record was made, or appended, as its topic has it
 * @param key the key as text, or {@code base64:} and its bytes where it is not UTF-8;
 * {@code null} if there is none
 * @param value the value in the same way, {@code null} for a tombstone; no more than its
 * first 256 bytes
 * @param valueSize the size of the whole value in bytes, 0 for a tombstone
 */
public record SeenRecord(String topic, int partition, long offset, Instant timestamp, @Nullable String key,
		@Nullable String value, int valueSize) {

	private static final int MAX_BYTES = 256;

	/**
	 * Returns what there is to see of a record.
	 * @param record the record
	 * @return the record as text
	 */
	public static SeenRecord from(ConsumerRecord<byte[], byte[]> record) {
		byte[] value = record.value();
		return new SeenRecord(record.topic(), record.partition(), record.offset(),
				Instant.ofEpochMilli(record.timestamp()), text(record.key(), MAX_BYTES), text(value, MAX_BYTES),
				(value != null) ? value.length : 0);
	}

	/**
	 * Returns bytes as text.
	 * @param bytes the bytes
	 * @param max how many of them are shown at most
	 * @return the text, or {@code base64:} and the bytes where it is not UTF-8;
	 * {@code null} if there are none
	 */
	public static @Nullable String text(byte @Nullable [] bytes, int max) {
		if (bytes == null) {
			return null;
		}
		ByteBuffer head = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, max));
		CharBuffer text = CharBuffer.allocate(max);
		// Not the end of input, so that a character that the limit cuts in two does not
		// count as an error.
		CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(head, text, bytes.length <= max);
		if (result.isError()) {
			return "base64:" + Base64.getEncoder()
				.encodeToString((bytes.length <= max) ? bytes : java.util.Arrays.copyOf(bytes, max));
		}
		return text.flip().toString();
	}

}
