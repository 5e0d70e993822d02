package io.roster.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.roster.delivery.DeadLetters;
import io.roster.store.Stores;
import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RosterTest
class RedriveFailureTests {

	private static final Exception CAUSE = new IllegalStateException("No such customer");

	@Autowired
	private Http http;

	@Autowired
	private DeadLetters deadLetters;

	@Autowired
	private Redrives redrives;

	@Autowired
	private Stores stores;

	@Test
	void topicThatIsGoneKeepsNoOtherFromComingBack() throws Exception {
		TestKafka.createTopic("rf-gone", 1);
		TestKafka.createTopic("rf-there", 2);
		Commits.setOffsets("rf-g", Map.of(new TopicPartition("rf-there", 0), 0L));
		write("rf-g", DeadLetterWriter.record("rf-there", 1, 2, "k", "v"));
		// Of a topic that had more partitions once.
		write("rf-g", DeadLetterWriter.record("rf-there", 7, 3, "k", "v"));
		this.deadLetters.write(DeadLetterWriter.record("rf-gone", 0, 1, "k", "v"), "rf-there-dlt", "rf-g", CAUSE)
			.get(60, TimeUnit.SECONDS);
		TestKafka.deleteTopics(List.of("rf-gone"));
		await().until(() -> !TestKafka.topics().contains("rf-gone"));

		JsonNode dry = this.http.post("/groups/rf-g/dead-letters/redrive", "{}").json();
		assertThat(dry.path("count").asInt()).isEqualTo(1);
		assertThat(dry.path("errors").valueStream().map((error) -> error.path("status").asInt())).containsExactly(404,
				404);

		Answer answer = this.http.post("/groups/rf-g/dead-letters/redrive", "{\"dryRun\":false}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(409);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:not-all-done");
		JsonNode outcomes = answer.json().path("outcomes");
		assertThat(outcomes.valueStream()
			.map((outcome) -> outcome.path("topic").asString() + "-" + outcome.path("partition").asInt() + " "
					+ outcome.path("outcome").asString()))
			.containsExactly("rf-gone-0 not-done", "rf-there-1 done", "rf-there-7 not-done");
		assertThat(outcomes.get(0).path("detail").asString()).contains("gone");
		assertThat(DeadLetterWriter.read("rf-there")).hasSize(1);

		Answer repeated = this.http.post("/groups/rf-g/dead-letters/redrive", "{\"dryRun\":false}");
		assertThat(repeated.json().path("outcomes")).hasSize(2);
		assertThat(DeadLetterWriter.read("rf-there")).hasSize(1);
	}

	@Test
	void recordThatKafkaRefusesIsNotDoneAndWhatWasKnownOfItStays() throws Exception {
		TestKafka.createTopic("rf-large", 1);
		Commits.setOffsets("rf-large-g", Map.of(new TopicPartition("rf-large", 0), 0L));
		StringBuilder noise = new StringBuilder();
		new java.util.Random(1).ints(20_000, 'a', 'z').forEach((c) -> noise.append((char) c));
		write("rf-large-g", DeadLetterWriter.record("rf-large", 0, 1, "k", noise.toString()));
		write("rf-large-g", DeadLetterWriter.record("rf-large", 0, 2, "k", "small"));
		limit("rf-large", 10_000);

		Answer refused = this.http.post("/groups/rf-large-g/dead-letters/redrive", "{\"dryRun\":false}");
		assertThat(refused.status()).as(refused.text()).isGreaterThanOrEqualTo(400);
		assertThat(outcomes(refused)).containsExactly("not-done", "done");
		assertThat(isNotRedriven("rf-large-g", 1)).isTrue();
		assertThat(isNotRedriven("rf-large-g", 2)).isFalse();

		limit("rf-large", 1_000_000);
		assertThat(this.http.post("/groups/rf-large-g/dead-letters/redrive", "{\"dryRun\":false}")
			.json()
			.path("redriven")
			.asInt()).isEqualTo(1);
		limit("rf-large", 10_000);
		Answer again = this.http.post("/groups/rf-large-g/dead-letters/redrive", "{\"dryRun\":false,\"again\":true}");
		assertThat(outcomes(again)).containsExactly("not-done", "done");
		// That it was put back the first time is not forgotten.
		assertThat(isNotRedriven("rf-large-g", 1)).isFalse();
		assertThat(DeadLetterWriter.read("rf-large")).hasSize(3);
	}

	@Test
	void whatWasBegunAndNotFinishedIsUnknownAndComesBackOnlyIfAskedFor() throws Exception {
		TestKafka.createTopic("rf-begun", 1);
		Commits.setOffsets("rf-begun-g", Map.of(new TopicPartition("rf-begun", 0), 0L));
		write("rf-begun-g", DeadLetterWriter.record("rf-begun", 0, 1, "k", "v"));
		this.redrives.refresh();
		assertThat(this.redrives.claim("crashed", List.of(letter("rf-begun-dlt"))).ids()).hasSize(1);

		Answer answer = this.http.post("/groups/rf-begun-g/dead-letters/redrive", "{\"dryRun\":false}");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:outcome-unknown");
		assertThat(outcomes(answer)).containsExactly("unknown");
		assertThat(DeadLetterWriter.read("rf-begun")).isEmpty();

		assertThat(
				this.http.post("/groups/rf-begun-g/dead-letters/redrive", "{\"dryRun\":false,\"again\":true}").status())
			.isEqualTo(200);
		assertThat(DeadLetterWriter.read("rf-begun")).hasSize(1);
		assertThat(this.http.post("/groups/rf-begun-g/dead-letters/redrive", "{\"dryRun\":false}")
			.json()
			.path("alreadyRedriven")
			.asInt()).isEqualTo(1);
	}

