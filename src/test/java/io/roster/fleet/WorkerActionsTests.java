package io.roster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is done to workers that run, and what they should be. */
@RosterTest
class WorkerActionsTests {

	private static final int PARTITIONS = 4;

	@Autowired
	private Http http;

	private final String topic = "actions-" + UUID.randomUUID();

	private final String group = "/groups/" + this.topic;

	private final String path = this.group + "/workers";

	private final String spec = this.group + "/worker-spec";

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, PARTITIONS);
	}

	@AfterEach
	void stopAll() {
		assertThat(this.http.delete(this.path).status()).isEqualTo(204);
	}

	@Test
	void pausedWorkerKeepsItsPartitionsAndFetchesNothing() {
		add(2);
		String id = workers().get(0).path("workerId").asString();
		JsonNode paused = ok(this.http.post(this.path + "/" + id + "/pause", ""));
		assertThat(paused.path("state").asString()).isEqualTo("paused");
		assertThat(ok(this.http.post(this.path + "/" + id + "/pause", ""))).isEqualTo(paused);
		TestKafka.produce(this.topic, PARTITIONS, 0, 40);
		await().until(() -> processed() == 20);
		assertThat(this.http.get(this.path + "/" + id).json().path("assignment").get(0).path("partitions")).hasSize(2);
		assertThat(this.http.get(this.group, "Cache-Control", "no-cache").json().path("members").asInt()).isEqualTo(2);
		JsonNode resumed = ok(this.http.post(this.path + "/" + id + "/resume", ""));
		assertThat(resumed.path("state").asString()).isEqualTo("running");
		await().until(() -> processed() == 40);
	}

	@Test
	void allWorkersArePausedResumedAndRestarted() {
		add(2);
		assertThat(states(ok(this.http.post(this.path + "/pause", "")))).containsExactly("paused", "paused");
		TestKafka.produce(this.topic, PARTITIONS, 0, 40);
		assertThat(states(ok(this.http.post(this.path + "/resume", "")))).doesNotContain("paused");
		await().until(() -> processed() == 40);
		List<String> before = startedAt();
		ok(this.http.post(this.path + "/restart", ""));
		await().until(() -> workers().stream().allMatch(running()) && !startedAt().contains(before.get(0))
				&& !startedAt().contains(before.get(1)));
		TestKafka.produce(this.topic, PARTITIONS, 40, 60);
		await().until(() -> processed() == 20);
	}

	@Test
	void restartedWorkerGoesOnWhereItStopped() {
		TestKafka.produce(this.topic, PARTITIONS, 0, 40);
		add(1);
		await().until(() -> processed() == 40);
		JsonNode before = workers().get(0);
		String one = this.path + "/" + before.path("workerId").asString();
		JsonNode after = ok(this.http.post(one + "/restart", ""));
		assertThat(after.path("workerId")).isEqualTo(before.path("workerId"));
		assertThat(after.path("state").asString()).isIn("starting", "running");
		assertThat(after.path("startedAt")).isNotEqualTo(before.path("startedAt"));
		TestKafka.produce(this.topic, PARTITIONS, 40, 60);
		await().until(() -> processed() == 20);
		assertThat(this.http.post(this.path + "/w-none/restart", "").status()).isEqualTo(404);
		assertThat(this.http.post(this.path + "/w-none/pause", "").status()).isEqualTo(404);
	}

	@Test
	void specIsReadCreatedAndReplacedUnderItsCondition() {
		assertThat(this.http.get(this.spec).status()).isEqualTo(404);
		String two = "{\"topics\":[\"%s\"],\"count\":2}".formatted(this.topic);
		assertThat(put(two, "If-Match", "\"1\"").status()).isEqualTo(412);
		Answer created = put(two);
		assertThat(created.status()).as(created.text()).isEqualTo(200);
		assertThat(created.json().path("count").asInt()).isEqualTo(2);
		await().until(() -> workers().size() == 2 && workers().stream().allMatch(running()));
		Answer read = this.http.get(this.spec);
		String etag = read.header("ETag");
		assertThat(etag).isEqualTo(created.header("ETag")).startsWith("\"").doesNotStartWith("W/");
		assertThat(this.http.get(this.spec, "If-None-Match", etag).status()).isEqualTo(304);
		assertThat(put(two).status()).isEqualTo(428);
		assertThat(put(two, "If-None-Match", "*").status()).isEqualTo(412);
		assertThat(put(two, "If-Match", "\"other\"").status()).isEqualTo(412);
		assertThat(put(read.text(), "If-Match", etag).header("ETag")).isEqualTo(etag);
		List<String> before = startedAt();
		Answer changed = put("{\"topics\":[\"%s\"],\"maxPollRecords\":7,\"count\":3}".formatted(this.topic), "If-Match",
				etag);
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
		assertThat(changed.header("ETag")).isNotEqualTo(etag);
		assertThat(put(two, "If-Match", etag).status()).isEqualTo(412);
		assertThat(workers()).hasSize(3);
		await().until(() -> workers().stream().allMatch(running()) && startedAt().stream().noneMatch(before::contains));
		assertThat(this.http.get(this.spec).json().path("maxPollRecords").asInt()).isEqualTo(7);
		assertThat(put("{\"partitions\":[]}", "If-Match", "*").status()).isEqualTo(400);
		assertThat(put("{\"topics\":[\"%s\"],\"count\":101}".formatted(this.topic), "If-Match", "*").status())
			.isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void groupMovesToTheConsumerProtocolAndBackWhileItReads(boolean staticMembership) {
		JsonNode added = this.http
			.post(this.path,
					"{\"topics\":[\"%s\"],\"count\":2,\"staticMembership\":%s}".formatted(this.topic, staticMembership))
			.json();
		await().until(() -> workers().stream().allMatch(running()));
		TestKafka.produce(this.topic, PARTITIONS, 0, 40);
		await().until(() -> committed() == 40);
		for (String protocol : List.of("consumer", "classic")) {
			ok(this.http.post(this.path + "/migration", "{\"protocol\":\"" + protocol + "\"}"));
			ok(this.http.post(this.path + "/migration", "{\"protocol\":\"" + protocol + "\"}"));
			await().until(() -> workers().stream()
				.allMatch(running().and((worker) -> worker.path("protocol").asString().equals(protocol))));
			assertThat(workers().stream().map((worker) -> worker.path("workerId").asString()))
				.containsExactlyElementsOf(added.path("workers")
					.valueStream()
					.map((worker) -> worker.path("workerId").asString())
					.toList());
			await().until(() -> this.http.get(this.group, "Cache-Control", "no-cache")
				.json()
				.path("type")
				.asString("")
				.equals(protocol));
		}
		TestKafka.produce(this.topic, PARTITIONS, 40, 80);
		await().until(() -> committed() == 80);
		assertThat(this.http.post(this.path + "/migration", "{}").status()).isEqualTo(400);
	}

	@Test
	void manualGroupHasNoProtocolToMoveTo() {
		assertThat(this.http.post(this.path + "/migration", "{\"protocol\":\"consumer\"}").status()).isEqualTo(409);
		assertThat(this.http
			.post(this.path, "{\"partitions\":[{\"topic\":\"%s\",\"partitions\":[0]}]}".formatted(this.topic))
			.status()).isEqualTo(201);
		assertThat(this.http.post(this.path + "/migration", "{\"protocol\":\"consumer\"}").status()).isEqualTo(409);
		assertThat(this.http.get(this.spec).status()).isEqualTo(404);
	}

	@Test
	void staticMemberThatIsStoppedIsRemovedFromItsGroup() {
		this.http.post(this.path, "{\"topics\":[\"%s\"],\"count\":2,\"staticMembership\":true}".formatted(this.topic));
		await().until(() -> workers().stream().allMatch(running()));
		assertThat(members()).containsExactlyInAnyOrder("roster-0", "roster-1");
		assertThat(this.http.patch(this.path, "{\"count\":1}").status()).isEqualTo(200);
		await().atMost(Duration.ofSeconds(10)).until(() -> members().equals(List.of("roster-0")));
	}

	private List<String> members() {
		return this.http.get(this.group + "/members", "Cache-Control", "no-cache")
			.json()
			.path("members")
			.valueStream()
			.map((member) -> member.path("groupInstanceId").asString(""))
			.sorted()
			.toList();
	}

	private void add(int count) {
		assertThat(
				this.http.post(this.path, "{\"topics\":[\"%s\"],\"count\":%d}".formatted(this.topic, count)).status())
			.isEqualTo(201);
		await().until(() -> workers().stream().allMatch(running())
				&& workers().stream().allMatch((worker) -> !worker.path("assignment").isEmpty()));
	}

	private Answer put(String body, String... headers) {
		return this.http.send("PUT", this.spec, body, headers);
	}

	private static JsonNode ok(Answer answer) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json();
	}

	private List<JsonNode> workers() {
		return this.http.get(this.path).json().path("workers").valueStream().toList();
	}

	private static Predicate<JsonNode> running() {
		return (worker) -> worker.path("state").asString().equals("running");
	}

	private static List<String> states(JsonNode list) {
		return list.path("workers").valueStream().map((worker) -> worker.path("state").asString()).toList();
	}

	private List<String> startedAt() {
		return workers().stream().map((worker) -> worker.path("startedAt").asString("")).toList();
	}

	private long processed() {
		return workers().stream().mapToLong((worker) -> worker.path("records").path("processed").asLong(0)).sum();
	}

	private long committed() {
		Map<?, Long> offsets = Commits.offsets(this.topic);
		return offsets.values().stream().mapToLong(Long::longValue).sum();
	}

}
