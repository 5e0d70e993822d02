package io.roster.fleet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RosterTest
class WorkerControllerTests {

	private static final int PARTITIONS = 6;

	@Autowired
	private Http http;

	private final String topic = "workers-" + UUID.randomUUID();

	private final String path = "/groups/" + this.topic + "/workers";

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, PARTITIONS);
	}

	@AfterEach
	void stopAll() {
		assertThat(this.http.delete(this.path).status()).isEqualTo(204);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void startingWorkersMakesTheGroupAndSharesThePartitionsOut(String protocol) {
		assertThat(this.http.get("/groups/" + this.topic).status()).isEqualTo(404);
		Http.Answer created = this.http.post(this.path,
				"{\"topics\":[\"%s\"],\"count\":2,\"protocol\":\"%s\"}".formatted(this.topic, protocol));
		assertThat(created.status()).isEqualTo(201);
		assertThat(created.header("Location")).isEqualTo(this.http.base() + this.path);
		assertThat(created.json().path("workers")).hasSize(2);
		awaitShares(3, 3);
		JsonNode group = this.http.get("/groups/" + this.topic, "Cache-Control", "no-cache").json();
		assertThat(group.path("state").asString()).isEqualTo("Stable");
		assertThat(group.path("type").asString()).isEqualTo(protocol);
		assertThat(group.path("assignor").asString())
			.isEqualTo(protocol.equals("classic") ? "cooperative-sticky" : "uniform");
		everyPartitionHasExactlyOneOwner();
		assertThat(
				this.http.post(this.path, "{\"topics\":[\"%s\"],\"protocol\":\"%s\"}".formatted(this.topic, protocol))
					.status())
			.isEqualTo(201);
		awaitShares(2, 2, 2);
		everyPartitionHasExactlyOneOwner();
	}

	@Test
	void scalingStartsAndStopsOnlyTheDifference() {
		Set<String> first = ids(add("{\"topics\":[\"%s\"],\"count\":2}".formatted(this.topic)));
		JsonNode up = this.http.patch(this.path, "{\"count\":4}").json();
		assertThat(ids(up)).hasSize(4).containsAll(first);
		awaitShares(1, 1, 2, 2);
		Http.Answer down = this.http.patch(this.path, "{\"count\":1}");
		assertThat(down.status()).isEqualTo(200);
		assertThat(ids(down.json())).hasSize(1).isSubsetOf(first);
		awaitShares(6);
		assertThat(this.http.patch(this.path, "{\"count\":0}").json().path("workers")).isEmpty();
		await().until(() -> state("Empty"));
		assertThat(this.http.patch(this.path, "{\"count\":2}").json().path("workers")).hasSize(2);
		awaitShares(3, 3);
	}

	@Test
	void deletedWorkerHasCommittedAndLeft() {
		TestKafka.produce(this.topic, PARTITIONS, 0, 600);
		JsonNode workers = add("{\"topics\":[\"%s\"],\"count\":2}".formatted(this.topic));
		awaitProcessed(600);
		String id = workers.path("workers").get(0).path("workerId").asString();
		Http.Answer deleted = this.http.delete(this.path + "/" + id);
		assertThat(deleted.status()).isEqualTo(204);
		assertThat(deleted.text()).isEmpty();
		assertThat(this.http.get(this.path + "/" + id).status()).isEqualTo(404);
		assertThat(this.http.delete(this.path + "/" + id).status()).isEqualTo(404);
		assertThat(this.http.get("/groups/" + this.topic + "/members", "Cache-Control", "no-cache")
			.json()
			.path("members")
			.valueStream()
			.map((member) -> member.path("workerId").asString(""))).doesNotContain(id);
		awaitShares(6);
		await().until(() -> this.http.get("/groups/" + this.topic, "Cache-Control", "no-cache")
			.json()
			.path("lag")
			.asLong(-1) == 0);
	}

	@Test
	void workerTellsAllOfItself() {
		TestKafka.produce(this.topic, PARTITIONS, 0, 60);
		JsonNode added = add("{\"topics\":[\"%s\"]}".formatted(this.topic)).path("workers").get(0);
		assertThat(added.path("state").asString()).isIn("starting", "running");
		String id = added.path("workerId").asString();
		awaitProcessed(60);
		JsonNode worker = this.http.get(this.path + "/" + id).json();
		assertThat(worker.path("groupId").asString()).isEqualTo(this.topic);
		assertThat(worker.path("clientId").asString()).isEqualTo("roster-" + id);
		assertThat(worker.path("instance").asString()).isNotEmpty();
		assertThat(worker.path("mode").asString()).isEqualTo("automatic");
		assertThat(worker.path("protocol").asString()).isEqualTo("classic");
		assertThat(worker.path("topics").get(0).asString()).isEqualTo(this.topic);
		assertThat(worker.path("assignment").get(0).path("partitions")).hasSize(PARTITIONS);
		assertThat(worker.path("state").asString()).isEqualTo("running");
		assertThat(worker.path("handler").path("type").asString()).isEqualTo("log");
		assertThat(worker.path("records").path("failed").asLong()).isZero();
		assertThat(worker.path("records").path("retried").asLong()).isZero();
		assertThat(worker.path("lastRecordAt").isNull()).isFalse();
		assertThat(worker.path("lastError").isNull()).isTrue();
		JsonNode newest = worker.path("newestRecords");
		assertThat(newest).hasSize(PARTITIONS);
		assertThat(newest.get(2).path("offset").asLong()).isEqualTo(9);
		assertThat(newest.get(2).path("key").asString()).isEqualTo("key-56");
		assertThat(newest.get(2).path("value").asString()).isEqualTo("56");
		JsonNode member = this.http.get("/groups/" + this.topic + "/members", "Cache-Control", "no-cache")
			.json()
			.path("members")
			.get(0);
		assertThat(member.path("memberId")).isEqualTo(worker.path("memberId"));
		assertThat(member.path("workerId").asString()).isEqualTo(id);
		JsonNode row = this.http.get("/groups/" + this.topic + "/assignments").json().path("partitions").get(0);
		assertThat(row.path("workerId").asString()).isEqualTo(id);
		assertThat(this.http.get("/workers").json().path("workers").valueStream())
			.anyMatch((other) -> other.path("workerId").asString().equals(id));
	}

	@Test
	void manualWorkerTakesExactlyThePartitionsNamed() {
		TestKafka.produce(this.topic, PARTITIONS, 0, 60);
		String first = "{\"partitions\":[{\"topic\":\"%s\",\"partitions\":[0,3]}]}".formatted(this.topic);
		JsonNode worker = add(first).path("workers").get(0);
		assertThat(worker.path("mode").asString()).isEqualTo("manual");
		assertThat(worker.path("memberId").isNull()).isTrue();
		awaitProcessed(20);
		JsonNode assignments = this.http.get("/groups/" + this.topic + "/assignments", "Cache-Control", "no-cache")
			.json();
		assertThat(assignments.path("partitions")).hasSize(PARTITIONS);
		assertThat(assignments.path("unassigned").asInt()).isEqualTo(4);
		assertThat(assignments.path("partitions").get(3).path("workerId")).isEqualTo(worker.path("workerId"));
		// Committed a moment after it was processed.
		await().until(() -> this.http.get("/groups/" + this.topic + "/assignments", "Cache-Control", "no-cache")
			.json()
			.at("/partitions/3/lag")
			.asLong(-1) == 0);
		Http.Answer again = this.http.post(this.path,
				"{\"partitions\":[{\"topic\":\"%s\",\"partitions\":[5,3]}]}".formatted(this.topic));
		assertThat(again.status()).isEqualTo(409);
		assertThat(again.json().path("detail").asString()).contains(worker.path("workerId").asString())
			.contains(this.topic + "-3");
		Http.Answer mixed = this.http.post(this.path, "{\"topics\":[\"%s\"]}".formatted(this.topic));
		assertThat(mixed.status()).isEqualTo(409);
		assertThat(this.http.patch(this.path, "{\"count\":2}").status()).isEqualTo(409);
		add("{\"partitions\":[{\"topic\":\"%s\",\"partitions\":[1,2,4,5]}]}".formatted(this.topic));
		awaitProcessed(60);
		assertThat(this.http.get(this.path).json().path("workers")).hasSize(2);
	}

	@Test
	void patternFollowsTheTopicsThatMatch() {
		add("{\"topicPattern\":\"%s(-more)?\"}".formatted(this.topic));
		awaitShares(6);
		assertThat(workers().get(0).path("topics").get(0).asString()).isEqualTo(this.topic);
	}

	@Test
	void otherSpecThanTheOneThatRunsIsRefusedAndNamed() {
		add("{\"topics\":[\"%s\"]}".formatted(this.topic));
		Http.Answer other = this.http.post(this.path,
				"{\"topics\":[\"%s\"],\"autoOffsetReset\":\"latest\"}".formatted(this.topic));
		assertThat(other.status()).isEqualTo(409);
		assertThat(other.json().path("detail").asString()).contains("autoOffsetReset earliest instead of latest");
		assertThat(this.http.get(this.path).json().path("workers")).hasSize(1);
	}

	@Test
	void moreThanTheMaximumIsRefusedWhole() {
		add("{\"topics\":[\"%s\"]}".formatted(this.topic));
		assertThat(this.http.post(this.path, "{\"topics\":[\"%s\"],\"count\":100}".formatted(this.topic)).status())
			.isEqualTo(409);
		assertThat(this.http.patch(this.path, "{\"count\":101}").status()).isEqualTo(400);
		assertThat(this.http.get(this.path).json().path("workers")).hasSize(1);
	}

	@Test
	void idempotencyKeyStartsOnlyOnce() {
		String body = "{\"topics\":[\"%s\"],\"count\":2}".formatted(this.topic);
		String key = UUID.randomUUID().toString();
		JsonNode first = this.http.post(this.path, body, "Idempotency-Key", key).json();
		Http.Answer second = this.http.post(this.path, body, "Idempotency-Key", key);
		assertThat(second.status()).isEqualTo(201);
		assertThat(ids(second.json())).isEqualTo(ids(first));
		assertThat(this.http.get(this.path).json().path("workers")).hasSize(2);
		assertThat(this.http.post(this.path, "{\"topics\":[\"%s\"]}".formatted(this.topic), "Idempotency-Key", key)
			.status()).isEqualTo(409);
	}

	@Test
	void assignorThatTheGroupDoesNotHaveIsRefusedByKafka() {
		try (Consumers consumers = new Consumers()) {
			consumers.start(this.topic, Map.of("partition.assignment.strategy", RangeAssignor.class.getName()),
					(consumer) -> consumer.subscribe(List.of(this.topic)));
			await().until(() -> state("Stable"));
			Http.Answer refused = this.http.post(this.path, "{\"topics\":[\"%s\"],\"count\":3}".formatted(this.topic));
			assertThat(refused.status()).isEqualTo(409);
			assertThat(refused.json().path("detail").asString()).contains("cooperative-sticky").contains("'range'");
			assertThat(this.http.get(this.path).json().path("workers")).isEmpty();
			assertThat(this.http
				.post(this.path, "{\"topics\":[\"%s\"],\"assignor\":\"range\",\"count\":2}".formatted(this.topic))
				.status()).isEqualTo(201);
			awaitShares(2, 2);
			Http.Answer manual = this.http.post(this.path,
					"{\"partitions\":[{\"topic\":\"%s\",\"partitions\":[0]}]}".formatted(this.topic));
			assertThat(manual.status()).isEqualTo(409);
		}
	}

	@Test
	void groupIsListedFromItsStartOn() {
		assertThat(this.http.get("/groups").status()).isEqualTo(200);
		add("{\"topics\":[\"%s\"]}".formatted(this.topic));
		assertThat(this.http.get("/groups?search=" + this.topic).json().path("groups")).hasSize(1);
	}

	private JsonNode add(String body) {
		Http.Answer answer = this.http.post(this.path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		return answer.json();
	}

	private List<JsonNode> workers() {
		return this.http.get(this.path).json().path("workers").valueStream().toList();
	}

	private static Set<String> ids(JsonNode list) {
		return list.path("workers")
			.valueStream()
			.map((worker) -> worker.path("workerId").asString())
			.collect(Collectors.toSet());
	}

	private boolean state(String state) {
		return this.http.get("/groups/" + this.topic, "Cache-Control", "no-cache")
			.json()
			.path("state")
			.asString("")
			.equals(state);
	}

	private void awaitShares(Integer... shares) {
		Predicate<List<Integer>> expected = (sizes) -> sizes.equals(List.of(shares));
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> workers().stream()
				.filter((worker) -> worker.path("state").asString().equals("running"))
				.map((worker) -> worker.path("assignment").path(0).path("partitions").size())
				.sorted()
				.toList(), expected);
	}

	private void awaitProcessed(long records) {
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> workers().stream()
				.mapToLong((worker) -> worker.path("records").path("processed").asLong())
				.sum() == records);
	}

	private void everyPartitionHasExactlyOneOwner() {
		JsonNode assignments = this.http.get("/groups/" + this.topic + "/assignments", "Cache-Control", "no-cache")
			.json();
		assertThat(assignments.path("partitions").valueStream().map((row) -> row.path("partition").asInt()))
			.containsExactlyElementsOf(IntStream.range(0, PARTITIONS).boxed().toList());
		assertThat(assignments.path("partitions").valueStream())
			.allMatch((row) -> !row.path("memberId").isNull() && !row.path("workerId").isNull());
	}

}
