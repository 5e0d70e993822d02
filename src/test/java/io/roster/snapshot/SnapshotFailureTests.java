package io.roster.snapshot;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.Http;
import io.roster.support.Proxy;
import io.roster.support.SecuredKafka;
import io.roster.support.Service;
import io.roster.support.TestCluster;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What cannot be read is as it was, and nothing else suffers from it. */
class SnapshotFailureTests {

	private static final int RECORDS = 5;

	private static final int STOPPED = 2;

	private static final Set<String> GROUPS = IntStream.range(0, 12)
		.mapToObj((number) -> "g" + number)
		.collect(Collectors.toSet());

	@TempDir
	private Path data;

	@Test
	void groupsOfACoordinatorThatIsGoneStayAsTheyWere() throws Exception {
		try (TestCluster cluster = TestCluster.start(this.data, Map.of("offsets.topic.replication.factor", "1"));
				Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
			List<String> topics = List.of("on-1", "on-2", "on-3");
			fill(admin, cluster.bootstrapServers(), topics);
			GROUPS.forEach((group) -> commit(admin, group, topics));
			Set<String> lost = coordinatedBy(admin, STOPPED);
			assertThat(lost).isNotEmpty().isNotEqualTo(GROUPS);
			try (Service service = Service.start(cluster.bootstrapServers(), "roster.snapshot.interval=500ms",
					"roster.snapshot.timeout=8s", "roster.cluster.timeout=3s")) {
				Http http = service.http();
				await().until(() -> http.get("/groups").status() == 200 && isWhole(http.get("/groups").json()));
				cluster.stopBroker(STOPPED);
				await().until(() -> {
					Map<String, JsonNode> groups = assertAllThere(http.get("/groups"));
					return lost.stream().noneMatch((id) -> groups.get(id).path("asOf").isNull());
				});
				// Nobody lists them any more once the broker is known to be gone.
				await().until(() -> isTold(http, "on-" + STOPPED));
				for (int i = 0; i < 3; i++) {
					assertAllThere(http.get("/groups", "Cache-Control", "no-cache"));
				}
				await().untilAsserted(() -> assertOnly(lost, http.get("/groups").json()));

				cluster.startBroker(STOPPED);
				await().until(() -> {
					Http.Answer answer = http.get("/groups");
					assertAllThere(answer);
					return isWhole(answer.json());
				});
			}
		}
	}

