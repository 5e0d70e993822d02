package io.roster.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.roster.problem.ProblemException;
import io.roster.sandbox.SandboxBroker;
import io.roster.support.Proxy;
import io.roster.support.RosterTest;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@RosterTest
class FencedTopicTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	@Autowired
	private Stores stores;

	private final String name = "fenced-" + UUID.randomUUID();

	private final List<FencedTopic<String>> opened = new ArrayList<>();

	@AfterEach
	void close() {
		this.opened.forEach(FencedTopic::close);
	}

	@Test
	void whatOneWritesTheOtherReadsAtOnce() {
		FencedTopic<String> writer = open(this.stores);
		FencedTopic<String> reader = open(this.stores);
		reader.refresh();
		assertThat(reader.isMade()).isFalse();
		assertThat(reader.snapshot().values()).isEmpty();
		for (int i = 0; i < 20; i++) {
			String value = "value-" + i;
			long position = writer.update("key", (before) -> value).position();
			reader.refresh();
			assertThat(reader.snapshot().values()).containsExactly(Map.entry("key", value));
			assertThat(reader.snapshot().position()).isGreaterThanOrEqualTo(position);
		}
		writer.update("key", (before) -> null);
		reader.refresh();
		assertThat(reader.snapshot().values()).isEmpty();
	}

	@Test
	void valueThatCannotBeReadIsNamedAndTakesNothingAway() throws Exception {
		FencedTopic<Integer> numbers = this.stores.openFenced(this.name, TIMEOUT,
				(bytes) -> Integer.valueOf(new String(bytes, StandardCharsets.UTF_8)),
				(number) -> String.valueOf(number).getBytes(StandardCharsets.UTF_8));
		try (numbers) {
			numbers.update("key", (before) -> 1);
			FencedTopic<String> texts = open(this.stores);
			texts.update("key", (before) -> "one");
			numbers.refresh();
			assertThat(numbers.snapshot().values()).containsExactly(Map.entry("key", 1));
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> numbers.update("key", (before) -> 3))
				.satisfies((ex) -> assertThat(ex.detail()).contains(this.name, "'key' at offset"));
			assertThat(numbers.update("other", (before) -> 5).values()).containsEntry("key", 1)
				.containsEntry("other", 5);
			texts.update("key", (before) -> "2");
			numbers.refresh();
			assertThat(numbers.snapshot().values()).containsEntry("key", 2);
			assertThat(numbers.unreadable()).isEmpty();
			assertThat(numbers.update("key", (before) -> 3).values()).containsEntry("key", 3);
		}
	}

	@Test
	void writerThatIsKilledInTheMiddleKeepsReadersNotWaiting() {
		FencedTopic<String> topic = open(this.stores);
		topic.update("key", (before) -> "value");
		try (KafkaProducer<String, byte[]> killed = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "transactional.id", this.name),
				new StringSerializer(), new ByteArraySerializer())) {
			killed.initTransactions();
			killed.beginTransaction();
			var unused = killed.send(new ProducerRecord<>(this.name, 0, "key", new byte[] { 'x' }));
			killed.flush();
			long began = System.nanoTime();
			topic.refresh();
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
			assertThat(topic.snapshot().values()).containsExactly(Map.entry("key", "value"));
			killed.close(Duration.ZERO);
		}
		assertThat(topic.update("key", (before) -> before + "2").values()).containsEntry("key", "value2");
	}

	@Test
	void topicThatIsNotCompactedIsRefused() {
		TestKafka.createTopic(this.name, 1, Map.of("cleanup.policy", "delete"));
		FencedTopic<String> topic = open(this.stores);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> topic.update("key", (before) -> "value"))
			.satisfies((ex) -> assertThat(ex.detail()).contains("cleanup.policy=delete", "cleanup.policy=compact"));
	}

	@Test
	void writersInParallelLoseNoUpdate() {
		FencedTopic<String> one = open(this.stores);
		FencedTopic<String> other = open(this.stores);
		List<CompletableFuture<Void>> writing = List.of(one, one, other, other)
			.stream()
			.map((topic) -> CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 10; i++) {
					topic.update("counter", FencedTopicTests::plusOne);
				}
			}, (task) -> new Thread(task).start()))
			.toList();
		writing.forEach(CompletableFuture::join);
		one.refresh();
		assertThat(one.snapshot().values()).containsEntry("counter", "40");
	}

	@Test
	void whoeverIsFencedWritesUponWhatTheOtherWrote() {
		FencedTopic<String> one = open(this.stores);
		FencedTopic<String> other = open(this.stores);
		one.update("key", (before) -> "a");
		other.update("key", (before) -> before + "b");
		AtomicInteger calls = new AtomicInteger();
		one.update("key", (before) -> {
			calls.incrementAndGet();
			return before + "c";
		});
		assertThat(one.snapshot().values()).containsEntry("key", "abc");
		assertThat(calls).hasValue(2);
	}

	@Test
	void changeThatThrowsWritesNothing() {
		FencedTopic<String> topic = open(this.stores);
		topic.update("key", (before) -> "a");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> topic.update("key", (before) -> {
			throw new IllegalStateException("no");
		}));
		topic.update("key", (before) -> before + "b");
		assertThat(topic.snapshot().values()).containsEntry("key", "ab");
	}

	@Test
	void topicThatWasMadeAnewIsReadFromItsBeginning() {
		FencedTopic<String> one = open(this.stores);
		FencedTopic<String> other = open(this.stores);
		for (int i = 0; i < 5; i++) {
			one.update("old", FencedTopicTests::plusOne);
		}
		TestKafka.deleteTopics(List.of(this.name));
		await().until(() -> !TestKafka.topics().contains(this.name));
		TestKafka.createTopic(this.name, 1, Map.of("cleanup.policy", "compact"));
		other.update("new", (before) -> "a");
		await().ignoreExceptions().until(() -> {
			one.refresh();
			return one.snapshot().values().equals(Map.of("new", "a"));
		});
	}

	@Test
	void changeWhoseAnswerGotLostIsMadeOnce(@TempDir Path data) throws Exception {
		int port = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port);
				SandboxBroker broker = SandboxBroker.start(data, port,
						Map.of("advertised.listeners", "CLIENT://127.0.0.1:" + proxy.port()));
				Service service = Service.start("127.0.0.1:" + proxy.port())) {
			assertThat(broker.bootstrapServers()).isNotEmpty();
			FencedTopic<String> topic = open(service.bean(Stores.class));
			topic.update("counter", FencedTopicTests::plusOne);
			for (ApiKeys api : List.of(ApiKeys.END_TXN, ApiKeys.PRODUCE)) {
				proxy.loseAnswer(api);
				topic.update("counter", FencedTopicTests::plusOne);
				assertThat(proxy.hasLost()).isTrue();
			}
			proxy.loseRequest(ApiKeys.END_TXN);
			topic.update("counter", FencedTopicTests::plusOne);
			assertThat(topic.snapshot().values()).containsEntry("counter", "4");
			proxy.freeze();
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> topic.update("counter", FencedTopicTests::plusOne));
			proxy.thaw();
			topic.refresh();
			int known = Integer.parseInt(topic.snapshot().values().get("counter"));
			topic.update("counter", FencedTopicTests::plusOne);
			// What was frozen may have come through, but not twice.
			assertThat(Integer.parseInt(topic.snapshot().values().get("counter"))).isBetween(known + 1, 6);
		}
	}

	private static String plusOne(String before) {
		return String.valueOf((before != null) ? Integer.parseInt(before) + 1 : 1);
	}

	private FencedTopic<String> open(Stores stores) {
		FencedTopic<String> topic = stores.openFenced(this.name, TIMEOUT,
				(bytes) -> new String(bytes, StandardCharsets.UTF_8),
				(value) -> value.getBytes(StandardCharsets.UTF_8));
		this.opened.add(topic);
		return topic;
	}

}
