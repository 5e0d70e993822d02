package io.roster.handler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.roster.handler.RecordProcessor.FailedRecord;
import io.roster.support.Webhook.Answer;
import io.roster.support.Webhook.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HttpProcessorTests extends HttpTest {

	@Test
	void recordIsPostedAsEventInBinaryMode() throws Exception {
		assertThat(process(processor(), List.of(record(42, "k-1", bytes("{\"a\":1}"), "content-type",
				"application/json; charset=utf-8", "other", "x"))))
			.isEqualTo(1);
		Request request = this.webhook.received().get(0);
		assertThat(request.line()).isEqualTo("POST /hook");
		assertThat(request.headers()).containsEntry("ce-specversion", "1.0")
			.containsEntry("ce-id", "orders/3/42")
			.containsEntry("ce-source", "/kafka/cluster-1/topics/orders")
			.containsEntry("ce-type", "roster.record")
			.containsEntry("ce-subject", "k-1")
			.containsEntry("ce-time", "2026-11-22T06:05:00Z")
			.containsEntry("Content-Type", "application/json; charset=utf-8")
			.doesNotContainKeys("other", "Upgrade", "HTTP2-Settings");
		assertThat(request.text()).isEqualTo("{\"a\":1}");
		CloudEvent event = event(request);
		assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
		assertThat(event.getTime()).isEqualTo(NOW.toString());
		assertThat(event.getExtensionNames()).isEmpty();
	}

	@Test
	void textThatNoHeaderCanHoldIsPercentEncoded() throws Exception {
		String key = "a b\"c%20d é ☕ +;=😀";
		process(processor(), List.of(record(0, key, bytes("x"))));
		Request request = this.webhook.received().get(0);
		assertThat(request.header("ce-subject")).isEqualTo("a%20b%22c%2520d%20%C3%A9%20%E2%98%95%20+;=%F0%9F%98%80");
		assertThat(event(request).getSubject()).isEqualTo(key);
	}

	@Test
	void tombstoneHasNeitherBodyNorContentType() throws Exception {
		process(processor(), List.of(record(0, "k", null), record(1, "k", new byte[0])));
		process(processor(), List.of(record(1, "k", new byte[0])));
		Request tombstone = this.webhook.received().get(0);
		assertThat(tombstone.body()).isEmpty();
		assertThat(tombstone.header("Content-Type")).isNull();
		assertThat(event(tombstone).getData()).isNull();
		assertThat(this.webhook.received().get(1).header("Content-Type")).isEqualTo("application/octet-stream");
	}

	@Test
	void bytesArriveAsTheyAre() throws Exception {
		byte[] value = new byte[3 * 1024 * 1024];
		new Random(1).nextBytes(value);
		process(processor(), List.of(record(0, null, value)));
		Request request = this.webhook.received().get(0);
		assertThat(request.body()).isEqualTo(value);
		assertThat(request.header("ce-subject")).isNull();
		assertThat(request.header("Content-Type")).isEqualTo("application/octet-stream");
	}

	@Test
	void headersOfTheHandlerAreSentAlong() throws Exception {
		HandlerSpec spec = new HandlerSpec("http", this.webhook.url(), Map.of("Authorization", "Bearer x", "X-A", "b"),
				null, null, null, null, null);
		process(processor(spec), records("1"));
		assertThat(this.webhook.received().get(0).headers()).containsEntry("Authorization", "Bearer x")
			.containsEntry("X-A", "b");
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 202, 204, 299 })
	void answerOfSuccessMeansProcessed(int status) throws Exception {
		this.webhook.answer(Answer.of(status));
		assertThat(process(processor(), records("1"))).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 429, 500, 502, 503, 504, 599 })
	void answerThatMayChangeMeansAnotherTry(int status) throws Exception {
		this.webhook.answer(Answer.of(status));
		FailedRecord failure = failure(processor(), records("1"));
		assertThat(failure.processed()).isZero();
		assertThat(failure.getCause())
			.isInstanceOfSatisfying(RetryLaterException.class, (ex) -> assertThat(ex.after()).isZero())
			.hasMessage("http://127.0.0.1:" + this.webhook.port() + " answered " + status);
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 304, 307, 400, 401, 404, 407, 410, 413, 415, 422, 431 })
	void anyOtherAnswerMeansDeadLetter(int status) throws Exception {
		this.webhook.answer(Answer.of(status).with("Location", this.webhook.url()));
		FailedRecord failure = failure(processor(), records("1"));
		assertThat(failure.getCause()).isInstanceOf(RejectedRecordException.class).hasMessageContaining("" + status);
		assertThat(this.webhook.requests()).as("redirects followed").isEqualTo(1);
	}

	@Test
	void refusalSaysHowTheAnswerBegins() throws Exception {
		this.webhook.answer(Answer.of(422).body("no\r\nsuch " + "☕".repeat(200)));
		assertThat(failure(processor(), records("1")).getCause()).message()
			.contains(" answered 422: no such ☕☕")
			.doesNotContain("\n")
			.hasSizeLessThan(300);
	}

	@Test
	void retryAfterIsHandedOn() throws Exception {
		this.webhook.answer(Answer.of(503).with("Retry-After", "Sun, 22 Nov 2026 06:07:30 GMT"));
		assertThat(failure(processor(), records("1")).getCause()).isInstanceOfSatisfying(RetryLaterException.class,
				(ex) -> assertThat(ex.after()).isEqualTo(Duration.ofSeconds(150)));
	}

	@Test
	void silenceEndsWithTheTimeout() throws Exception {
		this.webhook.answer(Answer.hang());
		HandlerSpec spec = new HandlerSpec("http", this.webhook.url(), null, Duration.ofMillis(200), null, null, null,
				null);
		assertThat(failure(processor(spec), records("1")).getCause()).isInstanceOf(RetryLaterException.class)
			.hasMessage("No answer from http://127.0.0.1:" + this.webhook.port() + " within PT0.2S");
		await().untilAsserted(() -> assertThat(this.webhook.open()).isZero());
	}

	@Test
	void answerWhoseBodyDoesNotEndCountsByItsStatus() throws Exception {
		HandlerSpec spec = new HandlerSpec("http", this.webhook.url(), null, Duration.ofMillis(300), null, null, null,
				null);
		this.webhook.answer(Answer.of(200).body("half").unfinished());
		assertThat(process(processor(spec), records("1"))).isEqualTo(1);
		this.webhook.answer(Answer.of(400).body("half").unfinished());
		assertThat(failure(processor(spec), records("1")).getCause()).isInstanceOf(RejectedRecordException.class)
			.hasMessageEndingWith("answered 400: half");
	}

	@Test
	void connectionThatEndsMeansAnotherTry() throws Exception {
		this.webhook.answer(Answer.cut());
		assertThat(failure(processor(), records("1")).getCause()).isInstanceOf(RetryLaterException.class)
			.hasMessageStartingWith("No answer from ");
	}

	@Test
	void refusedConnectionMeansAnotherTry() throws Exception {
		this.webhook.stop();
		HttpProcessor processor = processor();
		assertThat(failure(processor, records("1")).getCause()).isInstanceOf(RetryLaterException.class)
			.hasMessageContaining("ConnectException");
		this.webhook.startAgain();
		assertThat(process(processor, records("1"))).isEqualTo(1);
	}

	@Test
	void keptConnectionThatEndsUnderRequestsMeansAnotherTry() throws Exception {
		HttpProcessor processor = processor();
		process(processor, records("1"));
		this.webhook.stop();
		assertThat(failure(processor, records("1")).getCause()).isInstanceOf(RetryLaterException.class);
		assertThat(failure(processor, records("1")).getCause()).hasMessageContaining("ConnectException");
		this.webhook.startAgain();
		assertThat(process(processor, records("1"))).isEqualTo(1);
	}

	@Test
	void keptConnectionThatEndsWhileIdleIsNoFailure() throws Exception {
		HttpProcessor processor = processor();
		process(processor, records("1"));
		this.webhook.stop();
		this.webhook.startAgain();
		await().pollDelay(HttpSender.TRUSTED.plus(Duration.ofMillis(50))).until(() -> true);
		assertThat(process(processor, records("1"))).isEqualTo(1);
		assertThat(this.webhook.connections()).isEqualTo(2);
	}

	@Test
	void headWithoutEndMeansAnotherTry() throws Exception {
		this.webhook.answer(Answer.of(200).with("X-Long", "x".repeat(1024 * 1024)));
		assertThat(failure(processor(), records("1")).getCause()).isInstanceOf(RetryLaterException.class)
			.hasMessageContaining("line length limit");
	}

	@Test
	void whatIsNoHttpMeansAnotherTry() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> {
				try (Socket socket = server.accept()) {
					socket.getInputStream().read();
					socket.getOutputStream().write(bytes("SSH-2.0-x\r\n\r\n"));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			thread.start();
			HandlerSpec spec = new HandlerSpec("http", "http://127.0.0.1:" + server.getLocalPort(), null, null, null,
					null, null, null);
			assertThat(failure(processor(spec), records("1")).getCause()).isInstanceOf(RetryLaterException.class);
			thread.join();
		}
	}

	@Test
	void connectionIsKept() throws Exception {
		this.webhook.answerInTurn(Answer.of(200).body("done"), Answer.of(503).body("x".repeat(60_000)), Answer.of(400),
				Answer.of(204));
		HttpProcessor processor = processor();
		process(processor, records("1"));
		failure(processor, records("1"));
		failure(processor, records("1"));
		process(processor, records("1"));
		assertThat(this.webhook.requests()).isEqualTo(4);
		assertThat(this.webhook.connections()).isEqualTo(1);
	}

	@Test
	void longAnswerIsNotRead() throws Exception {
		long length = 4L * 1024 * 1024 * 1024;
		this.webhook.answer(Answer.of(200).body("begins").filledTo(length));
		assertThat(process(processor(), records("1"))).isEqualTo(1);
		this.webhook.answer(Answer.of(400).body("begins").filledTo(length));
		assertThat(failure(processor(), records("1")).getCause()).hasMessageEndingWith("answered 400: begins");
		await().untilAsserted(() -> assertThat(this.webhook.open()).isZero());
	}

	@Test
	void callsOverlapAndAreNotCutOffByClose() throws Exception {
		int calls = 200;
		this.webhook.answer(Answer.hang());
		HttpProcessor processor = processor();
		List<CompletableFuture<Integer>> all = new ArrayList<>();
		for (int i = 0; i < calls; i++) {
			all.add(processor.process(List.of(record(i, "k" + i, bytes("x")))).toCompletableFuture());
		}
		await().untilAsserted(() -> assertThat(this.webhook.open()).isEqualTo(calls));
		processor.close();
		assertThat(all).noneMatch(CompletableFuture::isDone);
		this.webhook.stop();
		await().untilAsserted(() -> assertThat(all).allMatch(CompletableFuture::isCompletedExceptionally));
	}

	@Test
	void requestsInTurnStartHardlyAThread() throws Exception {
		HttpProcessor processor = processor();
		process(processor, records("1"));
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long before = threads.getTotalStartedThreadCount();
		for (int i = 0; i < 300; i++) {
			process(processor, records("1"));
		}
		assertThat(threads.getTotalStartedThreadCount() - before).isLessThan(100);
	}

	@Test
	void lanesAreKeysWhereRequestsOverlap() {
		HandlerSpec one = new HandlerSpec("http", this.webhook.url(), null, null, 7, 1, null, null);
		assertThat(processor(one).ordersByKey()).isFalse();
		assertThat(processor(one).batch()).isEqualTo(7);
		assertThat(processor().ordersByKey()).isTrue();
		assertThat(processor().inFlight()).isEqualTo(8);
		assertThat(processor().batch()).isEqualTo(1);
	}

	@Test
	void clusterThatDoesNotTellItsIdMeansAnotherTryThatDoesNotCount() throws Exception {
		HttpSender sender = new HttpSender(threads());
		HttpProcessor processor = new HttpProcessor(spec(1).withDefaults(), sender,
				new ClusterId(() -> CompletableFuture.failedFuture(new IllegalStateException("no Kafka"))),
				Clock.systemUTC());
		assertThat(failure(processor, records("1")).getCause()).hasMessageContaining("no Kafka")
			.isInstanceOf(RecordProcessor.NotReadyException.class);
		sender.destroy();
	}

}
