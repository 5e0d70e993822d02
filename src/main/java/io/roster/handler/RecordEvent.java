package io.roster.handler;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Makes a CloudEvent of a record. What it says is what Kafka knows of the record, also
 * where the record holds a CloudEvent itself: the id has to name the record, and whoever
 * wrote it must not pass for the service.
 */
final class RecordEvent {

	static final String TYPE = "roster.record";

	static final String DEFAULT_CONTENT_TYPE = "application/octet-stream";

	/** Longer keys would make a head that servers refuse, and the record with it. */
	private static final int MAX_SUBJECT_BYTES = 1024;

	private static final int MAX_CONTENT_TYPE = 256;

	/** The last millisecond that RFC 3339 can write. */
	private static final long MAX_TIME = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

	/** RFC 9110, section 8.3.1: a type, and parameters that are printable ASCII. */
	private static final Pattern CONTENT_TYPE = Pattern
		.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+( *;[ -~]*)?");

	private RecordEvent() {
	}

	/**
	 * Returns where the events of a topic come from.
	 * @param clusterId the id of its cluster
	 * @param topic its name
	 * @return what all of them have in common
	 */
	static URI source(String clusterId, String topic) {
		return URI.create("/kafka/" + clusterId + "/topics/" + topic);
	}

	/**
	 * Makes an event.
	 * @param record the record
	 * @param source where it comes from
	 * @return an event of version 1.0; without subject if the key is no text, without
	 * data and its content type if the record is a tombstone
	 */
	static CloudEvent from(ConsumerRecord<byte[], byte[]> record, URI source) {
		CloudEventBuilder event = CloudEventBuilder.v1()
			.withId(record.topic() + "/" + record.partition() + "/" + record.offset())
			.withSource(source)
			.withType(TYPE);
		if (record.timestamp() >= 0 && record.timestamp() <= MAX_TIME) {
			event.withTime(Instant.ofEpochMilli(record.timestamp()).atOffset(ZoneOffset.UTC));
		}
		String subject = subject(record.key());
		if (subject != null) {
			event.withSubject(subject);
		}
		if (record.value() != null) {
			event.withData(contentType(record.headers().lastHeader("content-type")), record.value());
		}
		return event.build();
	}

	/** The key where CloudEvents takes it as a string that is not empty. */
	private static @Nullable String subject(byte @Nullable [] key) {
		if (key == null || key.length == 0 || key.length > MAX_SUBJECT_BYTES) {
			return null;
		}
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
			return text.codePoints().allMatch(RecordEvent::isAllowed) ? text : null;
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	/** CloudEvents 1.0, "Type system": neither control characters nor noncharacters. */
	private static boolean isAllowed(int character) {
		return !Character.isISOControl(character) && (character & 0xfffe) != 0xfffe
				&& (character < 0xfdd0 || character > 0xfdef);
	}

	private static String contentType(@Nullable Header header) {
		if (header == null || header.value() == null || header.value().length > MAX_CONTENT_TYPE) {
			return DEFAULT_CONTENT_TYPE;
		}
		String type = new String(header.value(), StandardCharsets.ISO_8859_1).trim();
		if (!CONTENT_TYPE.matcher(type).matches()) {
			return DEFAULT_CONTENT_TYPE;
		}
		// A receiver would take the request for that event, or for a batch of such, and
		// not look at the head.
		if (type.toLowerCase(Locale.ROOT).startsWith("application/cloudevents")) {
			return type.toLowerCase(Locale.ROOT).contains("+json") ? "application/json" : DEFAULT_CONTENT_TYPE;
		}
		return type;
	}

}
