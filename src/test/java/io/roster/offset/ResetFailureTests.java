package io.roster.offset;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.Proxy;
import io.roster.support.Service;
import io.roster.support.TestCluster;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kafka fails in the middle of a reset: the answer says of each partition what is known,
 * and the same plan, sent again, does what is missing and nothing twice.
 */
class ResetFailureTests {

	private static final String PATH = "/groups/g/offset-resets";

	private static final String PLAN = "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}";

	@TempDir
	private Path data;

	@Test
	void writeWhoseAnswerIsLostIsFoundToBeDone() throws Exception {
		withProxy((proxy, http, admin) -> {
			String planId = plan(http);
			proxy.loseAnswer(ApiKeys.OFFSET_COMMIT);
			Answer answer = execute(http, planId);
			assertThat(proxy.hasLost()).isTrue();
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(committed(admin)).isEqualTo(Map.of(0, 0L, 1, 0L));
		});
	}

	@Test
	void writeThatIsLostIsUnknownAndDoneWhenThePlanIsSentAgain() throws Exception {
		withProxy((proxy, http, admin) -> {
			String planId = plan(http);
			proxy.loseRequest(ApiKeys.OFFSET_COMMIT);
			Answer answer = execute(http, planId);
			assertThat(answer.status()).as(answer.text()).isEqualTo(504);
			assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:outcome-unknown");
			assertThat(outcomes(answer)).isEqualTo(Map.of(0, "unknown", 1, "unknown"));
			String resetId = answer.json().path("resetId").asString();
			JsonNode kept = http.get(PATH + "/" + resetId).json();
			assertThat(kept.path("state").asString()).isEqualTo("incomplete");
			assertThat(kept.path("partitions").get(0).path("from").asLong()).isEqualTo(5);
			Answer again = execute(http, planId);
			assertThat(again.status()).as(again.text()).isEqualTo(200);
			assertThat(again.json().path("resetId").asString()).isEqualTo(resetId);
			assertThat(committed(admin)).isEqualTo(Map.of(0, 0L, 1, 0L));
			assertThat(http.send("POST", PATH + "/" + resetId + "/undo", null).status()).isEqualTo(200);
			assertThat(committed(admin)).isEqualTo(Map.of(0, 5L, 1, 6L));
		});
	}

	@Test
	void nothingIsWrittenBeforeTheOldOffsetsAreKept() throws Exception {
		withProxy((proxy, http, admin) -> {
			String planId = plan(http);
			proxy.loseRequest(ApiKeys.PRODUCE);
			Answer answer = execute(http, planId);
			assertThat(answer.status()).as(answer.text()).isIn(503, 504);
			assertThat(committed(admin)).isEqualTo(Map.of(0, 5L, 1, 6L));
			await().until(() -> execute(http, planId).status() == 200);
			assertThat(committed(admin)).isEqualTo(Map.of(0, 0L, 1, 0L));
		});
	}

	@Test
	void previewIsThereWhenItsPlanCannotBeKept() throws Exception {
		withProxy((proxy, http, admin) -> {
			plan(http);
			proxy.loseRequest(ApiKeys.PRODUCE);
			Answer answer = http.post(PATH, PLAN);
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(answer.json().path("partitions")).hasSize(2);
			assertThat(answer.json().path("planId").isNull()).isTrue();
			assertThat(answer.json().path("notKept").asString()).isNotEmpty();
		});
	}

	@Test
	void deletionWhoseAnswerIsLostIsFoundToBeDone() throws Exception {
		withProxy((proxy, http, admin) -> {
			plan(http);
			proxy.loseAnswer(ApiKeys.DELETE_GROUPS);
			Answer answer = http.delete("/groups/g");
			assertThat(answer.status()).as(answer.text()).isEqualTo(204);
			assertThat(answer.header("Link")).contains("undo");
			assertThat(http.get("/groups/g").status()).isEqualTo(404);
		});
	}

	@Test
	void deletionThatIsLostIsUnknown() throws Exception {
		withProxy((proxy, http, admin) -> {
			plan(http);
			proxy.loseRequest(ApiKeys.DELETE_GROUPS);
			Answer answer = http.delete("/groups/g");
			assertThat(answer.status()).as(answer.text()).isEqualTo(504);
			assertThat(answer.json().path("outcomes").get(0).path("outcome").asString()).isEqualTo("unknown");
			assertThat(http.delete("/groups/g").status()).isEqualTo(204);
		});
	}

