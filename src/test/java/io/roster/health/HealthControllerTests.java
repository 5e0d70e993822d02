package io.roster.health;

import java.util.Map;
import java.util.UUID;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RosterTest
class HealthControllerTests {

	@Autowired
	private Http http;

	private final String name = "health-" + UUID.randomUUID();

	private final TopicPartition first = new TopicPartition(this.name, 0);

	private final TopicPartition second = new TopicPartition(this.name, 1);

	@Test
	void groupThatReadsAllIsOk() {
		TestKafka.createTopic(this.name, 2);
		TestKafka.produce(this.name, 2, 0, 20);
		try (Consumers consumers = new Consumers()) {
			consumers.start(this.name, Map.of(), (consumer) -> consumer.subscribe(java.util.List.of(this.name)));
			await().until(() -> Long.valueOf(10).equals(Commits.offsets(this.name).get(this.first))
					&& Long.valueOf(10).equals(Commits.offsets(this.name).get(this.second)));
			JsonNode health = health("");
			assertThat(health.path("groupId").asString()).isEqualTo(this.name);
			assertThat(health.path("rules").asString()).isEqualTo("roster");
			assertThat(health.path("status").asString()).isEqualTo("ok");
			assertThat(health.path("reason").asString()).isEqualTo("All 2 partitions are read; nothing waits.");
			assertThat(health.path("lag").asLong(-1)).isZero();
			assertThat(health.path("causes")).isEmpty();
			assertThat(health.path("partitions")).isEmpty();
			assertThat(health.path("asOf").asString()).endsWith("Z");
			JsonNode row = health("?all=true").path("partitions").get(1);
			assertThat(row.path("topic").asString()).isEqualTo(this.name);
			assertThat(row.path("partition").asInt()).isEqualTo(1);
			assertThat(row.path("status").asString()).isEqualTo("ok");
			assertThat(row.path("cause").isNull()).isTrue();
			assertThat(row.path("committedOffset").asLong()).isEqualTo(10);
			assertThat(row.path("logEndOffset").asLong()).isEqualTo(10);
			assertThat(row.path("clientId").asString()).startsWith("consumer-");
		}
	}

	@Test
	void recordsThatWereDeletedUnreadAreAnError() {
		TestKafka.createTopic(this.name, 2);
		TestKafka.produce(this.name, 2, 0, 100);
		Commits.setOffsets(this.name, Map.of(this.first, 10L, this.second, 50L));
		TestKafka.deleteRecordsBefore(this.first, 35);
		JsonNode health = health("");
		assertThat(health.path("status").asString()).isEqualTo("error");
		assertThat(health.path("causes").get(0).asString()).isEqualTo("records-lost");
		assertThat(health.path("reason").asString()).isEqualTo("25 records of " + this.first
				+ " were deleted before they were read: the log begins at offset 35 and the committed offset is 10.");
		assertThat(health.path("partitions")).hasSize(1);
		JsonNode row = health.path("partitions").get(0);
		assertThat(row.path("cause").asString()).isEqualTo("records-lost");
		assertThat(row.path("lag").asLong()).isEqualTo(40);
		assertThat(row.path("timeLag").asString()).startsWith("PT");
		assertThat(row.path("memberId").isNull()).isTrue();
	}

	@Test
	void burrowsRulesAnswerWithBurrowsFields() {
		TestKafka.createTopic(this.name, 2);
		TestKafka.produce(this.name, 2, 0, 100);
		// So that the commits below are no longer from before the first look.
		assertThat(this.http.get("/groups/" + this.name + "/health").status()).isEqualTo(404);
		Commits.setOffsets(this.name, Map.of(this.first, 10L, this.second, 50L));
		health("?rules=burrow");
		JsonNode health = health("?rules=BURROW");
		assertThat(health.path("rules").asString()).isEqualTo("burrow");
		assertThat(health.path("status").asString()).isEqualTo("ERR");
		assertThat(health.path("complete").asDouble(-1)).isZero();
		assertThat(health.path("partition_count").asInt()).isEqualTo(2);
		assertThat(health.path("totallag").asLong()).isEqualTo(40);
		assertThat(health.path("maxlag").path("partition").asInt(-1)).isZero();
		assertThat(health.path("maxlag").path("current_lag").asLong()).isEqualTo(40);
		assertThat(health.path("reason").asString()).contains("which is STOP with a lag of 40");
		assertThat(health.path("partitions")).hasSize(1);
		JsonNode row = health.path("partitions").get(0);
		assertThat(row.path("status").asString()).isEqualTo("STOP");
		assertThat(row.path("complete").asDouble()).isEqualTo(0.1);
		assertThat(row.path("end").path("offset").asLong()).isEqualTo(10);
		assertThat(row.path("end").path("lag").asLong()).isEqualTo(40);
		assertThat(row.path("client_id").asString()).isEmpty();
		assertThat(health("?rules=burrow&all=true").path("partitions")).hasSize(2);
	}

	@Test
	void groupThatIsNewerThanTheSnapshotIsFound() {
		this.http.get("/groups/" + this.name + "/health");
		TestKafka.createTopic(this.name, 2);
		Commits.setOffsets(this.name, Map.of(this.first, 0L));
		Http.Answer answer = this.http.get("/groups/" + this.name + "/health");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().path("status").asString()).isEqualTo("ok");
	}

	@Test
	void absentGroupIsAProblem() {
		for (String part : java.util.List.of("health", "coverage", "coverage?probe=true")) {
			Http.Answer answer = this.http.get("/groups/" + this.name + "/" + part);
			assertThat(answer.status()).as(part).isEqualTo(404);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:no-such-group");
		}
	}

	@Test
	void otherRulesAreRefused() {
		Http.Answer answer = this.http.get("/groups/" + this.name + "/health?rules=mine");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("rules");
		assertThat(answer.json().path("detail").asString()).isEqualTo("rules must be roster or burrow, not 'mine'");
		assertThat(this.http.get("/groups/" + this.name + "/health?all=maybe").status()).isEqualTo(400);
	}

	private JsonNode health(String query) {
		Http.Answer answer = this.http.get("/groups/" + this.name + "/health" + query, "Cache-Control", "no-cache");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json();
	}

}
