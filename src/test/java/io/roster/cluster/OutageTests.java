package io.roster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.Http;
import io.roster.support.Proxy;
import io.roster.support.Service;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service outlives its Kafka: down at the start, killed, frozen, and older than
 * today's.
 */
class OutageTests {

	private static final String[] QUICK = { "roster.cluster.timeout=2s",
			"spring.kafka.consumer.properties.session.timeout.ms=6000" };

	@TempDir
	private Path data;

	@Test
	void startsWhileKafkaIsDownAndRecoversByItself() throws Exception {
		int port = SandboxBroker.freePort();
		String bootstrap = "127.0.0.1:" + port;
		try (Kafka kafka = new Kafka(this.data, port);
				Service service = Service.start(bootstrap, QUICK[0], QUICK[1], "roster.worker.groups[0].group-id=g",
						"roster.worker.groups[0].topics=t", "roster.worker.groups[0].count=2")) {
			Http http = service.http();
			assertThat(http.get("/actuator/health/liveness").status()).isEqualTo(200);
			assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(503);
			assertUnavailable(http.get("/groups"));
			assertUnavailable(http.get("/groups/g/assignments"));
			assertUnavailable(http.post("/groups/h/workers", "{\"topics\":[\"t\"]}"));
			assertThat(http.get("/groups/h/workers").json().path("workers")).isEmpty();

			kafka.start();
			await().atMost(60, TimeUnit.SECONDS).until(() -> http.get("/actuator/health/readiness").status() == 200);
			produce(bootstrap, true, 10);
			await().atMost(60, TimeUnit.SECONDS).until(() -> processed(http) == 10);
			JsonNode health = http.get("/actuator/health/kafka").json();
			assertThat(health.path("details").path("clusterId").asString()).isNotEmpty();
			assertThat(health.path("details").path("brokers").get(0).asString()).isEqualTo("1@" + bootstrap);

			kafka.stop();
			assertUnavailable(http.get("/groups/g/assignments", "Cache-Control", "no-cache"));
			assertUnavailable(http.get("/groups", "Cache-Control", "no-cache"));
			assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(200);
			assertThat(http.get("/actuator/health/liveness").status()).isEqualTo(200);
			assertThat(http.get("/actuator/health/kafka").status()).isEqualTo(503);

			kafka.start();
			await().atMost(60, TimeUnit.SECONDS)
				.until(() -> http.get("/groups/g/assignments", "Cache-Control", "no-cache").status() == 200);
			produce(bootstrap, false, 10);
			await().atMost(60, TimeUnit.SECONDS).until(() -> processed(http) >= 20);
			assertThat(http.get("/actuator/health/kafka").status()).isEqualTo(200);
		}
	}

	@Test
	void brokerThatHangsIsATimeOut() throws Exception {
		int port = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port); SandboxBroker broker = behind(proxy, port)) {
			commit(broker.bootstrapServers(), "g");
			try (Service service = Service.start("127.0.0.1:" + proxy.port(), QUICK)) {
				Http http = service.http();
				await().until(() -> http.get("/groups/g/assignments").status() == 200);
				proxy.freeze();
				long began = System.nanoTime();
				Http.Answer answer = http.get("/groups/g/assignments", "Cache-Control", "no-cache");
				assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
				assertThat(answer.status()).isEqualTo(504);
				assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:kafka-timeout");
				assertThat(http.get("/groups", "Cache-Control", "no-cache").status()).isEqualTo(504);
				assertThat(http.post("/groups/g/workers", "{\"topics\":[\"t\"]}").status()).isEqualTo(504);
				assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(200);
				proxy.thaw();
				await().atMost(60, TimeUnit.SECONDS)
					.until(() -> http.get("/groups/g/assignments", "Cache-Control", "no-cache").status() == 200);
				assertThat(http.get("/groups/g/workers").json().path("workers")).isEmpty();
			}
		}
	}

	@Test
	void brokerThatDescribesAbsentGroupsAsDead() throws Exception {
		int port = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port); SandboxBroker broker = behind(proxy, port)) {
			commit(broker.bootstrapServers(), "there");
			proxy.pretendToBeOld();
			try (Service service = Service.start("127.0.0.1:" + proxy.port(), QUICK)) {
				Http http = service.http();
				await().until(() -> http.get("/actuator/health/readiness").status() == 200);
				assertThat(http.get("/groups/absent/exists").json().path("exists").asBoolean()).isFalse();
				assertThat(http.send("HEAD", "/groups/absent", null).status()).isEqualTo(404);
				assertThat(http.get("/groups/absent/assignments").status()).isEqualTo(404);
				assertThat(http.get("/groups/there/exists").json().path("exists").asBoolean()).isTrue();
				assertThat(http.get("/groups/there/offsets").json().path("offsets")).hasSize(1);
				assertThat(
						http.get("/groups").json().path("groups").valueStream().map((g) -> g.path("type").asString()))
					.containsExactly("classic");
			}
		}
	}

	@Test
	void nameThatDoesNotResolveIsWaitedFor() {
		try (Service service = Service.start("kafka.invalid:9092", QUICK[0], "roster.worker.groups[0].group-id=g",
				"roster.worker.groups[0].topics=t")) {
			assertThat(service.http().get("/actuator/health/liveness").status()).isEqualTo(200);
			assertThat(service.http().get("/actuator/health/readiness").status()).isEqualTo(503);
			assertUnavailable(service.http().get("/groups"));
		}
	}

	private SandboxBroker behind(Proxy proxy, int port) {
		return SandboxBroker.start(this.data, port,
				Map.of("advertised.listeners", "CLIENT://127.0.0.1:" + proxy.port()));
	}

	private static void assertUnavailable(Http.Answer answer) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(503);
		assertThat(answer.header("Retry-After")).isNotEmpty();
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:kafka-unavailable");
	}

	private static long processed(Http http) {
		return http.get("/groups/g/workers")
			.json()
			.path("workers")
			.valueStream()
			.mapToLong((worker) -> worker.path("records").path("processed").asLong())
			.sum();
	}

	private static void produce(String bootstrap, boolean create, int records) throws Exception {
		if (create) {
			try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
				admin.createTopics(java.util.List.of(new NewTopic("t", 2, (short) 1))).all().get(20, TimeUnit.SECONDS);
			}
		}
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", bootstrap, "enable.idempotence", "false"), new StringSerializer(),
				new StringSerializer())) {
			for (int i = 0; i < records; i++) {
				producer.send(new ProducerRecord<>("t", i % 2, null, "v")).get(20, TimeUnit.SECONDS);
			}
		}
	}

	private static void commit(String bootstrap, String groupId) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
			admin.createTopics(java.util.List.of(new NewTopic("t", 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
			await().ignoreExceptions().until(() -> {
				admin.alterConsumerGroupOffsets(groupId, Map.of(new TopicPartition("t", 0), new OffsetAndMetadata(0)))
					.all()
					.get(20, TimeUnit.SECONDS);
				return true;
			});
		}
	}

	/** A broker that comes and goes. */
	private static final class Kafka implements AutoCloseable {

		private final Path data;

		private final int port;

		private @org.jspecify.annotations.Nullable SandboxBroker broker;

		Kafka(Path data, int port) {
			this.data = data;
			this.port = port;
		}

		void start() {
			this.broker = SandboxBroker.start(this.data, this.port, Map.of());
		}

		@Override
		public void close() {
			stop();
		}

		void stop() {
			if (this.broker != null) {
				this.broker.close();
				this.broker = null;
			}
		}

	}

}
