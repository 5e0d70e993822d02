package io.roster.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;

/**
 * Requests that say what those of the http handler say, made with nothing but the client.
 */
final class BareRequests implements AutoCloseable {

	private final CloseableHttpClient client;

	private final String url;

	BareRequests(int concurrency, String url) {
		this.client = HttpClients.custom()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setMaxConnPerRoute(concurrency)
				.setMaxConnTotal(concurrency)
				.build())
			.build();
		this.url = url;
	}

	/** Sends a request and waits for its answer, which must be 200. */
	void send(String topic, int partition, long offset, String key, byte[] value, long timestamp) {
		try {
			int status = this.client.execute(request(topic, partition, offset, key, value, timestamp), (response) -> {
				EntityUtils.consume(response.getEntity());
				return response.getCode();
			});
			if (status != 200) {
				throw new IllegalStateException("Answer " + status);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private HttpPost request(String topic, int partition, long offset, String key, byte[] value, long timestamp) {
		HttpPost request = new HttpPost(this.url);
		request.setHeader("ce-specversion", "1.0");
		request.setHeader("ce-id", topic + "/" + partition + "/" + offset);
		request.setHeader("ce-source", "/kafka/bench/topics/" + topic);
		request.setHeader("ce-type", "roster.record");
		request.setHeader("ce-time", Instant.ofEpochMilli(timestamp).toString());
		request.setHeader("ce-subject", key);
		request.setEntity(new ByteArrayEntity(value, ContentType.APPLICATION_OCTET_STREAM));
		return request;
	}

	@Override
	public void close() {
		this.client.close(CloseMode.IMMEDIATE);
	}

}
