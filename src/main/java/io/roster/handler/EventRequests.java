package io.roster.handler;

import java.io.ByteArrayOutputStream;
import java.net.URI;
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
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
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

	private final URI url;

	private final Map<String, String> headers;

	/**
	 * Makes one.
	 * @param url where to post to
	 * @param headers what to send along
	 */
	EventRequests(URI url, Map<String, String> headers) {
		this.url = url;
		this.headers = Map.copyOf(headers);
	}

	/**
	 * Makes a request of one event in binary mode: its attributes are headers.
	 * @param event the event
	 * @return the request
	 */
	HttpPost binary(CloudEvent event) {
		HttpPost request = request();
		HttpMessageFactory
			.createWriter(
					(name, value) -> request.setHeader(name,
							name.toLowerCase(Locale.ROOT).startsWith("ce-") ? percentEncoded(value) : value),
					(body) -> setBody(request, body))
			.writeBinary(event);
		return request;
	}

	private HttpPost request() {
		HttpPost request = new HttpPost(this.url);
		this.headers.forEach(request::setHeader);
		return request;
	}

	private static void setBody(HttpPost request, byte @Nullable [] body) {
		if (body != null) {
			request.setEntity(new ByteArrayEntity(body, null));
		}
	}

	/**
	 * Makes a request of several events.
	 * @param events the events
	 * @return the request
	 */
	HttpPost batch(List<CloudEvent> events) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		char separator = '[';
		for (CloudEvent event : events) {
			body.write(separator);
			body.writeBytes(serialized(event));
			separator = ',';
		}
		body.write(']');
		HttpPost request = request();
		request.setHeader(HttpHeaders.CONTENT_TYPE, BATCH_CONTENT_TYPE);
		setBody(request, body.toByteArray());
		return request;
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
		int plain = 0;
		while (plain < value.length() && isPlain(value.charAt(plain))) {
			plain++;
		}
		if (plain == value.length()) {
			return value;
		}
		StringBuilder encoded = new StringBuilder();
		for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
			if (isPlain(b)) {
				encoded.append((char) b);
			}
			else {
				encoded.append('%').append(HEX.toHexDigits(b));
			}
		}
		return encoded.toString();
	}

	private static boolean isPlain(int character) {
		return character > ' ' && character < 127 && character != '"' && character != '%';
	}

}
