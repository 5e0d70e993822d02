package io.roster.fleet;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers whose consumers have died. */
@RosterTest
class WorkerFailureTests {

	@Autowired
	private Http http;

	private final String topic = "failures-" + UUID.randomUUID();

	private final String path = "/groups/" + this.topic + "/workers";

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, 2);
	}

	@AfterEach
	void stopAll() {
		assertThat(this.http.delete(this.path).status()).isEqualTo(204);
	}

	@Test
	void workerWithoutWhereToBeginFailsAndSaysSo() {
		add("{\"topics\":[\"%s\"],\"autoOffsetReset\":\"none\"}".formatted(this.topic));
		await().until(() -> "failed".equals(workers().get(0).path("state").asString()));
		JsonNode worker = workers().get(0);
		assertThat(worker.path("lastError").asString()).isNotEmpty();
		Http.Answer health = this.http.get("/actuator/health");
		assertThat(health.status()).isEqualTo(503);
		JsonNode failed = health.json().path("components").path("workers").path("details").path("failed");
		assertThat(failed.path(worker.path("workerId").asString()).asString()).contains(this.topic);
		assertThat(this.http.get("/actuator/health/readiness").status()).isEqualTo(200);
		assertThat(this.http.delete(this.path + "/" + worker.path("workerId").asString()).status()).isEqualTo(204);
		assertThat(this.http.get("/actuator/health").status()).isEqualTo(200);
	}

	@Test
	void failedWorkersAreReplacedByScaling() {
		add("{\"topics\":[\"%s\"],\"autoOffsetReset\":\"none\"}".formatted(this.topic));
		await().until(() -> "failed".equals(workers().get(0).path("state").asString()));
		String failed = workers().get(0).path("workerId").asString();
		JsonNode scaled = this.http.patch(this.path, "{\"count\":2}").json();
		assertThat(ids(scaled)).hasSize(2).doesNotContain(failed);
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

}
