package io.roster.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.roster.handler.SeenRecord;
import io.swagger.v3.oas.annotations.media.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.support.KafkaHeaders;

/**
 * A record that failed for good, as a person would look at it.
 *
 * @param deadLetterTopic the topic that it is in now
 * @param deadLetterPartition the partition there
 * @param deadLetterOffset the offset there
 * @param deadLetteredAt when it was written there
 * @param topic the topic that it comes from, {@code null} if its headers do not say
 * @param partition the partition there, {@code null} if its headers do not say
 * @param offset the offset there, {@code null} if its headers do not say
 * @param timestamp its timestamp there, {@code null} if its headers do not say
 * @param key its key as text, or {@code base64:} and the bytes; {@code null} if it has
 * none
 * @param value its value in the same way, {@code null} for a tombstone; no more than its
 * first 256 bytes
 * @param valueSize the size of the whole value in bytes, 0 for a tombstone
 * @param headers all of its headers, but those that are fields here
 * @param exception the class that the worker's container saw fail it, {@code null} if its
 * headers do not say
 * @param cause the class that failed it, {@code null} if its headers do not say
 * @param message what that said, {@code null} if its headers do not say
 * @param redrivenAt when it was put back, {@code null} if it was not
 */
record DeadLetter(String deadLetterTopic, int deadLetterPartition, long deadLetterOffset, Instant deadLetteredAt,
		@Nullable String topic, @Nullable Integer partition, @Nullable Long offset, @Nullable Instant timestamp,
		@Nullable String key, @Nullable String value, int valueSize, List<TextHeader> headers,
		@Nullable String exception, @Nullable String cause, @Nullable String message, @Nullable Instant redrivenAt) {

	/** What all headers of dead letters begin with, Spring's and so ours. */
	static final String PREFIX = "kafka_dlt-";

	/** Enough of a stack trace to see where it comes from. */
	private static final int MAX_HEADER_BYTES = 4 * 1024;

	DeadLetter {
		headers = List.copyOf(headers);
	}

	static DeadLetter from(ConsumerRecord<byte[], byte[]> record) {
		SeenRecord seen = SeenRecord.from(record);
		Headers headers = record.headers();
		ByteBuffer partition = number(headers, KafkaHeaders.DLT_ORIGINAL_PARTITION, Integer.BYTES);
		ByteBuffer offset = number(headers, KafkaHeaders.DLT_ORIGINAL_OFFSET, Long.BYTES);
		ByteBuffer timestamp = number(headers, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP, Long.BYTES);
		List<TextHeader> others = new ArrayList<>();
		for (Header header : headers) {
			if (!header.key().startsWith(PREFIX) || header.key().equals(KafkaHeaders.DLT_EXCEPTION_STACKTRACE)) {
				others.add(new TextHeader(header.key(), SeenRecord.text(header.value(), MAX_HEADER_BYTES)));
			}
		}
		return new DeadLetter(record.topic(), record.partition(), record.offset(), seen.timestamp(),
				text(headers, KafkaHeaders.DLT_ORIGINAL_TOPIC),
				(partition != null) ? (Integer) partition.getInt() : null,
				(offset != null) ? (Long) offset.getLong() : null,
				(timestamp != null) ? Instant.ofEpochMilli(timestamp.getLong()) : null, seen.key(), seen.value(),
				seen.valueSize(), others, text(headers, KafkaHeaders.DLT_EXCEPTION_FQCN),
				text(headers, KafkaHeaders.DLT_EXCEPTION_CAUSE_FQCN), text(headers, KafkaHeaders.DLT_EXCEPTION_MESSAGE),
				null);
	}

	/**
	 * Returns whose dead letter a record is.
	 * @param record a record of a dead letter topic
	 * @return the group, {@code null} if its headers do not say
	 */
	static @Nullable String group(ConsumerRecord<byte[], byte[]> record) {
		return text(record.headers(), KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP);
	}

	/**
	 * The header as it was written last: a record that failed out of a dead letter topic
	 * has those of its first failure, too.
	 */
	private static @Nullable String text(Headers headers, String name) {
		Header header = headers.lastHeader(name);
		return (header != null && header.value() != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
	}

	private static @Nullable ByteBuffer number(Headers headers, String name, int bytes) {
		Header header = headers.lastHeader(name);
		return (header != null && header.value() != null && header.value().length == bytes)
				? ByteBuffer.wrap(header.value()) : null;
	}

	/**
	 * What tells it from every other dead letter, also from that of a topic that was
	 * deleted and made anew.
	 * @return what it is marked by when it is put back
	 */
	String id() {
		return this.deadLetterTopic + "/" + this.deadLetterPartition + "/" + this.deadLetterOffset + "/"
				+ this.deadLetteredAt.toEpochMilli();
	}

	@Nullable TopicPartition origin() {
		return (this.topic != null && this.partition != null && this.partition >= 0)
				? new TopicPartition(this.topic, this.partition) : null;
	}

	DeadLetter withRedrivenAt(@Nullable Instant at) {
		return new DeadLetter(this.deadLetterTopic, this.deadLetterPartition, this.deadLetterOffset,
				this.deadLetteredAt, this.topic, this.partition, this.offset, this.timestamp, this.key, this.value,
				this.valueSize, this.headers, this.exception, this.cause, this.message, at);
	}

	/**
	 * A header as text.
	 *
	 * @param name its name
	 * @param value its value as text, or {@code base64:} and the bytes; no more than the
	 * first 4096 bytes; {@code null} if it has none
	 */
	@Schema(name = "DeadLetterHeader")
	record TextHeader(String name, @Nullable String value) {
	}

}