	@Test
	void brokerThatDiesTakesOnlyItsPartitionsWithItAndTheCoordinatorMayMove() throws Exception {
		try (TestCluster cluster = TestCluster.start(this.data, Map.of());
				Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
			int partitions = 6;
			admin
				.createTopics(List.of(new NewTopic("t", Map.of(0, List.of(1), 1, List.of(2), 2, List.of(3), 3,
						List.of(1), 4, List.of(2), 5, List.of(3)))))
				.all()
				.get(30, TimeUnit.SECONDS);
			Map<TopicPartition, OffsetAndMetadata> commits = IntStream.range(0, partitions)
				.boxed()
				.collect(Collectors.toMap((number) -> new TopicPartition("t", number),
						(number) -> new OffsetAndMetadata(7)));
			commit(admin, commits);
			try (Service service = Service.start(cluster.bootstrapServers(), "roster.cluster.timeout=10s")) {
				Http http = service.http();
				await().until(() -> http.get("/actuator/health/readiness").status() == 200);
				String planId = plan(http);
				int coordinator = http.get("/groups/g").json().path("coordinator").path("id").asInt();
				cluster.stopBroker(coordinator);
				await().until(() -> http.get("/groups/g", "Cache-Control", "no-cache")
					.json()
					.path("coordinator")
					.path("id")
					.asInt(coordinator) != coordinator);
				Answer answer = execute(http, planId);
				assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(500);
				Map<Integer, String> outcomes = outcomes(answer);
				for (int number = 0; number < partitions; number++) {
					boolean led = number % 3 + 1 != coordinator;
					assertThat(outcomes.get(number)).as("partition %d", number).isEqualTo(led ? "done" : "not-done");
					assertThat(committed(admin).get(number)).isEqualTo(led ? 0L : 7L);
				}
				cluster.startBroker(coordinator);
				await().until(() -> execute(http, planId).status() == 200);
				assertThat(committed(admin).values()).containsOnly(0L);
				assertThat(http.get(PATH).json().path("resets")).hasSize(1);
				// As many copies as Kafka's own topic of offsets has.
				int copies = admin.describeTopics(List.of("roster-offset-resets"))
					.allTopicNames()
					.get(30, TimeUnit.SECONDS)
					.get("roster-offset-resets")
					.partitions()
					.get(0)
					.replicas()
					.size();
				assertThat(copies).isEqualTo(3);
			}
		}
	}

	private void withProxy(Scenario scenario) throws Exception {
		int port = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port);
				SandboxBroker broker = SandboxBroker.start(this.data, port,
						Map.of("advertised.listeners", "CLIENT://127.0.0.1:" + proxy.port()));
				Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
			admin.createTopics(List.of(new NewTopic("t", 2, (short) 1))).all().get(30, TimeUnit.SECONDS);
			commit(admin, Map.of(new TopicPartition("t", 0), new OffsetAndMetadata(5), new TopicPartition("t", 1),
					new OffsetAndMetadata(6)));
			try (Service service = Service.start("127.0.0.1:" + proxy.port(), "roster.cluster.timeout=3s")) {
				await().until(() -> service.http().get("/actuator/health/readiness").status() == 200);
				scenario.run(proxy, service.http(), admin);
			}
		}
	}

	private static void commit(Admin admin, Map<TopicPartition, OffsetAndMetadata> commits) {
		await().ignoreExceptions().until(() -> {
			Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
			commits.keySet().forEach((partition) -> ends.put(partition, OffsetSpec.latest()));
			admin.listOffsets(ends).all().get(20, TimeUnit.SECONDS);
			admin.alterConsumerGroupOffsets("g", commits).all().get(20, TimeUnit.SECONDS);
			return true;
		});
	}

	private static String plan(Http http) {
		Answer answer = http.post(PATH, PLAN);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.json().path("notKept").isNull()).as(answer.text()).isTrue();
		return answer.json().path("planId").asString();
	}

	private static Answer execute(Http http, String planId) {
		return http.post(PATH, "{\"planId\":\"" + planId + "\",\"dryRun\":false}");
	}

	private static Map<Integer, String> outcomes(Answer answer) {
		Map<Integer, String> outcomes = new HashMap<>();
		answer.json()
			.path("outcomes")
			.forEach((row) -> outcomes.put(row.path("partition").asInt(), row.path("outcome").asString()));
		return outcomes;
	}

	private static Map<Integer, Long> committed(Admin admin) throws Exception {
		Map<Integer, Long> committed = new HashMap<>();
		admin.listConsumerGroupOffsets("g")
			.partitionsToOffsetAndMetadata()
			.get(30, TimeUnit.SECONDS)
			.forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
		return committed;
	}

	private interface Scenario {

		void run(Proxy proxy, Http http, Admin admin) throws Exception;

	}

}
