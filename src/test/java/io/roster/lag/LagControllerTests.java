package io.roster.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.roster.snapshot.SnapshotSource;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

@RosterTest
@TestPropertySource(properties = "roster.snapshot.interval=200ms")
class LagControllerTests {

	private final String name = "lag-" + UUID.randomUUID();

	@Autowired
	private Http http;

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.name, 2);
	}

	@Test
	void timeLagIsTheAgeOfTheRecordAtTheCommittedOffset() throws Exception {
		long now = System.currentTimeMillis();
		produce(0, now - 3_600_000, now - 600_000, now - 1000);
		commit(0, 1);
		await().untilAsserted(() -> {
			JsonNode partition = report("PT1H").path("partitions").get(0);
			assertThat(partition.path("timeLagMethod").asString()).isEqualTo("exact");
			assertThat(Duration.parse(partition.path("timeLag").asString()).toMillis())
				.isCloseTo(System.currentTimeMillis() - now + 600_000, within(5000L));
			assertThat(partition.path("lag").asLong()).isEqualTo(2);
			// Kafka keeps records for seven days unless it is told otherwise.
			assertThat(Duration.parse(partition.path("retentionLeft").asString())).isBetween(Duration.ofDays(6),
					Duration.ofDays(7));
		});
		await().untilAsserted(() -> {
			JsonNode row = this.http.get("/groups/" + this.name + "/assignments").json().path("partitions").get(0);
			assertThat(row.path("timeLagMethod").asString()).isEqualTo("exact");
			JsonNode listed = this.http.get("/groups?search=" + this.name).json().path("groups").get(0);
			assertThat(Duration.parse(listed.path("timeLag").asString())).isGreaterThan(Duration.ofMinutes(9));
		});
		commit(0, 3);
		await().untilAsserted(() -> assertThat(report("PT1H").path("timeLag").asString()).isEqualTo("PT0S"));
		assertThat(report("PT1H").path("caughtUpIn").asString()).isEqualTo("PT0S");
	}

	@Test
	void historyTellsLagAndRates() throws Exception {
		commit(0, 0);
		await().until(() -> report("PT1M").path("points").size() > 1);
		long now = System.currentTimeMillis();
		for (int i = 0; i < 40; i++) {
			produce(0, now);
		}
		commit(0, 10);
		await().untilAsserted(() -> {
			List<JsonNode> points = report("PT1M").path("points").valueStream().toList();
			assertThat(points).anySatisfy((point) -> assertThat(point.path("lag").asLong()).isEqualTo(30));
			assertThat(points).anySatisfy((point) -> assertThat(point.path("produced").asDouble()).isPositive());
			assertThat(points).anySatisfy((point) -> assertThat(point.path("consumed").asDouble()).isPositive());
		});
		JsonNode report = report("PT1M");
		assertThat(Instant.parse(report.path("points").get(0).path("at").asString()))
			.isAfter(Instant.now().minusSeconds(65));
		assertThat(report.path("lag").asLong()).isEqualTo(30);
		assertThat(report.path("window").asString()).isEqualTo("PT1M");
	}

	@Test
	void groupWithoutCommitsHasNoLag() {
		assertThat(this.http.get("/groups/" + this.name + "/lag").status()).isEqualTo(404);
		assertThat(this.http.get("/groups/" + this.name + "/scale").status()).isEqualTo(404);
	}

	@Test
	void windowsAndTargetsHaveBounds() throws Exception {
		commit(0, 0);
		for (String query : List.of("lag?window=PT0S", "lag?window=PT25H", "lag?window=-PT1S", "lag?window=soon",
				"scale?target=PT0.5S", "scale?target=P2D", "scale?target=5", "scale?target=PT9223372036854775807S")) {
			Http.Answer answer = this.http.get("/groups/" + this.name + "/" + query);
			assertThat(answer.status()).as(query).isEqualTo(400);
			assertThat(answer.json().path("errors").get(0).path("field").asString()).as(query)
				.isEqualTo(query.contains("window") ? "window" : "target");
		}
	}

	@Test
	void nothingToDoNeedsNobody() throws Exception {
		commit(0, 0);
		// Until there are two points nothing is known.
		assertThat(this.http.get("/groups/" + this.name + "/scale").json().path("reason").asString())
			.contains("not known yet");
		await().untilAsserted(() -> {
			JsonNode scale = this.http.get("/groups/" + this.name + "/scale?target=PT1M").json();
			assertThat(scale.path("members").isInt()).isTrue();
			assertThat(scale.path("members").asInt()).isZero();
			assertThat(scale.path("reason").asString()).isEqualTo("Nothing comes and nothing waits.");
		});
		produce(0, System.currentTimeMillis());
		await().untilAsserted(() -> {
			JsonNode waiting = this.http.get("/groups/" + this.name + "/scale?target=PT1M").json();
			assertThat(waiting.path("members").asInt()).isEqualTo(1);
			assertThat(waiting.path("lag").asLong()).isEqualTo(1);
		});
	}

	@Test
	void clusterIsReadForAGroupOnlyIfItIsThere() throws Exception {
		try (Service service = Service.start(TestKafka.bootstrapServers(), "roster.snapshot.interval=1h")) {
			SnapshotSource snapshots = service.bean(SnapshotSource.class);
			long read = snapshots.current().id();
			assertThat(service.http().get("/groups/" + this.name + "/lag").status()).isEqualTo(404);
			assertThat(service.http().get("/groups/" + this.name + "/scale").status()).isEqualTo(404);
			assertThat(snapshots.current().id()).isEqualTo(read);
			commit(0, 0);
			assertThat(service.http().get("/groups/" + this.name + "/scale").status()).isEqualTo(200);
			assertThat(snapshots.current().id()).isNotEqualTo(read);
		}
	}

	private JsonNode report(String window) {
		return this.http.get("/groups/" + this.name + "/lag?window=" + window).json();
	}

	private void commit(int partition, long offset) throws Exception {
		TestKafka.admin()
			.alterConsumerGroupOffsets(this.name,
					Map.of(new TopicPartition(this.name, partition), new OffsetAndMetadata(offset)))
			.all()
			.get(30, TimeUnit.SECONDS);
	}

	private void produce(int partition, long... timestamps) throws Exception {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new ByteArraySerializer(),
				new ByteArraySerializer())) {
			for (long timestamp : timestamps) {
				producer.send(new ProducerRecord<>(this.name, partition, timestamp, null, new byte[1]))
					.get(30, TimeUnit.SECONDS);
			}
		}
	}

}
