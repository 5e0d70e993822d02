package io.roster.offset;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A group whose members are workers of this service is reset while it runs: they make
 * room and go on from there, and what they process is what the reset says.
 */
@RosterTest
class PausedWorkersTests {

	private static final int PARTITIONS = 3;

	@Autowired
	private Http http;

	private final String group = "paused-" + UUID.randomUUID();

	private final String topic = this.group + "-topic";

	private final Consumers consumers = new Consumers();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, PARTITIONS);
		TestKafka.produce(this.topic, PARTITIONS, 0, 30);
	}

	@AfterEach
	void stop() {
		this.consumers.close();
		this.http.delete("/groups/" + this.group + "/workers");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "\"topics\":[\"%s\"],\"count\":2", "\"topics\":[\"%s\"],\"count\":2,\"protocol\":\"consumer\"",
					"\"partitions\":[{\"topic\":\"%s\",\"partitions\":[0,1,2]}]" })
	void workersMakeRoomAndGoOnFromThere(String workers) {
		start(workers);
		await().until(() -> processed() == 30 && committed() == 30);
		Answer refused = reset("{\"to\":\"offset\",\"offset\":4,\"scope\":{\"allTopics\":true},\"dryRun\":false}");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.json().path("detail").asString()).contains("pauseWorkers").contains("worker w-");
		List<String> before = workerIds();
		Answer answer = reset(
				"{\"to\":\"offset\",\"offset\":4,\"scope\":{\"allTopics\":true},\"dryRun\":false,\"pauseWorkers\":true}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.json().path("replays").asLong()).isEqualTo(18);
		await().until(() -> processed() == 48 && committed() == 30);
		TestKafka.produce(this.topic, PARTITIONS, 30, 60);
		await().until(() -> processed() == 78 && committed() == 60);
		// Nothing comes twice that was not to.
		await().pollDelay(1, TimeUnit.SECONDS).until(() -> processed() == 78);
		assertThat(workerIds()).isEqualTo(before);
		assertThat(states()).containsOnly("running");
	}

	@Test
	void nothingIsSkippedOrReadTwiceBesideWhatTheResetSaysWhileRecordsComeIn() throws Exception {
		start("\"topics\":[\"%s\"],\"count\":2");
		await().until(() -> processed() == 30);
		Thread traffic = new Thread(() -> {
			for (int i = 30; i < 3030; i += 10) {
				TestKafka.produce(this.topic, PARTITIONS, i, i + 10);
			}
		});
		traffic.start();
		long replays = 0;
		for (int i = 0; i < 3; i++) {
			Answer answer = reset("{\"to\":\"shift\",\"shift\":-5,\"scope\":{\"allTopics\":true},\"dryRun\":false,"
					+ "\"pauseWorkers\":true}");
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			replays += answer.json().path("replays").asLong();
			assertThat(answer.json().path("skips").asLong()).isZero();
		}
		traffic.join();
		long expected = 3030 + replays;
		assertThat(replays).isEqualTo(3L * PARTITIONS * 5);
		await().until(() -> committed() == 3030 && processed() >= expected);
		await().pollDelay(1, TimeUnit.SECONDS).until(() -> processed() == expected);
	}

	@Test
	void planOfARunningGroupIsExecutedWhereItsWorkersHaveCome() {
		start("\"topics\":[\"%s\"]");
		await().until(() -> committed() == 30);
		String planId = reset("{\"to\":\"shift\",\"shift\":-2,\"scope\":{\"allTopics\":true}}").json()
			.path("planId")
			.asString();
		TestKafka.produce(this.topic, PARTITIONS, 30, 60);
		await().until(() -> committed() == 60 && processed() == 60);
		Answer answer = reset("{\"planId\":\"" + planId + "\",\"dryRun\":false,\"pauseWorkers\":true}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.json().path("partitions").get(0).path("from").asLong()).isEqualTo(20);
		assertThat(answer.json().path("partitions").get(0).path("to").asLong()).isEqualTo(18);
		await().until(() -> processed() == 66 && committed() == 60);
	}

	@Test
	void planOfARunningGroupIsExecutedOnceHoweverOftenItIsSent() {
		start("\"topics\":[\"%s\"]");
		await().until(() -> committed() == 30);
		String planId = reset("{\"to\":\"shift\",\"shift\":-2,\"scope\":{\"allTopics\":true}}").json()
			.path("planId")
			.asString();
		String execute = "{\"planId\":\"" + planId + "\",\"dryRun\":false,\"pauseWorkers\":true}";
		Answer first = reset(execute);
		assertThat(first.status()).as(first.text()).isEqualTo(200);
		await().until(() -> processed() == 36 && committed() == 30);
		assertThat(reset(execute).json().path("resetId")).isEqualTo(first.json().path("resetId"));
		String undo = "/groups/" + this.group + "/offset-resets/" + first.json().path("resetId").asString() + "/undo";
		assertThat(this.http.post(undo, "{\"pauseWorkers\":true}").status()).isEqualTo(200);
		TestKafka.produce(this.topic, PARTITIONS, 30, 60);
		await().until(() -> processed() == 66 && committed() == 60);
		assertThat(this.http.post(undo, "{\"pauseWorkers\":true}").status()).isEqualTo(200);
		await().pollDelay(1, TimeUnit.SECONDS).until(() -> processed() == 66);
	}

	@Test
	void planIsRefusedWhenSomebodyElseSetItBackMeanwhileAndTheWorkersGoOn() {
		start("\"partitions\":[{\"topic\":\"%s\",\"partitions\":[0,1,2]}]");
		await().until(() -> committed() == 30);
		String planId = reset("{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}").json().path("planId").asString();
		Commits.set(this.group, Map.of(new TopicPartition(this.topic, 1), new OffsetAndMetadata(3)));
		Answer answer = reset("{\"planId\":\"" + planId + "\",\"dryRun\":false,\"pauseWorkers\":true}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(409);
		assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:plan-outdated");
		await().until(() -> states().equals(List.of("running")));
		TestKafka.produce(this.topic, PARTITIONS, 30, 60);
		await().until(() -> processed() >= 60);
	}

	@Test
	void resetsInARowLeaveNoMemberBehindThatNeverJoined() {
		start("\"topics\":[\"%s\"],\"count\":2");
		await().until(() -> committed() == 30);
		for (int i = 0; i < 3; i++) {
			Answer answer = reset(
					"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false,\"pauseWorkers\":true}");
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		}
		// Far less than the session time-out that such a member would take.
		await().atMost(8, TimeUnit.SECONDS)
			.until(() -> states().equals(List.of("running", "running")) && committed() == 30);
	}

	@Test
	void othersMembersAreNotAskedToMakeRoom() {
		this.consumers.start(this.group,
				Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		start("\"topics\":[\"%s\"]");
		await().until(() -> states().equals(List.of("running")) && committed() == 30);
		Answer answer = reset(
				"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false,\"pauseWorkers\":true}");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("members")).hasSize(2);
		assertThat(answer.json().path("detail").asString()).contains("consumer-").doesNotContain("pauseWorkers");
		assertThat(states()).containsExactly("running");
		assertThat(committed()).isEqualTo(30);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void staticMembersAreRemovedAndComeBack(String protocol) {
		try (Service service = Service.start(TestKafka.bootstrapServers(),
				"spring.kafka.consumer.properties.group.instance.id=static-" + this.group,
				"spring.kafka.consumer.properties.session.timeout.ms=40000")) {
			Http http = service.http();
			assertThat(http
				.post("/groups/" + this.group + "/workers",
						"{\"topics\":[\"" + this.topic + "\"],\"protocol\":\"" + protocol + "\"}")
				.status()).isEqualTo(201);
			await().until(() -> committed() == 30);
			JsonNode members = http.get("/groups/" + this.group + "/members", "Cache-Control", "no-cache")
				.json()
				.path("members");
			assertThat(members.get(0).path("groupInstanceId").asString()).startsWith("static-");
			Answer answer = http.post("/groups/" + this.group + "/offset-resets",
					"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false,\"pauseWorkers\":true}");
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(answer.json().path("replays").asLong()).isEqualTo(30);
			await().until(() -> http.get("/groups/" + this.group + "/workers")
				.json()
				.path("workers")
				.get(0)
				.path("records")
				.path("processed")
				.asLong() == 60);
			http.delete("/groups/" + this.group + "/workers");
		}
	}

	@Test
	void noWorkerIsAddedWhileTheyMakeRoomAndAllComeBackWhenTheResetFails() {
		start("\"topics\":[\"%s\"],\"count\":2");
		await().until(() -> committed() == 30 && states().equals(List.of("running", "running")));
		Map<Integer, Integer> answers = new ConcurrentHashMap<>();
		Thread adding = new Thread(() -> {
			long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
			while (System.nanoTime() < end && !answers.containsKey(409)) {
				int status = this.http.patch("/groups/" + this.group + "/workers", "{\"count\":2}").status();
				answers.merge(status, 1, Integer::sum);
			}
		});
		adding.start();
		await().until(() -> !answers.isEmpty());
		Answer answer = reset("{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"" + this.topic
				+ "\",\"partition\":0,\"offset\":1}],\"dryRun\":false,\"pauseWorkers\":true}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		await().until(() -> !adding.isAlive());
		assertThat(answers).containsKey(409);
		await().until(() -> states().equals(List.of("running", "running")));
	}

	private void start(String workers) {
		Answer started = this.http.post("/groups/" + this.group + "/workers",
				"{" + workers.formatted(this.topic) + "}");
		assertThat(started.status()).as(started.text()).isEqualTo(201);
	}

	private Answer reset(String body) {
		return this.http.post("/groups/" + this.group + "/offset-resets", body);
	}

	private List<JsonNode> workers() {
		return this.http.get("/groups/" + this.group + "/workers").json().path("workers").valueStream().toList();
	}

	private List<String> workerIds() {
		return workers().stream().map((worker) -> worker.path("workerId").asString()).toList();
	}

	private List<String> states() {
		return workers().stream().map((worker) -> worker.path("state").asString()).toList();
	}

	private long processed() {
		return workers().stream().mapToLong((worker) -> worker.path("records").path("processed").asLong()).sum();
	}

	private long committed() {
		return Commits.offsets(this.group).values().stream().mapToLong(Long::longValue).sum();
	}

}
