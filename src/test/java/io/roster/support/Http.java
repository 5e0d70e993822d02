package io.roster.support;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Calls the service as any client would, over a socket. */
@Lazy
public class Http {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	private final Environment environment;

	public Http(Environment environment) {
		this.environment = environment;
	}

	public Answer get(String path, String... headers) {
		return send("GET", path, null, headers);
	}

	public Answer post(String path, String body, String... headers) {
		return send("POST", path, body, headers);
	}

	public Answer patch(String path, String body, String... headers) {
		return send("PATCH", path, body, headers);
	}

	public Answer delete(String path, String... headers) {
		return send("DELETE", path, null, headers);
	}

	public String base() {
		return "http://localhost:" + this.environment.getRequiredProperty("local.server.port");
	}

	public Answer send(String method, String path, @Nullable String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path)).timeout(Duration.ofMinutes(1));
		if (body != null && java.util.stream.Stream.of(headers).noneMatch("Content-Type"::equalsIgnoreCase)) {
			request.header("Content-Type", "application/json");
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		request.method(method,
				(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody());
		try {
			HttpResponse<String> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.headers(), response.body());
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public static String encode(String id) {
		return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * What the service answered.
	 *
	 * @param status the HTTP status
	 * @param headers the headers
	 * @param text the body
	 */
	public record Answer(int status, HttpHeaders headers, String text) {

		public JsonNode json() {
			return JSON.readTree(this.text);
		}

		public String header(String name) {
			return this.headers.firstValue(name).orElse("");
		}

	}

}
