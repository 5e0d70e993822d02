package io.roster.handler;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.roster.handler.RecordProcessor.FailedRecord;
import io.roster.support.Webhook;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.mock.env.MockEnvironment;

/** What tests of the handler {@code http} have in common: a webhook for it to post to. */
abstract class HttpTest {

	static final Instant NOW = Instant.parse("2026-11-22T06:05:00Z");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static HandlerThreads threads;

	private static HttpSender sender;

	Webhook webhook;

	@BeforeAll
	static void openSender() {
		threads = new HandlerThreads(new MockEnvironment());
		sender = new HttpSender(threads);
	}

	@AfterAll
	static void closeSender() {
		sender.destroy();
		threads.destroy();
	}

	@BeforeEach
	void openWebhook() {
		this.webhook = Webhook.start();
	}

	@AfterEach
	void closeWebhook() {
		this.webhook.close();
	}

	static HandlerThreads threads() {
		return threads;
	}

	HttpProcessor processor() {
		return processor(spec(1));
	}

	HandlerSpec spec(int batch) {
		return new HandlerSpec("http", this.webhook.url(), Map.of(), Duration.ofSeconds(20), batch, null, null, null);
	}

	static HttpProcessor processor(HandlerSpec spec) {
		return new HttpProcessor(spec.withDefaults(), sender,
				new ClusterId(() -> CompletableFuture.completedFuture("cluster-1")), Clock.fixed(NOW, ZoneOffset.UTC));
	}

	static int process(RecordProcessor processor, List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
		return processor.process(records).toCompletableFuture().get(60, TimeUnit.SECONDS);
	}

	/** What the processing of records fails with. */
	static FailedRecord failure(RecordProcessor processor, List<ConsumerRecord<byte[], byte[]>> records)
			throws Exception {
		try {
			throw new AssertionError("Processed: " + process(processor, records));
		}
		catch (ExecutionException ex) {
			return (FailedRecord) ex.getCause();
		}
	}

	static List<ConsumerRecord<byte[], byte[]>> records(String... values) {
		return IntStream.range(0, values.length)
			.mapToObj((i) -> record(i, "key", bytes(values[i]), "content-type", "application/json"))
			.toList();
	}

	static ConsumerRecord<byte[], byte[]> record(long offset, @Nullable String key, byte @Nullable [] value,
			String... headers) {
		return record(offset, NOW.toEpochMilli(), (key != null) ? bytes(key) : null, value, headers);
	}

	static ConsumerRecord<byte[], byte[]> record(long offset, long timestamp, byte @Nullable [] key,
			byte @Nullable [] value, String... headers) {
		RecordHeaders all = new RecordHeaders();
		for (int i = 0; i < headers.length; i += 2) {
			all.add(headers[i], bytes(headers[i + 1]));
		}
		return new ConsumerRecord<>("orders", 3, offset, timestamp, TimestampType.CREATE_TIME, 0, 0, key, value, all,
				Optional.empty());
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** The event in a request, as CloudEvents' own SDK reads it. */
	static CloudEvent event(Webhook.Request request) {
		Map<String, String> headers = new TreeMap<>(request.headers());
		// What the HTTP binding demands of receivers, and the SDK leaves to them.
		headers.replaceAll((name, value) -> name.toLowerCase(Locale.ROOT).startsWith("ce-")
				? URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8) : value);
		return HttpMessageFactory.createReader(headers, request.body()).toEvent();
	}

	/** The events in a batch, as CloudEvents' own SDK reads them. */
	static List<CloudEvent> events(Webhook.Request request) {
		return json(request).valueStream()
			.map((event) -> new JsonFormat().deserialize(bytes(event.toString())))
			.toList();
	}

	static JsonNode json(Webhook.Request request) {
		return JSON.readTree(request.body());
	}

}