	/** Each topic has one partition, on the broker that it is named after. */
	private static void fill(Admin admin, String bootstrapServers, List<String> topics) throws Exception {
		admin
			.createTopics(topics.stream()
				.map((topic) -> new NewTopic(topic, Map.of(0, List.of(Integer.parseInt(topic.substring(3))))))
				.toList())
			.all()
			.get(30, TimeUnit.SECONDS);
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers),
				new StringSerializer(), new StringSerializer())) {
			for (String topic : topics) {
				for (int i = 0; i < RECORDS; i++) {
					producer.send(new ProducerRecord<>(topic, 0, null, "v")).get(60, TimeUnit.SECONDS);
				}
			}
		}
	}

	private static void commit(Admin admin, String group, List<String> topics) {
		Map<TopicPartition, OffsetAndMetadata> offsets = topics.stream()
			.collect(Collectors.toMap((topic) -> new TopicPartition(topic, 0), (topic) -> new OffsetAndMetadata(0)));
		await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
			admin.alterConsumerGroupOffsets(group, offsets).all().get(20, TimeUnit.SECONDS);
			return true;
		});
	}

	private static Set<String> coordinatedBy(Admin admin, int broker) throws Exception {
		return admin.describeConsumerGroups(GROUPS)
			.all()
			.get(30, TimeUnit.SECONDS)
			.values()
			.stream()
			.filter((group) -> group.coordinator().id() == broker)
			.map((group) -> group.groupId())
			.collect(Collectors.toSet());
	}

	private static boolean isWhole(JsonNode list) {
		return list.path("errors").isEmpty() && list.path("groups").size() == GROUPS.size()
				&& list.path("groups")
					.valueStream()
					.allMatch((group) -> group.path("asOf").isNull() && group.path("lag").asLong(-1) == 3 * RECORDS);
	}

	private static Map<String, JsonNode> assertAllThere(Http.Answer answer) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		JsonNode list = answer.json();
		Map<String, JsonNode> groups = list.path("groups")
			.valueStream()
			.collect(Collectors.toMap((group) -> group.path("groupId").asString(), Function.identity()));
		assertThat(groups.keySet()).as(answer.text()).isEqualTo(GROUPS);
		Instant asOf = Instant.parse(list.path("asOf").asString());
		groups.values().forEach((group) -> {
			// Also where a log's end could not be read, as it is known from before.
			assertThat(group.path("lag").isNumber()).as(answer.text()).isTrue();
			assertThat(group.path("lag").asLong()).isEqualTo(3 * RECORDS);
			assertThat(group.path("state").asString()).isEqualTo("Empty");
			assertThat(group.path("topics").asInt()).isEqualTo(3);
			if (!group.path("asOf").isNull()) {
				assertThat(Instant.parse(group.path("asOf").asString())).isBefore(asOf);
				assertThat(list.path("errors")).isNotEmpty();
			}
		});
		return groups;
	}

	private static boolean isTold(Http http, String topic) {
		Http.Answer answer = http.get("/groups");
		assertAllThere(answer);
		return answer.json()
			.path("errors")
			.valueStream()
			.anyMatch((error) -> error.path("topic").asString("").equals(topic) && error.path("partition").asInt() == 0
					&& error.path("status").asInt() == 503);
	}

	private static void assertOnly(Set<String> stale, JsonNode list) {
		assertThat(list.path("groups")
			.valueStream()
			.filter((group) -> !group.path("asOf").isNull())
			.map((group) -> group.path("groupId").asString())
			.collect(Collectors.toSet())).isEqualTo(stale);
	}

	@Test
	void brokerThatHangsLeavesTheListAsItWas() {
		int port = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port);
				SandboxBroker broker = SandboxBroker.start(this.data, port,
						Map.of("advertised.listeners", "CLIENT://127.0.0.1:" + proxy.port()));
				Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
			await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
				admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
				return true;
			});
			commit(admin, "g", List.of("t"));
			try (Service service = Service.start("127.0.0.1:" + proxy.port(), "roster.cluster.timeout=4s",
					"roster.snapshot.timeout=5s", "roster.snapshot.interval=200ms")) {
				Http http = service.http();
				await().until(() -> http.get("/groups").status() == 200 && lag(http.get("/groups").json()) == 0);
				assertThat(http.get("/groups").json().path("errors")).isEmpty();
				proxy.freeze();
				await().until(() -> {
					long began = System.nanoTime();
					Http.Answer answer = http.get("/groups");
					// Less than it takes to find that Kafka does not answer.
					assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
					assertThat(answer.status()).isEqualTo(200);
					assertThat(lag(answer.json())).isZero();
					return answer.json()
						.path("errors")
						.valueStream()
						.anyMatch((error) -> error.path("groupId").isNull() && error.path("status").asInt() == 504
								&& !error.path("detail").asString().isEmpty());
				});
				Http.Answer fresh = http.get("/groups", "Cache-Control", "no-cache");
				assertThat(fresh.status()).isIn(503, 504);
				assertThat(fresh.header("Content-Type")).isEqualTo("application/problem+json");
				Instant asOf = Instant.parse(http.get("/groups").json().path("asOf").asString());
				proxy.thaw();
				await().untilAsserted(() -> {
					JsonNode list = http.get("/groups").json();
					assertThat(list.path("errors")).isEmpty();
					assertThat(Instant.parse(list.path("asOf").asString())).isAfter(asOf);
				});
				assertThat(http.get("/groups", "Cache-Control", "no-cache").status()).isEqualTo(200);
			}
		}
	}

	private static long lag(JsonNode list) {
		return list.path("groups").path(0).path("lag").asLong(-1);
	}

	@Test
	void whatMayNotBeDescribedIsLeftOutAndTheRestIsWhole() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("open", "closed");
			kafka.allow(ResourceType.GROUP, "shared", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.GROUP, "blind", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, "open", AclOperation.DESCRIBE);
			kafka.commit("payroll", 0, "open", "closed");
			kafka.commit("shared", 0, "open", "closed");
			kafka.commit("blind", 0, "closed");
			try (Service service = kafka.service("roster")) {
				Http http = service.http();
				await().until(() -> http.get("/actuator/health/readiness").status() == 200);
				await().untilAsserted(() -> {
					Http.Answer answer = http.get("/groups", "Cache-Control", "no-cache");
					assertThat(answer.status()).as(answer.text()).isEqualTo(200);
					List<JsonNode> groups = answer.json().path("groups").valueStream().toList();
					assertThat(groups).extracting((group) -> group.path("groupId").asString())
						.containsExactly("blind", "shared");
					assertThat(groups.get(0).path("lag").isNull()).isTrue();
					assertThat(groups.get(0).path("members").asInt(-1)).isZero();
					assertThat(groups.get(1).path("lag").asLong(-1)).isZero();
					assertThat(groups.get(1).path("topics").asInt()).isEqualTo(1);
				});
				// Whoever may describe the cluster is told of all groups, whatever else.
				kafka.allow(ResourceType.CLUSTER, "kafka-cluster", AclOperation.DESCRIBE);
				await().untilAsserted(() -> {
					JsonNode list = http.get("/groups", "Cache-Control", "no-cache").json();
					List<JsonNode> groups = list.path("groups").valueStream().toList();
					assertThat(groups).extracting((group) -> group.path("groupId").asString())
						.containsExactly("blind", "payroll", "shared");
					assertThat(groups.get(1).path("members").isNull()).isTrue();
					assertThat(groups.get(1).path("lag").isNull()).isTrue();
					assertThat(groups.get(2).path("lag").asLong(-1)).isZero();
					assertThat(groups.get(2).path("asOf").isNull()).isTrue();
					assertThat(list.path("errors").valueStream())
						.anySatisfy((error) -> assertThat(error.path("groupId").asString("")).isEqualTo("payroll"))
						.allSatisfy((error) -> assertThat(error.path("status").asInt()).isEqualTo(403));
				});
			}
		}
	}

}