	@Test
	void ofTwoReplicasThatClaimAtOnceOneGetsIt() throws Exception {
		TestKafka.createTopic("rf-race", 1);
		write("rf-race-g", DeadLetterWriter.record("rf-race", 0, 1, "k", "v"));
		DeadLetter letter = letter("rf-race-dlt");
		Redrives other = new Redrives(this.stores,
				new DeadLetterProperties("roster-redrives", Duration.ofDays(90), Duration.ofSeconds(3)),
				Clock.systemUTC());
		this.redrives.refresh();
		other.refresh();
		Redrives.Claim first = this.redrives.claim("one", List.of(letter));
		// Which does not know of it yet.
		Redrives.Claim second = other.claim("two", List.of(letter));
		assertThat(first.ids()).hasSize(1);
		assertThat(second.ids()).isEmpty();
		this.redrives.refresh();
		assertThat(this.redrives.of(letter).redriveId()).isEqualTo("one");
		this.redrives.done(first, List.of(letter), this.redrives.now());
		other.refresh();
		assertThat(other.of(letter).done()).isTrue();
	}

	@Test
	void kafkasOwnTopicsAreNotWrittenTo() throws Exception {
		TestKafka.createTopic("rf-forged-dlt", 1);
		this.deadLetters
			.write(DeadLetterWriter.record("__consumer_offsets", 0, 1, "k", "v"), "rf-forged-dlt", "rf-forged-g", CAUSE)
			.get(60, TimeUnit.SECONDS);
		Answer answer = this.http.post("/groups/rf-forged-g/dead-letters/redrive",
				"{\"dryRun\":false,\"deadLetterTopic\":\"rf-forged-dlt\"}");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(outcomes(answer)).containsExactly("not-done");
	}

	@Test
	void groupThatIsNotThereIs404() {
		assertThat(this.http.post("/groups/rf-absent/dead-letters/redrive", "{}").status()).isEqualTo(404);
		assertThat(this.http.post("/groups/rf-absent/dead-letters/redrive", "{\"deadLetterTopic\":\"rf-absent\"}")
			.status()).isEqualTo(422);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"limit\":0}", "{\"limit\":1001}", "{\"partition\":1}", "{\"topic\":\"a b\"}",
			"{\"from\":\"yesterday\"}", "{\"from\":5}",
			"{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}", "{\"deadLetters\":[]}",
			"{\"deadLetters\":[{\"deadLetterTopic\":\"t\"}]}",
			"{\"topic\":\"t\",\"deadLetters\":[{\"deadLetterTopic\":\"t\",\"deadLetterPartition\":0,\"deadLetterOffset\":0}]}",
			"{\"dryrun\":false}", "{\"again\":\"yes\"}", "{\"after\":\"%\"}", "" })
	void requestThatCannotBeRightIs400(String body) {
		Answer answer = this.http.post("/groups/rf-any/dead-letters/redrive", body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.json().path("errors")).isNotEmpty();
	}

	private void write(String groupId, ConsumerRecord<byte[], byte[]> record) throws Exception {
		DeadLetterWriter.write(this.deadLetters, groupId, record, CAUSE);
	}

	private static DeadLetter letter(String topic) {
		return DeadLetter.from(DeadLetterWriter.read(topic).get(0));
	}

	private static List<String> outcomes(Answer answer) {
		return answer.json()
			.path("outcomes")
			.valueStream()
			.map((outcome) -> outcome.path("outcome").asString())
			.toList();
	}

	/** Whether the dead letter of the record at an offset was not put back. */
	private boolean isNotRedriven(String groupId, long offset) {
		return this.http.get("/groups/" + groupId + "/dead-letters")
			.json()
			.path("deadLetters")
			.valueStream()
			.filter((letter) -> letter.path("offset").asLong() == offset)
			.allMatch((letter) -> letter.path("redrivenAt").isNull());
	}

	private static void limit(String topic, int bytes) throws Exception {
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
		TestKafka.admin()
			.incrementalAlterConfigs(Map.of(resource,
					List.of(new AlterConfigOp(new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
							AlterConfigOp.OpType.SET))))
			.all()
			.get(30, TimeUnit.SECONDS);
		await().until(() -> TestKafka.admin()
			.describeConfigs(List.of(resource))
			.all()
			.get(30, TimeUnit.SECONDS)
			.get(resource)
			.get("max.message.bytes")
			.value()
			.equals(String.valueOf(bytes)));
	}

}
