package io.roster.offset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.support.Commits;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What was replaced or deleted is put back, by whichever replica. */
@RosterTest
class UndoTests extends ResetTest {

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

}
