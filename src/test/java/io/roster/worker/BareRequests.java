package io.roster.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** Requests that say what those of the http handler say, made with the JDK's client. */
final class BareRequests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final HttpClient client;

	private final URI url;

	BareRequests(HttpClient client, String url) {
		this.client = client;
		this.url = URI.create(url);
	}

	/** Sends a request and waits for its answer, which must be 200. */
	void send(String topic, int partition, long offset, String key, byte[] value, long timestamp) {
		try {
			HttpResponse<String> response = this.client.send(request(topic, partition, offset, key, value, timestamp),
					HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException("Answer " + response.statusCode());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private HttpRequest request(String topic, int partition, long offset, String key, byte[] value, long timestamp) {
		return HttpRequest.newBuilder(this.url)
			.version(HttpClient.Version.HTTP_1_1)
			.timeout(TIMEOUT)
			.setHeader("User-Agent", "bench")
			.setHeader("Content-Type", "application/octet-stream")
			.setHeader("ce-specversion", "1.0")
			.setHeader("ce-id", topic + "/" + partition + "/" + offset)
			.setHeader("ce-source", "/kafka/bench/topics/" + topic)
			.setHeader("ce-type", "roster.record")
			.setHeader("ce-time", Instant.ofEpochMilli(timestamp).toString())
			.setHeader("ce-subject", key)
			.POST(HttpRequest.BodyPublishers.ofByteArray(value))
			.build();
	}

}
