package io.roster.offset;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.roster.support.Commits;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Plans, executions and copies over HTTP. */
@RosterTest
class ResetControllerTests extends ResetTest {

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

}
