package io.roster.offset;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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

/** Plans, executions, undoes, copies and deletions of offsets over HTTP. */
@RosterTest
class ResetControllerTests {

	private static final String TO_EARLIEST = "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}";

	@Autowired
	private Http http;

	private final String group = "reset-" + UUID.randomUUID();

	private final String topic = this.group + "-topic";

	private final String path = "/groups/" + this.group + "/offset-resets";

	private final Consumers consumers = new Consumers();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, 3);
		TestKafka.produce(this.topic, 3, 0, 30);
	}

	@AfterEach
	void close() {
		this.consumers.close();
	}

	@Test
	void planSaysWhatAResetWouldDoAndChangesNothing() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L, partition(1), 10L));
		JsonNode plan = this.http
			.post(this.path, "{\"to\":\"offset\",\"offset\":7,\"scope\":{\"topics\":[\"" + this.topic + "\"]}}")
			.json();
		assertThat(plan.path("dryRun").asBoolean()).isTrue();
		assertThat(plan.path("planId").asString()).isNotEmpty();
		assertThat(plan.path("resetId").isNull()).isTrue();
		assertThat(plan.path("state").asString()).isEqualTo("Empty");
		assertThat(plan.path("skips").asLong()).isEqualTo(3);
		assertThat(plan.path("replays").asLong()).isEqualTo(3);
		JsonNode ahead = plan.path("partitions").get(0);
		assertThat(ahead.path("from").asLong()).isEqualTo(4);
		assertThat(ahead.path("to").asLong()).isEqualTo(7);
		assertThat(ahead.path("adjusted").asBoolean()).isFalse();
		assertThat(ahead.path("lagBefore").asLong()).isEqualTo(6);
		assertThat(ahead.path("lagAfter").asLong()).isEqualTo(3);
		assertThat(ahead.path("skips").asLong()).isEqualTo(3);
		assertThat(ahead.path("replays").asLong()).isZero();
		assertThat(ahead.path("fromTimestamp").asString()).startsWith("20").endsWith("Z");
		assertThat(ahead.path("toTimestamp").asString()).isGreaterThanOrEqualTo(ahead.path("fromTimestamp").asString());
		JsonNode uncommitted = plan.path("partitions").get(2);
		assertThat(uncommitted.path("from").isNull()).isTrue();
		assertThat(uncommitted.path("skips").isNull()).isTrue();
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 4L, partition(1), 10L));
	}

	@Test
	void planIsExecutedOnceHoweverOftenItIsSent() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L, partition(1), 10L));
		String planId = plan("{\"to\":\"latest\",\"scope\":{\"allTopics\":true}}");
		Answer first = execute(planId);
		assertThat(first.status()).as(first.text()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 10L, partition(1), 10L));
		Commits.setOffsets(this.group, Map.of(partition(0), 2L));
		Answer second = execute(planId);
		assertThat(second.status()).isEqualTo(200);
		assertThat(second.json().path("resetId")).isEqualTo(first.json().path("resetId"));
		assertThat(Commits.offsets(this.group).get(partition(0))).isEqualTo(2);
		assertThat(this.http.get(this.path).json().path("resets")).hasSize(1);
	}

	@Test
	void planIsRefusedWhenAnOffsetIsNoLongerWhatItSaw() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L, partition(1), 10L));
		String planId = plan("{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}");
		Commits.setOffsets(this.group, Map.of(partition(1), 9L));
		Answer answer = execute(planId);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:plan-outdated");
		JsonNode change = answer.json().path("changes").get(0);
		assertThat(answer.json().path("changes")).hasSize(1);
		assertThat(change.path("what").asString()).isEqualTo("committedOffset");
		assertThat(change.path("partition").asInt()).isEqualTo(1);
		assertThat(change.path("planned").asLong()).isEqualTo(10);
		assertThat(change.path("now").asLong()).isEqualTo(9);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 4L, partition(1), 9L));
		assertThat(this.http.get(this.path).json().path("resets")).isEmpty();
	}

	@Test
	void planIsRefusedWhenTheLogNoLongerHasWhereItGoes() {
		Commits.setOffsets(this.group, Map.of(partition(0), 9L));
		String planId = plan("{\"to\":\"offset\",\"offset\":2,\"scope\":{\"allTopics\":true}}");
		TestKafka.deleteRecordsBefore(partition(0), 5);
		Answer answer = execute(planId);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("changes").get(0).path("what").asString()).isEqualTo("logStartOffset");
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 9L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void planIsRefusedWhenTheGroupHasRunInBetween(String protocol) {
		Commits.setOffsets(this.group, Map.of(partition(0), 10L, partition(1), 10L, partition(2), 10L));
		String planId = plan("{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}");
		this.consumers.start(this.group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> state().equals("Stable"));
		Answer running = execute(planId);
		assertThat(running.status()).isEqualTo(409);
		assertThat(running.json().path("type").asString()).isEqualTo("urn:roster:problem:group-active");
		assertThat(running.json().path("members")).hasSize(1);
		if (protocol.equals("consumer")) {
			// Its epoch tells, though nothing else is different.
			Commits.setOffsets("other-" + this.group, Map.of(partition(0), 1L));
			String plan = plan("{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}");
			this.consumers.close();
			await().until(() -> state().equals("Empty"));
			Answer answer = execute(plan);
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.json().path("changes").valueStream().map((change) -> change.path("what").asString()))
				.contains("state", "groupEpoch");
		}
		assertThat(Commits.offsets(this.group)).containsEntry(partition(0), 10L);
	}

	@Test
	void anotherReplicaExecutesAndUndoesAlsoAfterARestart() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		String planId = plan("{\"to\":\"latest\",\"scope\":{\"allTopics\":true}}");
		String resetId;
		try (Service other = Service.start(TestKafka.bootstrapServers())) {
			Answer executed = other.http().post(this.path, "{\"planId\":\"" + planId + "\",\"dryRun\":false}");
			assertThat(executed.status()).as(executed.text()).isEqualTo(200);
			resetId = executed.json().path("resetId").asString();
		}
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 10L));
		assertThat(this.http.get(this.path).json().path("resets").get(0).path("resetId").asString()).isEqualTo(resetId);
		try (Service restarted = Service.start(TestKafka.bootstrapServers())) {
			assertThat(restarted.http().send("POST", this.path + "/" + resetId + "/undo", null).status())
				.isEqualTo(200);
		}
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 4L));
	}

	@Test
	void undoPutsBackMetadataAndEpochAndDeletesWhatWasNotThere() {
		Map<TopicPartition, OffsetAndMetadata> before = Map.of(partition(0),
				new OffsetAndMetadata(4, Optional.of(0), "mine"), partition(1), new OffsetAndMetadata(10));
		Commits.set(this.group, before);
		Answer reset = this.http.post(this.path,
				"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"" + this.topic + "\"]},\"dryRun\":false}");
		assertThat(Commits.of(this.group)).hasSize(3).allSatisfy((partition, commit) -> {
			assertThat(commit.offset()).isZero();
			assertThat(commit.metadata()).isEmpty();
		});
		String resetId = reset.json().path("resetId").asString();
		Answer dryRun = this.http.post(this.path + "/" + resetId + "/undo", "{\"dryRun\":true}");
		assertThat(dryRun.json().path("partitions").get(2).path("to").isNull()).isTrue();
		assertThat(Commits.offsets(this.group)).hasSize(3);
		Answer undone = this.http.send("POST", this.path + "/" + resetId + "/undo", null);
		assertThat(undone.status()).as(undone.text()).isEqualTo(200);
		assertThat(undone.json().path("undoOf").asString()).isEqualTo(resetId);
		assertThat(Commits.of(this.group)).isEqualTo(before);
		String undoId = undone.json().path("resetId").asString();
		JsonNode resets = this.http.get(this.path).json().path("resets");
		assertThat(resets.valueStream().map((entry) -> entry.path("to").asString())).containsExactly("undo",
				"earliest");
		assertThat(resets.get(1).path("undoneBy").asString()).isEqualTo(undoId);
		assertThat(resets.get(1).path("by").path("address").asString()).isNotEmpty();
		assertThat(resets.get(1).path("at").asString()).endsWith("Z");
		JsonNode shown = this.http.get(this.path + "/" + resetId).json();
		assertThat(shown.path("state").asString()).isEqualTo("done");
		assertThat(shown.path("partitions").get(0).path("from").asLong()).isEqualTo(4);
		// An undo is undone as anything else.
		assertThat(this.http.send("POST", this.path + "/" + undoId + "/undo", null).status()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).hasSize(3)
			.allSatisfy((partition, offset) -> assertThat(offset).isZero());
	}

	@Test
	void repeatsSaySo() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		String planId = plan("{\"to\":\"latest\",\"scope\":{\"allTopics\":true}}");
		JsonNode first = execute(planId).json();
		assertThat(first.path("repeated").asBoolean()).isFalse();
		Commits.setOffsets(this.group, Map.of(partition(0), 7L));
		JsonNode second = execute(planId).json();
		assertThat(second.path("repeated").asBoolean()).isTrue();
		assertThat(second.path("executedAt")).isEqualTo(first.path("executedAt"));
		String undo = this.path + "/" + first.path("resetId").asString() + "/undo";
		assertThat(this.http.send("POST", undo, null).json().path("repeated").asBoolean()).isFalse();
		assertThat(this.http.send("POST", undo, null).json().path("repeated").asBoolean()).isTrue();
		assertThat(this.http.get(this.path + "/" + first.path("resetId").asString()).json().path("undoneBy").asString())
			.startsWith("r-");
		assertThat(this.http.get(this.path + "?limit=1").json().path("resets")).hasSize(1);
		assertThat(this.http.get(this.path + "?limit=1").json().path("total").asInt()).isEqualTo(2);
	}

	@Test
	void undoBehindLaterResetsIsRefusedUnlessThatIsMeant() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		String first = this.http.post(this.path, "{\"to\":\"latest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}")
			.json()
			.path("resetId")
			.asString();
		String second = this.http.post(this.path, TO_EARLIEST).json().path("resetId").asString();
		Answer refused = this.http.send("POST", this.path + "/" + first + "/undo", null);
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.json().path("laterResets").get(0).asString()).isEqualTo(second);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 0L));
		assertThat(this.http.send("POST", this.path + "/" + second + "/undo", null).status()).isEqualTo(200);
		assertThat(this.http.send("POST", this.path + "/" + first + "/undo", null).status()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 4L));
		String third = this.http.post(this.path, TO_EARLIEST).json().path("resetId").asString();
		this.http.post(this.path, "{\"to\":\"latest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}");
		assertThat(this.http.post(this.path + "/" + third + "/undo", "{\"ignoreLater\":true}").status()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 4L));
	}

	@Test
	void partOfAPathThatSpringWouldCutOffIsRefused() {
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		Answer answer = this.http.delete("/groups/" + this.group + ";old");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("path");
		assertThat(Commits.offsets(this.group)).hasSize(1);
		String id = this.group + ";old";
		Commits.setOffsets(id, Map.of(partition(0), 4L));
		assertThat(this.http.delete("/groups/" + this.group + "%3Bold").status()).isEqualTo(204);
		assertThat(Commits.offsets(this.group)).hasSize(1);
	}

	@Test
	void topicThatIsNamedTwiceIsMeantOnce() {
		JsonNode plan = this.http
			.post(this.path,
					"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"" + this.topic + ":0\",\"" + this.topic
							+ ":0,2\"]}}")
			.json();
		assertThat(plan.path("partitions").valueStream().map((row) -> row.path("partition").asInt())).containsExactly(0,
				2);
	}

	@Test
	void resetOfAGroupThatIsNotThereMakesItAndItsUndoRemovesIt() {
		String body = "{\"to\":\"latest\",\"scope\":{\"topics\":[{\"topic\":\"" + this.topic
				+ "\",\"partitions\":[0,2]}]},\"dryRun\":false}";
		JsonNode made = this.http.post(this.path, body).json();
		assertThat(made.path("state").isNull()).isTrue();
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 10L, partition(2), 10L));
		JsonNode listed = this.http.get("/groups?search=" + this.group).json();
		assertThat(listed.path("groups").get(0).path("groupId").asString()).isEqualTo(this.group);
		assertThat(this.http.send("POST", this.path + "/" + made.path("resetId").asString() + "/undo", null).status())
			.isEqualTo(200);
		assertThat(this.http.get("/groups/" + this.group + "/exists").json().path("exists").asBoolean()).isFalse();
		assertThat(this.http.get("/groups?search=" + this.group).json().path("total").asInt()).isZero();
	}

	@Test
	void oddGroupIdsAreReset() {
		for (String odd : List.of("a/b", "\\", " ", "😀", "..", "~x", "x".repeat(240))) {
			String id = odd + this.group.substring(0, 15);
			String segment = "/groups/~" + java.util.Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
			Answer answer = this.http.post(segment + "/offset-resets",
					"{\"to\":\"latest\",\"scope\":{\"topics\":[\"" + this.topic + "\"]},\"dryRun\":false}");
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(answer.json().path("groupId").asString()).isEqualTo(id);
			assertThat(Commits.offsets(id)).hasSize(3);
			assertThat(this.http.get(segment + "/offset-resets").json().path("resets")).hasSize(1);
			assertThat(this.http.delete(segment).status()).isEqualTo(204);
		}
	}

	@Test
	void copyTakesOffsetsOfAnotherGroupWithAllThatBelongsToThem() {
		String source = this.group + "-source";
		Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(partition(0),
				new OffsetAndMetadata(4, Optional.of(0), "mine"), partition(2), new OffsetAndMetadata(7));
		Commits.set(source, offsets);
		String path = "/groups/" + this.group + "/offset-copies";
		JsonNode plan = this.http.post(path, "{\"from\":\"" + source + "\"}").json();
		assertThat(plan.path("to").asString()).isEqualTo("copy");
		assertThat(plan.path("partitions")).hasSize(2);
		assertThat(Commits.of(this.group)).isEmpty();
		assertThat(this.http.post(path, "{\"planId\":\"" + plan.path("planId").asString() + "\",\"dryRun\":false}")
			.status()).isEqualTo(200);
		assertThat(Commits.of(this.group)).isEqualTo(offsets);
		String scoped = this.group + "-scoped";
		assertThat(
				this.http
					.post("/groups/" + scoped + "/offset-copies",
							"{\"from\":\"" + source + "\",\"scope\":{\"topics\":[\"" + this.topic
									+ ":2\"]},\"dryRun\":false}")
					.status())
			.isEqualTo(200);
		assertThat(Commits.offsets(scoped)).isEqualTo(Map.of(partition(2), 7L));
		Answer unknown = this.http.post(path, "{\"from\":\"nobody-" + this.group + "\"}");
		assertThat(unknown.status()).isEqualTo(422);
		assertThat(unknown.json().path("errors").get(0).path("field").asString()).isEqualTo("from");
	}

	@Test
	void copyOfATopicThatIsNotThereIsRefused() {
		String source = this.group + "-source";
		Commits.setOffsets(source, Map.of(partition(0), 4L, partition(2), 7L));
		String path = "/groups/" + this.group + "/offset-copies";
		assertThat(this.http.post(path, "{\"from\":\"" + source + "\",\"topics\":[\"" + this.topic + ":2\"]}")
			.json()
			.path("partitions")).hasSize(1);
		assertThat(this.http.post(path, "{\"from\":\"" + source + "\",\"topics\":[\"no-such-topic\"]}").status())
			.isEqualTo(422);
	}

	@Test
	void namesThatKafkasClientCannotSendAreRefusedAndBreakNothing() {
		String longName = "x".repeat(40_000);
		for (String body : List.of(
				"{\"groups\":[\"" + longName + "\"],\"to\":\"latest\",\"scope\":{\"allTopics\":true}}",
				"{\"groups\":[\"x\\ud800y\"],\"to\":\"latest\",\"scope\":{\"allTopics\":true}}")) {
			Answer answer = this.http.post("/offset-resets", body);
			assertThat(answer.status()).as(answer.text()).isEqualTo(400);
			assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("groups[0]");
		}
		for (String topic : List.of(longName, "bad topic!", "..", "x".repeat(250))) {
			assertThat(this.http.post(this.path, "{\"to\":\"latest\",\"scope\":{\"topics\":[\"" + topic + "\"]}}")
				.status()).isEqualTo(400);
			assertThat(this.http
				.post(this.path,
						"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"" + topic
								+ "\",\"partition\":0,\"offset\":1}]}")
				.status()).isEqualTo(400);
			assertThat(this.http.post(this.path, topic + ",0,1", "Content-Type", "text/csv").status()).isEqualTo(400);
		}
		assertThat(
				this.http.post("/groups/" + this.group + "/offset-copies", "{\"from\":\"" + longName + "\"}").status())
			.isEqualTo(400);
		assertThat(this.http.post("/offset-resets", longName + ",t,0,1", "Content-Type", "text/csv").status())
			.isEqualTo(400);
		assertThat(this.http.get("/groups", "Cache-Control", "no-cache").status()).isEqualTo(200);
	}

	@Test
	void fileThatIsWrongForOneGroupIsWrongForAll() {
		String other = this.group + "-other";
		String file = this.group + "," + this.topic + ",0,5\n" + other + "," + this.topic + ",0,1\n" + other + ","
				+ this.topic + ",0,2\n";
		assertThat(this.http.post("/offset-resets?dryRun=false", file, "Content-Type", "text/csv").status())
			.isEqualTo(400);
		assertThat(Commits.of(this.group)).isEmpty();
		String excel = "\uFEFF" + this.group + "," + this.topic + ",0,5\r\n";
		assertThat(this.http.post("/offset-resets?dryRun=false", excel, "Content-Type", "text/csv").status())
			.isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 5L));
	}

	@Test
	void offsetsAreDeletedAndPutBack() {
		Map<TopicPartition, Long> before = Map.of(partition(0), 4L, partition(1), 5L, partition(2), 6L);
		Commits.setOffsets(this.group, before);
		Answer some = this.http
			.delete("/groups/" + this.group + "/offsets?topic=" + this.topic + "&partition=0&partition=2");
		assertThat(some.status()).as(some.text()).isEqualTo(200);
		assertThat(some.json().path("partitions").get(1).path("from").asLong()).isEqualTo(6);
		assertThat(some.json().path("outcomes").valueStream().map((row) -> row.path("outcome").asString()))
			.containsExactly("done", "done");
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(1), 5L));
		String undo = this.path + "/" + some.json().path("resetId").asString() + "/undo";
		assertThat(this.http.send("POST", undo, null).status()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(before);
		assertThat(this.http.delete("/groups/" + this.group + "/offsets?topic=" + this.topic).status()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEmpty();
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		String offsets = "/groups/" + this.group + "/offsets?topic=";
		assertThat(this.http.delete(offsets + "no-such-topic").status()).isEqualTo(422);
		assertThat(this.http.delete(offsets + this.topic + "&partition=77").status()).isEqualTo(422);
		assertThat(this.http.delete(offsets + this.topic + "&topic=" + this.topic).status()).isEqualTo(400);
		assertThat(Commits.offsets(this.group)).hasSize(1);
	}

	@Test
	void offsetsOfASubscribedTopicAreNotDeletedThoseOfAnotherAre() {
		String other = this.topic + "-other";
		TestKafka.createTopic(other, 1);
		Commits.setOffsets(this.group, Map.of(new TopicPartition(other, 0), 0L));
		this.consumers.start(this.group, Map.of(), (consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> Commits.offsets(this.group).size() == 4);
		Answer subscribed = this.http.delete("/groups/" + this.group + "/offsets?topic=" + this.topic + "&partition=1");
		assertThat(subscribed.status()).isEqualTo(409);
		assertThat(subscribed.json().path("type").asString()).isEqualTo("urn:roster:problem:group-active");
		assertThat(subscribed.json().path("members")).hasSize(1);
		assertThat(subscribed.json().path("outcomes").get(0).path("outcome").asString()).isEqualTo("not-done");
		assertThat(this.http.get(this.path).json().path("resets")).isEmpty();
		assertThat(this.http.delete("/groups/" + this.group + "/offsets?topic=" + other).status()).isEqualTo(200);
		assertThat(Commits.offsets(this.group).keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()))
			.isEqualTo(Set.of(this.topic));
	}

	@Test
	void whatSomebodyElseCommitsRightAfterIsTold() {
		// A consumer outside of any group's protocol commits as fast as it can.
		AtomicBoolean told = new AtomicBoolean();
		this.consumers.start(this.group, Map.of(), (consumer) -> {
			consumer.assign(List.of(partition(0)));
			while (!told.get()) {
				consumer.commitSync(Map.of(partition(0), new OffsetAndMetadata(17)));
			}
		});
		Answer answer;
		try {
			await().until(() -> Commits.offsets(this.group).containsKey(partition(0)));
			// It may pause for longer than a write and a read take.
			answer = await().until(() -> this.http.post(this.path, TO_EARLIEST), (one) -> one.status() != 200);
		}
		finally {
			told.set(true);
		}
		assertThat(answer.status()).as(answer.text()).isEqualTo(409);
		assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:overwritten");
		JsonNode outcome = answer.json().path("outcomes").get(0);
		assertThat(outcome.path("outcome").asString()).isEqualTo("done");
		assertThat(outcome.path("overwritten").path("offset").asLong()).isEqualTo(17);
	}

	@Test
	void commitsOfATopicThatIsGoneDoNotFailTheRest() {
		String gone = this.topic + "-gone";
		TestKafka.createTopic(gone, 1);
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		Commits.setOffsets(this.group, Map.of(new TopicPartition(gone, 0), 0L));
		TestKafka.deleteTopics(List.of(gone));
		Answer answer = this.http.post(this.path, TO_EARLIEST);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(Commits.offsets(this.group)).containsEntry(partition(0), 0L);
	}

	@Test
	void shareGroupHasNothingToReset() {
		try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id", this.group),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			consumer.subscribe(List.of(this.topic));
			await().until(() -> {
				consumer.poll(Duration.ofMillis(100));
				return this.http.get("/groups/" + this.group).status() == 200;
			});
			Answer answer = this.http.post(this.path, TO_EARLIEST);
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:no-committed-offsets");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{}|400|to", "{\"to\":\"earliest\"}|400|scope",
			"{\"to\":\"nowhere\",\"scope\":{\"allTopics\":true}}|400|to",
			"{\"to\":1,\"scope\":{\"allTopics\":true}}|400|to",
			"{\"to\":\"earliest\",\"to\":\"latest\",\"scope\":{\"allTopics\":true}}|400|body",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":true,\"partition\":0,\"offset\":1}]}|400|offsets[0].topic",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"t-none\",\"partition\":0,\"offset\":1}]}|422|offsets",
			"{\"planId\":1,\"dryRun\":false}|400|planId", "{\"to\":\"earliest\",\"scope\":{}}|400|scope",
			"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true,\"topics\":[\"t\"]}}|400|scope",
			"{\"to\":\"earliest\",\"offset\":3,\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"offset\",\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"offset\",\"offset\":-1,\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"offset\",\"offset\":1.5,\"scope\":{\"allTopics\":true}}|400|offset",
			"{\"to\":\"shift\",\"shift\":\"3\",\"scope\":{\"allTopics\":true}}|400|shift",
			"{\"to\":\"datetime\",\"datetime\":\"24-11-22T06:05\",\"scope\":{\"allTopics\":true}}|400|datetime",
			"{\"to\":\"datetime\",\"datetime\":\"2026-02-30T06:05:00.000\",\"scope\":{\"allTopics\":true}}|400|datetime",
			"{\"to\":\"duration\",\"duration\":\"1h\",\"scope\":{\"allTopics\":true}}|400|duration",
			"{\"to\":\"explicit\",\"offsets\":[]}|400|offsets",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"t\",\"partition\":0}]}|400|offsets[0].offset",
			"{\"to\":\"explicit\",\"offsets\":[{\"topic\":\"t\",\"partition\":0,\"offset\":1},{\"topic\":\"t\",\"partition\":0,\"offset\":2}]}|400|offsets[1]",
			"{\"to\":\"explicit\",\"scope\":{\"allTopics\":true},\"offsets\":[{\"topic\":\"t\",\"partition\":0,\"offset\":1}]}|400|scope",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"t:x\"]}}|400|topics",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[{\"topic\":\"t\",\"partitions\":[]}]}}|400|scope.topics[0].partitions",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[{\"topic\":\"t\",\"partitions\":[1,1]}]}}|400|scope.topics[0].partitions",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[{\"topic\":\"t\",\"partitions\":[-1]}]}}|400|scope.topics[0].partitions",
			"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryrun\":false}|400|dryrun",
			"{\"planId\":\"p-x\"}|400|dryRun", "{\"planId\":\"p-x\",\"to\":\"latest\",\"dryRun\":false}|400|planId",
			"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"no-such-topic\"]}}|422|scope",
			"{\"planId\":\"p-x\",\"dryRun\":false}|404|", "{\"planId\":\"d-x\",\"dryRun\":false}|404|",
			"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}|404|" })
	void whatCannotBeIsRefusedWithTheField(String body, int status, String field) {
		Answer answer = this.http.post(this.path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().path("errors").path(0).path("field").asString(""))
			.isEqualTo((field != null) ? field : "");
		assertThat(Commits.of(this.group)).isEmpty();
	}

	@Test
	void partitionThatIsNotThereIsNamed() {
		Answer answer = this.http.post(this.path,
				"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"" + this.topic + ":0,3\"]},\"dryRun\":false}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json().path("detail").asString()).contains(this.topic + "-3");
		assertThat(Commits.of(this.group)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "t,0|line 1", "t,0,1\\nt,0|line 2", "t,x,1|line 1", "t,0,-1|line 1",
					"t,0,99999999999999999999|line 1", ",0,1|line 1", "\"t,0,1|body", "\"t\"x,0,1|body",
					"t,0,1\\nt,0,2|offsets[1]", "topic,partition,offset|line 1", "\\n|body" })
	void fileThatCannotBeIsRefusedWithItsLine(String file, String field) {
		Answer answer = this.http.post(this.path + "?dryRun=false", file.replace("\\n", "\n"), "Content-Type",
				"text/csv");
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.json().path("errors").path(0).path("field").asString()).isEqualTo(field);
		assertThat(Commits.of(this.group)).isEmpty();
	}

	@Test
	void severalGroupsAreResetAndOneThatFailsKeepsNoOtherFromIt() {
		String running = this.group + "-running";
		String absent = this.group + "-absent";
		Commits.setOffsets(this.group, Map.of(partition(0), 4L));
		this.consumers.start(running, Map.of(), (consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> Commits.offsets(running).size() == 3);
		Answer answer = this.http.post("/offset-resets",
				"{\"groups\":[\"" + String.join("\",\"", this.group, running, absent)
						+ "\"],\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}");
		assertThat(answer.status()).isEqualTo(409);
		Map<String, String> outcomes = new HashMap<>();
		answer.json()
			.path("outcomes")
			.forEach((outcome) -> outcomes.put(outcome.path("groupId").asString(), outcome.path("outcome").asString()));
		assertThat(outcomes).isEqualTo(Map.of(this.group, "done", running, "not-done", absent, "not-done"));
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 0L));
		Answer plans = this.http.post("/offset-resets",
				"{\"groups\":[\"" + this.group + "\"],\"to\":\"latest\",\"scope\":{\"allTopics\":true}}");
		String planId = plans.json().path("resets").get(0).path("planId").asString();
		assertThat(this.http.post("/offset-resets", "{\"planIds\":[\"" + planId + "\"],\"dryRun\":false}").status())
			.isEqualTo(200);
		assertThat(Commits.offsets(this.group)).isEqualTo(Map.of(partition(0), 10L));
		assertThat(this.http.post("/offset-resets", "{\"to\":\"latest\",\"scope\":{\"allTopics\":true}}").status())
			.isEqualTo(400);
	}

	@Test
	void conflictingParametersAreRefused() {
		assertThat(
				this.http.post(this.path + "?dryRun=false&dryRun=true", this.topic + ",0,1", "Content-Type", "text/csv")
					.status())
			.isEqualTo(400);
		assertThat(Commits.of(this.group)).isEmpty();
	}

	private String plan(String body) {
		Answer answer = this.http.post(this.path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("planId").asString();
	}

	private Answer execute(String planId) {
		return this.http.post(this.path, "{\"planId\":\"" + planId + "\",\"dryRun\":false}");
	}

	private TopicPartition partition(int number) {
		return new TopicPartition(this.topic, number);
	}

	private String state() {
		return this.http.get("/groups/" + this.group, "Cache-Control", "no-cache").json().path("state").asString("");
	}

}
