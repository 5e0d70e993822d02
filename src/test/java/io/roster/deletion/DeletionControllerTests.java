package io.roster.deletion;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Groups and static members go, and what groups had committed can be put back. */
@RosterTest
class DeletionControllerTests {

	@Autowired
	private Http http;

	private final String run = UUID.randomUUID().toString();

	private final String group = "gone-" + this.run;

	private final String topic = this.group + "-topic";

	private final Consumers consumers = new Consumers();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, 2);
		TestKafka.produce(this.topic, 2, 0, 20);
	}

	@AfterEach
	void close() {
		this.consumers.close();
		this.http.delete("/groups/" + this.group + "/workers");
	}

	@Test
	void groupIsDeletedAndPutBack() {
		commit(this.group, 3);
		Answer deleted = this.http.delete("/groups/" + this.group);
		assertThat(deleted.status()).isEqualTo(204);
		assertThat(this.http.get("/groups/" + this.group).status()).isEqualTo(404);
		assertThat(this.http.get("/groups?search=" + this.group).json().path("total").asInt()).isZero();
		assertThat(deleted.header("Link")).endsWith("; rel=\"undo\"");
		String undo = deleted.header("Link").replaceAll("<(.*)>.*", "$1");
		assertThat(this.http.send("POST", undo, null).status()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 3L, partition(1), 3L));
		assertThat(this.http.get("/groups?search=" + this.group).json().path("total").asInt()).isEqualTo(1);
		assertThat(this.http.delete("/groups/nobody-" + this.run).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void groupWithMembersStays(String protocol) {
		this.consumers.start(this.group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> Commits.offsets(this.group).size() == 2);
		Answer answer = this.http.delete("/groups/" + this.group);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("members").get(0).path("clientId").asString()).startsWith("consumer-");
		assertThat(this.http.get("/groups/" + this.group + "/offset-resets").json().path("resets")).isEmpty();
		this.consumers.close();
		await().until(() -> this.http.delete("/groups/" + this.group).status() == 204);
	}

	@Test
	void groupOfAWorkerThatReadsByHandStays() {
		assertThat(this.http
			.post("/groups/" + this.group + "/workers",
					"{\"partitions\":[{\"topic\":\"" + this.topic + "\",\"partitions\":[0]}]}")
			.status()).isEqualTo(201);
		await().until(() -> Commits.offsets(this.group).size() == 1);
		assertThat(this.http.delete("/groups/" + this.group).status()).isEqualTo(409);
		Answer offsets = this.http.delete("/groups/" + this.group + "/offsets?topic=" + this.topic);
		assertThat(offsets.status()).isEqualTo(409);
		assertThat(offsets.json().path("workers")).hasSize(1);
	}

	@Test
	void shareGroupIsDeleted() {
		try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id", this.group),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			consumer.subscribe(List.of(this.topic));
			await().until(() -> {
				consumer.poll(Duration.ofMillis(100));
				return this.http.get("/groups/" + this.group).status() == 200;
			});
			assertThat(this.http.delete("/groups/" + this.group).status()).isEqualTo(409);
		}
		await().until(() -> this.http.delete("/groups/" + this.group).status() == 204);
		assertThat(this.http.get("/groups/" + this.group).status()).isEqualTo(404);
	}

	@Test
	void manyAreDeletedAsTheirPlanHasShownThemAndNoneTwice() {
		for (int i = 0; i < 3; i++) {
			commit(this.group + "-" + i, i);
		}
		this.consumers.start(this.group + "-running", Map.of(), (consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> Commits.offsets(this.group + "-running").size() == 2);
		JsonNode plan = plan("{\"search\":\"" + this.group.toUpperCase(java.util.Locale.ROOT) + "\"}");
		assertThat(plan.path("dryRun").asBoolean()).isTrue();
		assertThat(plan.path("total").asInt()).isEqualTo(3);
		assertThat(plan.path("notDeletable").get(0).path("groupId").asString()).isEqualTo(this.group + "-running");
		assertThat(this.http.get("/groups/" + this.group + "-0").status()).isEqualTo(200);
		commit(this.group + "-later", 7);
		String execute = "{\"planId\":\"" + plan.path("planId").asString() + "\",\"dryRun\":false}";
		JsonNode executed = this.http.post("/group-deletions", execute).json();
		assertThat(executed.path("groups")).hasSize(3).allSatisfy((deleted) -> {
			assertThat(deleted.path("outcome").asString()).isEqualTo("done");
			assertThat(deleted.path("resetId").asString()).startsWith("r-");
		});
		assertThat(this.http.get("/groups?search=" + this.group)
			.json()
			.path("groups")
			.valueStream()
			.map((group) -> group.path("groupId").asString()))
			.containsExactly(this.group + "-later", this.group + "-running");
		String resetId = executed.path("groups").get(2).path("resetId").asString();
		assertThat(this.http.send("POST", "/groups/" + this.group + "-2/offset-resets/" + resetId + "/undo", null)
			.status()).isEqualTo(200);
		Answer again = this.http.post("/group-deletions", execute);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().path("groups").get(2).path("resetId").asString()).isEqualTo(resetId);
		assertThat(Commits.offsets(this.group + "-2")).hasSize(2);
	}

	@Test
	void groupThatHasChangedSinceItsPlanStaysAndTheOthersGo() {
		commit(this.group + "-1", 1);
		commit(this.group + "-2", 2);
		JsonNode plan = plan("{\"search\":\"" + this.group + "\",\"states\":[\"empty\"],\"types\":[\"classic\"]}");
		this.consumers.start(this.group + "-2", Map.of(), (consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> this.http.get("/groups/" + this.group + "-2", "Cache-Control", "no-cache")
			.json()
			.path("state")
			.asString()
			.equals("Stable"));
		Answer answer = this.http.post("/group-deletions",
				"{\"planId\":\"" + plan.path("planId").asString() + "\",\"dryRun\":false}");
		assertThat(answer.status()).isEqualTo(409);
		Map<String, String> outcomes = new HashMap<>();
		answer.json()
			.path("outcomes")
			.forEach((outcome) -> outcomes.put(outcome.path("groupId").asString(), outcome.path("outcome").asString()));
		assertThat(outcomes).isEqualTo(Map.of(this.group + "-1", "done", this.group + "-2", "not-done"));
		assertThat(this.http.get("/groups/" + this.group + "-1").status()).isEqualTo(404);
	}

	@Test
	void inactiveGroupsAreThoseWhoseCommitsAreAllOlder() throws Exception {
		String old = this.group + "-old";
		commit(old, 1);
		commit(this.group + "-both", 1);
		String never = this.group + "-never";
		this.consumers.start(never, Map.of(), (consumer) -> consumer.subscribe(List.of(this.topic + "-none")));
		await().until(() -> this.http.get("/groups/" + never).status() == 200);
		this.consumers.close();
		Instant before = Instant.now();
		await().until(() -> Instant.now().isAfter(before.plusSeconds(7)));
		commit(this.group + "-both", 2);
		commit(this.group + "-new", 1);
		JsonNode plan = plan("{\"search\":\"" + this.group + "\",\"inactiveFor\":\"PT6S\"}");
		assertThat(plan.path("groups").valueStream().map((planned) -> planned.path("groupId").asString()))
			.containsExactly(old);
		assertThat(plan.path("inactiveSince").asString()).isNotEmpty();
		assertThat(plan("{\"search\":\"" + this.group + "\",\"inactiveFor\":\"P30D\"}").path("groups")).isEmpty();
		commit(old, 2);
		Answer answer = this.http.post("/group-deletions",
				"{\"planId\":\"" + plan.path("planId").asString() + "\",\"dryRun\":false}");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("outcomes").get(0).path("detail").asString()).contains("committed since");
		assertThat(Commits.offsets(old)).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"dryRun\":false}|400|planId", "{\"planId\":\"d-x\"}|400|dryRun",
					"{\"planId\":\"d-x\",\"search\":\"a\",\"dryRun\":false}|400|planId",
					"{\"states\":[\"Happy\"]}|400|states", "{\"types\":[\"odd\"]}|400|types[0]",
					"{\"inactiveFor\":\"30d\"}|400|inactiveFor", "{\"inactiveFor\":\"-PT1S\"}|400|inactiveFor",
					"{\"planId\":\"d-x\",\"dryRun\":false}|404|", "{\"planId\":\"p-x\",\"dryRun\":false}|404|" })
	void whatCannotBeIsRefused(String body, int status, String field) {
		Answer answer = this.http.post("/group-deletions", body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.json().path("errors").path(0).path("field").asString(""))
			.isEqualTo((field != null) ? field : "");
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void staticMemberIsRemovedAndItsPartitionsMove(String protocol) {
		this.consumers.start(this.group, Map.of("group.protocol", protocol, "group.instance.id", "static-1"),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> assigned() == 2);
		this.consumers.start(this.group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> members().size() == 2
				&& members().stream().allMatch((member) -> member.path("assignment").size() == 1));
		String path = "/groups/" + this.group + "/members";
		Answer plan = this.http.delete(path + "?instanceId=static-1&dryRun=true");
		assertThat(plan.status()).isEqualTo(200);
		assertThat(plan.json().path("partitions").get(0).path("partitions")).hasSize(1);
		assertThat(plan.json().path("members").get(0).path("groupInstanceId").asString()).isEqualTo("static-1");
		assertThat(members()).hasSize(2);
		String dynamic = members().stream()
			.filter((member) -> member.path("groupInstanceId").isNull())
			.findFirst()
			.orElseThrow()
			.path("memberId")
			.asString();
		assertThat(this.http.delete(path + "?instanceId=" + dynamic).json().path("type").asString())
			.isEqualTo("urn:roster:problem:not-static");
		assertThat(this.http.delete(path + "?instanceId=nobody").status()).isEqualTo(404);
		assertThat(this.http.delete(path).status()).isEqualTo(400);
		assertThat(this.http.delete(path + "?instanceId=static-1").status()).isEqualTo(204);
	}

	private List<JsonNode> members() {
		return this.http.get("/groups/" + this.group + "/members", "Cache-Control", "no-cache")
			.json()
			.path("members")
			.valueStream()
			.toList();
	}

	private long assigned() {
		return members().stream()
			.flatMap((member) -> member.path("assignment").valueStream())
			.mapToLong((topic) -> topic.path("partitions").size())
			.sum();
	}

	private JsonNode plan(String body) {
		Answer answer = this.http.post("/group-deletions", body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json();
	}

	private void commit(String group, long offset) {
		Commits.setOffsets(group, Map.of(partition(0), offset, partition(1), offset));
	}

	private TopicPartition partition(int number) {
		return new TopicPartition(this.topic, number);
	}

}
