package io.roster.health;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RosterTest
class CoverageTests {

	@Autowired
	private Http http;

	private final String name = "coverage-" + UUID.randomUUID();

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void groupWithAnOwnerForEachPartitionIsCovered(String protocol) {
		TestKafka.createTopic(this.name, 3);
		try (Consumers consumers = new Consumers()) {
			for (int i = 0; i < 2; i++) {
				consumers.start(this.name, Map.of("group.protocol", protocol),
						(consumer) -> consumer.subscribe(List.of(this.name)));
			}
			JsonNode coverage = await().until(() -> get("?probe=true"), (probe) -> probe.status() == 200).json();
			assertThat(coverage.path("groupId").asString()).isEqualTo(this.name);
			assertThat(coverage.path("covered").asBoolean()).isTrue();
			assertThat(coverage.path("total").asInt()).isEqualTo(3);
			assertThat(coverage.path("partitions")).isEmpty();
			assertThat(coverage.path("reason").asString()).isEqualTo("Each of 3 partitions has exactly one owner.");
			assertThat(coverage.path("asOf").asString()).endsWith("Z");
		}
		await().until(() -> get("?probe=true").status() != 200);
	}

	@Test
	void partitionWithoutAnOwnerIsListedAndTheProbeFails() {
		String other = this.name + "-other";
		TestKafka.createTopic(this.name, 2);
		TestKafka.createTopic(other, 2);
		Commits.setOffsets(this.name, Map.of(new TopicPartition(other, 1), 0L));
		try (Consumers consumers = new Consumers()) {
			consumers.start(this.name, Map.of(), (consumer) -> consumer.subscribe(List.of(this.name)));
			await().until(() -> get("").json().path("partitions").size() == 2);
			Http.Answer probe = get("?probe=true");
			assertThat(probe.status()).isEqualTo(503);
			assertThat(probe.header("Content-Type")).isEqualTo("application/json");
			JsonNode coverage = probe.json();
			assertThat(coverage.path("covered").asBoolean(true)).isFalse();
			assertThat(coverage.path("total").asInt()).isEqualTo(4);
			assertThat(coverage.path("reason").asString())
				.isEqualTo("2 of 4 partitions have not exactly one owner, such as " + other
						+ "-0, which has none; the group is in state Stable.");
			JsonNode row = coverage.path("partitions").get(1);
			assertThat(row.path("topic").asString()).isEqualTo(other);
			assertThat(row.path("partition").asInt()).isEqualTo(1);
			assertThat(row.path("owners").asInt(-1)).isZero();
			assertThat(get("").status()).isEqualTo(200);
		}
	}

	@Test
	void groupWithoutAnyPartitionIsNotCoveredAndSaysWhy() {
		TestKafka.createTopic(this.name, 1);
		try (Consumers consumers = new Consumers()) {
			consumers.start(this.name, Map.of(), (consumer) -> consumer.subscribe(List.of(this.name + "-absent")));
			await().until(() -> get("").status() == 200);
			Http.Answer probe = get("?probe=true");
			assertThat(probe.status()).isEqualTo(503);
			assertThat(probe.json().path("covered").asBoolean(true)).isFalse();
			assertThat(probe.json().path("total").asInt(-1)).isZero();
			assertThat(probe.json().path("reason").asString())
				.startsWith("No partition is known to belong to the group");
		}
	}

	@Test
	void workersByHandCoverTheirPartitions() {
		TestKafka.createTopic(this.name, 2);
		String body = "{\"partitions\":[{\"topic\":\"%s\",\"partitions\":[0]}]}".formatted(this.name);
		assertThat(this.http.post("/groups/" + this.name + "/workers", body).status()).isEqualTo(201);
		Commits.setOffsets(this.name, Map.of(new TopicPartition(this.name, 0), 0L));
		await().untilAsserted(() -> {
			JsonNode coverage = get("").json();
			assertThat(coverage.path("partitions")).hasSize(1);
			assertThat(coverage.path("partitions").get(0).path("partition").asInt(-1)).isEqualTo(1);
			assertThat(coverage.path("total").asInt()).isEqualTo(2);
		});
		this.http.delete("/groups/" + this.name + "/workers");
	}

	private Http.Answer get(String query) {
		return this.http.get("/groups/" + this.name + "/coverage" + query, "Cache-Control", "no-cache");
	}

}
