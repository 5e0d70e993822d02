package io.roster.handler;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The requests that take events to one URL. */
class EventRequests {

	static final String BATCH_CONTENT_TYPE = "application/cloudevents-batch+json";

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private static final JsonFactory JSON = new JsonFactory();

	private static final EventFormat AS_IT_IS = new JsonFormat();

	private static final EventFormat AS_BASE64 = new JsonFormat().withForceJsonDataToBase64();

	private final HttpRequest.Builder template;

	/**
	 * Makes one.
	 * @param url where to post to
	 * @param headers what to send along
	 */
	EventRequests(URI url, Map<String, String> headers) {
		// Not HTTP/2, even where it could be negotiated: the client of JDK 17 fails what
		// exceeds the server's number of streams.
		this.template = HttpRequest.newBuilder(url)
			.version(HttpClient.Version.HTTP_1_1)
			.setHeader("User-Agent", "roster");
		headers.forEach(this.template::setHeader);
	}

	/**
	 * Makes a request of one event in binary mode: its attributes are headers.
	 * @param event the event
	 * @return the request
	 */
	HttpRequest binary(CloudEvent event) {
		HttpRequest.Builder request = this.template.copy().POST(BodyPublishers.noBody());
		HttpMessageFactory
			.createWriter(
					(name, value) -> request.setHeader(name,
							name.toLowerCase(Locale.ROOT).startsWith("ce-") ? percentEncoded(value) : value),
					(body) -> request.POST(publisher(body)))
			.writeBinary(event);
		return request.build();
	}

	private static BodyPublisher publisher(byte @Nullable [] body) {
		return (body != null) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody();
	}

	/**
	 * Makes a request of several events.
	 * @param events the events
	 * @return the request
	 */
	HttpRequest batch(List<CloudEvent> events) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		char separator = '[';
		for (CloudEvent event : events) {
			body.write(separator);
			body.writeBytes(serialized(event));
			separator = ',';
		}
		body.write(']');
		return this.template.copy()
			.setHeader("Content-Type", BATCH_CONTENT_TYPE)
			.POST(BodyPublishers.ofByteArray(body.toByteArray()))
			.build();
	}

	/** What nobody says the type of is JSON if it can be read as such. */
	private static byte[] serialized(CloudEvent event) {
		if (!isJson(event.getData())) {
			return AS_BASE64.serialize(event);
		}
		boolean untyped = RecordEvent.DEFAULT_CONTENT_TYPE.equals(event.getDataContentType());
		return AS_IT_IS
			.serialize(untyped ? CloudEventBuilder.v1(event).withDataContentType("application/json").build() : event);
	}

	/**
	 * Whether data can stand in a JSON text as it is. What a record's header says is not
	 * enough: the format copies it without a look, and the whole batch would be no JSON.
	 */
	static boolean isJson(@Nullable CloudEventData data) {
		if (data == null) {
			return false;
		}
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data.toBytes())).toString();
			try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
				if (parser.nextToken() == null) {
					return false;
				}
				parser.skipChildren();
				return parser.nextToken() == null;
			}
		}
		catch (CharacterCodingException | JacksonException ex) {
			return false;
		}
	}

	/** The HTTP binding of CloudEvents 1.0, section 3.1.3.2, which its SDK leaves out. */
	static String percentEncoded(String value) {
		if (value.chars().allMatch((c) -> c > ' ' && c < 127 && c != '"' && c != '%')) {
			return value;
		}
		StringBuilder encoded = new StringBuilder();
		for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
			if (b > ' ' && b < 127 && b != '"' && b != '%') {
				encoded.append((char) b);
			}
			else {
				encoded.append('%').append(HEX.toHexDigits(b));
			}
		}
		return encoded.toString();
	}

}
