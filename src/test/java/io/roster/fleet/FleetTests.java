package io.roster.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several replicas that are one service. */
class FleetTests {

	private static final int PARTITIONS = 6;

	private final String name = "fleet-" + UUID.randomUUID();

	private final String path = "/groups/" + this.name + "/workers";

	private final String body = "{\"topics\":[\"%s\"],\"count\":6}".formatted(this.name);

	private Service one;

	private Service other;

	@BeforeEach
	void start() {
		TestKafka.createTopic(this.name, PARTITIONS);
		this.one = replica("one");
		this.other = replica("other");
	}

	@AfterEach
	void stop() {
		this.one.close();
		this.other.close();
	}

	@Test
	void workersAreSpreadOverReplicasAndEachAnswersForAll() {
		JsonNode added = post(this.one, this.body);
		assertThat(ids(added)).hasSize(6);
		assertThat(ids(workers(this.other))).isEqualTo(ids(added));
		awaitRunning(this.other, Map.of("one", 3L, "other", 3L));
		awaitRunning(this.one, Map.of("one", 3L, "other", 3L));
		TestKafka.produce(this.name, PARTITIONS, 0, 60);
		for (Service replica : List.of(this.one, this.other)) {
			await().until(() -> processed(replica) == 60);
		}
		JsonNode group = this.one.http().get("/groups/" + this.name + "/assignments").json();
		assertThat(group.path("partitions").valueStream().map((row) -> row.path("workerId").asString(null)).toList())
			.doesNotContainNull()
			.isSubsetOf(ids(added));
		JsonNode scaled = this.other.http().patch(this.path, "{\"count\":2}").json();
		assertThat(ids(scaled)).isEqualTo(ids(added).subList(0, 2));
		assertThat(ids(workers(this.one))).isEqualTo(ids(scaled));
		awaitRunning(this.one, Map.of("one", 1L, "other", 1L));
		String remote = workers(this.one).path("workers")
			.valueStream()
			.filter((worker) -> worker.path("instance").asString().equals("other"))
			.map((worker) -> worker.path("workerId").asString())
			.findFirst()
			.orElseThrow();
		assertThat(this.one.http().delete(this.path + "/" + remote).status()).isEqualTo(204);
		assertThat(this.other.http().get(this.path + "/" + remote).status()).isEqualTo(404);
		assertThat(this.one.http()
			.get("/groups/" + this.name + "/members", "Cache-Control", "no-cache")
			.json()
			.path("members")).hasSize(1);
	}

	@Test
	void replicaThatLeavesHasItsWorkersRunElsewhereAndTakesItsShareWhenItComesBack() {
		List<String> ids = ids(post(this.one, this.body));
		awaitRunning(this.one, Map.of("one", 3L, "other", 3L));
		this.other.close();
		awaitRunning(this.one, Map.of("one", 6L));
		assertThat(ids(workers(this.one))).isEqualTo(ids);
		this.other = replica("other");
		awaitRunning(this.other, Map.of("one", 3L, "other", 3L));
		assertThat(ids(workers(this.other))).isEqualTo(ids);
	}

	@Test
	void workersRunAgainWhenAllReplicasHaveStoppedAndOneStarts() {
		TestKafka.produce(this.name, PARTITIONS, 0, 60);
		List<String> ids = ids(post(this.one, this.body));
		await().until(() -> processed(this.one) == 60);
		this.one.close();
		this.other.close();
		this.one = replica("one");
		await().until(() -> this.one.http().get("/actuator/health/readiness").status() == 200);
		assertThat(ids(workers(this.one))).isEqualTo(ids);
		awaitRunning(this.one, Map.of("one", 6L));
		TestKafka.produce(this.name, PARTITIONS, 60, 120);
		await().until(() -> processed(this.one) >= 60);
		assertThat(processed(this.one)).isEqualTo(60);
	}

	@Test
	void declaredWorkersOfEachReplicaAddUpAndAreStoppedLast() {
		String topic = this.name;
		this.one.close();
		this.other.close();
		String[] declared = { "roster.worker.groups[0].group-id=" + this.name,
				"roster.worker.groups[0].topics=" + topic, "roster.worker.groups[0].count=2" };
		this.one = replica("one", declared);
		this.other = replica("other", declared);
		awaitRunning(this.one, Map.of("one", 2L, "other", 2L));
		assertThat(ids(this.one.http().patch(this.path, "{\"count\":5}").json())).hasSize(5);
		awaitSources(Map.of("configuration", 4L, "http", 1L));
		assertThat(this.other.http().patch(this.path, "{\"count\":1}").json().path("workers")).hasSize(1);
		awaitSources(Map.of("configuration", 1L));
		assertThat(this.one.http().patch(this.path, "{\"count\":3}").json().path("workers").size()).isLessThan(4);
		awaitSources(Map.of("configuration", 3L));
	}

	@Test
	void offsetsAreResetWhileWorkersOfAllReplicasMakeRoom() {
		TestKafka.produce(this.name, PARTITIONS, 0, 60);
		List<String> ids = ids(post(this.one, "{\"topics\":[\"%s\"],\"count\":2}".formatted(this.name)));
		awaitRunning(this.one, Map.of("one", 1L, "other", 1L));
		await().until(() -> committed() == 60);
		Http.Answer reset = this.one.http()
			.post("/groups/" + this.name + "/offset-resets",
					"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false,\"pauseWorkers\":true}");
		assertThat(reset.status()).as(reset.text()).isEqualTo(200);
		assertThat(reset.json().path("replays").asLong()).isEqualTo(60);
		awaitRunning(this.other, Map.of("one", 1L, "other", 1L));
		await().until(() -> committed() == 60);
		assertThat(ids(workers(this.other))).isEqualTo(ids);
	}

	private long committed() {
		return Commits.offsets(this.name).values().stream().mapToLong(Long::longValue).sum();
	}

	private void awaitSources(Map<String, Long> sources) {
		for (Service replica : List.of(this.one, this.other)) {
			await().until(() -> workers(replica).path("workers")
				.valueStream()
				.filter((worker) -> worker.path("state").asString().equals("running"))
				.collect(Collectors.groupingBy((worker) -> worker.path("source").asString(), Collectors.counting()))
				.equals(sources));
		}
	}

	private Service replica(String instance, String... properties) {
		ArrayList<String> all = new ArrayList<>(List.of("roster.fleet.name=" + this.name,
				"roster.fleet.session-timeout=3s", "roster.worker.instance=" + instance));
		all.addAll(List.of(properties));
		return Service.start(TestKafka.bootstrapServers(), all.toArray(String[]::new));
	}

	private JsonNode post(Service replica, String body) {
		Http.Answer answer = replica.http().post(this.path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		return answer.json();
	}

	private JsonNode workers(Service replica) {
		JsonNode workers = replica.http().get(this.path).json();
		assertThat(workers.path("errors")).isEmpty();
		return workers;
	}

	private long processed(Service replica) {
		return workers(replica).path("workers")
			.valueStream()
			.mapToLong((worker) -> worker.path("records").path("processed").asLong(0))
			.sum();
	}

	private static List<String> ids(JsonNode list) {
		return list.path("workers").valueStream().map((worker) -> worker.path("workerId").asString()).toList();
	}

	private void awaitRunning(Service replica, Map<String, Long> byInstance) {
		Function<JsonNode, String> instance = (worker) -> worker.path("instance").asString();
		await().until(() -> workers(replica).path("workers")
			.valueStream()
			.filter((worker) -> worker.path("state").asString().equals("running"))
			.collect(Collectors.groupingBy(instance, Collectors.counting())), byInstance::equals);
	}

}
