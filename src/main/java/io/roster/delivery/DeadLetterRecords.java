package io.roster.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletionException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import org.springframework.kafka.listener.DeadLetterRecordManager;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.support.KafkaHeaders;

/**
 * Dead letters as Spring's recoverer makes them, with its headers; but what tells of the
 * failure is bounded, so that a record that is almost too large for Kafka does not become
 * so.
 */
final class DeadLetterRecords {

	/** How long the message of a failure can be. */
	static final int MAX_MESSAGE_BYTES = 4 * 1024;

	/** How long its stack trace can be. */
	static final int MAX_STACK_TRACE_BYTES = 16 * 1024;

	/** How long the message can be where there is no room for a stack trace. */
	private static final int SHORT_MESSAGE_BYTES = 256;

	private static final DeadLetterRecordManager HEADERS = new DeadLetterRecordManager();

	private DeadLetterRecords() {
	}

	static ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> record, String deadLetterTopic,
			String groupId, Throwable cause) {
		Throwable reason = (cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause()
				: cause;
		// What Spring's container hands to its recoverer; only here is the group found.
		ListenerExecutionFailedException failure = new ListenerExecutionFailedException("Listener failed", groupId,
				reason);
		// Where this was made tells nothing, and what does should be within the limit.
		failure.setStackTrace(new StackTraceElement[0]);
		ProducerRecord<byte[], byte[]> deadLetter = HEADERS.enrichHeadersAndCreateProducerRecord(record, failure,
				new TopicPartition(deadLetterTopic, -1));
		Headers headers = deadLetter.headers();
		if (!(reason instanceof Exception)) {
			// Of an error the cause would be the listener's failure again.
			replace(headers, KafkaHeaders.DLT_EXCEPTION_CAUSE_FQCN, reason.getClass().getName());
			replace(headers, KafkaHeaders.DLT_EXCEPTION_MESSAGE, "Listener failed; " + reason.getMessage());
		}
		bound(headers, KafkaHeaders.DLT_EXCEPTION_MESSAGE, MAX_MESSAGE_BYTES);
		bound(headers, KafkaHeaders.DLT_EXCEPTION_STACKTRACE, MAX_STACK_TRACE_BYTES);
		return deadLetter;
	}

	static ProducerRecord<byte[], byte[]> withoutStackTrace(ProducerRecord<byte[], byte[]> deadLetter) {
		Headers headers = new RecordHeaders(deadLetter.headers().toArray());
		headers.remove(KafkaHeaders.DLT_EXCEPTION_STACKTRACE);
		bound(headers, KafkaHeaders.DLT_EXCEPTION_MESSAGE, SHORT_MESSAGE_BYTES);
		return new ProducerRecord<>(deadLetter.topic(), deadLetter.partition(), deadLetter.timestamp(),
				deadLetter.key(), deadLetter.value(), headers);
	}

	static boolean hasStackTrace(ProducerRecord<byte[], byte[]> deadLetter) {
		return deadLetter.headers().lastHeader(KafkaHeaders.DLT_EXCEPTION_STACKTRACE) != null;
	}

	private static void replace(Headers headers, String name, String value) {
		headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
	}

	private static void bound(Headers headers, String name, int max) {
		Header header = headers.lastHeader(name);
		if (header != null && header.value().length > max) {
			int end = max;
			while ((header.value()[end] & 0xC0) == 0x80) {
				// Within a character.
				end--;
			}
			headers.remove(name).add(name, Arrays.copyOf(header.value(), end));
		}
	}

}
