package io.roster.fleet;

import java.util.List;
import java.util.UUID;

import io.roster.support.Http;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers whose containers die without being asked to. */
class WorkerRestartTests {

	private final String topic = "restarts-" + UUID.randomUUID();

	private final String path = "/groups/" + this.topic + "/workers";

	private Service service;

	@BeforeEach
	void start() {
		TestKafka.createTopic(this.topic, 1);
		this.service = Service.start(TestKafka.bootstrapServers(), "roster.worker.max-restarts=1");
	}

	@AfterEach
	void stop() {
		this.service.close();
	}

	@Test
	void workerThatDiesIsStartedAgainUntilItHasDiedTooOftenAndTriesAnewWhenAsked() {
		Http http = this.service.http();
		assertThat(http.post(this.path, "{\"topics\":[\"" + this.topic + "\"]}").status()).isEqualTo(201);
		awaitState("running");
		String id = worker().path("workerId").asString();
		String startedAt = worker().path("startedAt").asString();
		kill(id);
		await().until(() -> worker().path("state").asString().equals("running")
				&& !worker().path("startedAt").asString().equals(startedAt));
		assertThat(worker().path("workerId").asString()).isEqualTo(id);
		assertThat(http.get("/actuator/health/workers").status()).isEqualTo(200);
		kill(id);
		awaitState("failed");
		assertThat(worker().path("lastError").asString()).isEqualTo("Its consumer ended");
		Http.Answer health = http.get("/actuator/health/workers");
		assertThat(health.status()).isEqualTo(503);
		assertThat(health.json().path("details").path("failed").path(id).asString()).contains("Its consumer ended");
		assertThat(http.get("/actuator/metrics/roster.workers?tag=state:failed")
			.json()
			.path("measurements")
			.get(0)
			.path("value")
			.asInt()).isEqualTo(1);
		assertThat(http.post(this.path + "/" + id + "/restart", "").status()).isEqualTo(200);
		awaitState("running");
		assertThat(http.get("/actuator/health/workers").status()).isEqualTo(200);
		assertThat(http.get("/actuator/health/fleet").json().path("details").path("slots")).hasSize(24);
	}

	@Test
	void groupOfTheReplicasIsHiddenAndNobodyWritesToIt() {
		Http http = this.service.http();
		assertThat(http.post(this.path, "{\"topics\":[\"" + this.topic + "\"]}").status()).isEqualTo(201);
		awaitState("running");
		String own = http.get("/actuator/health/fleet").json().path("details").path("group").asString();
		assertThat(http.get("/groups?search=" + own, "Cache-Control", "no-cache").json().path("total").asInt())
			.isZero();
		assertThat(http.get("/groups?internal=true&search=" + own, "Cache-Control", "no-cache").json().path("groups"))
			.hasSize(1);
		String group = "/groups/" + own;
		assertThat(http.get(group).status()).isEqualTo(200);
		for (Http.Answer refused : List.of(http.delete(group),
				http.post(group + "/workers", "{\"topics\":[\"" + this.topic + "\"]}"),
				http.delete(group + "/members?instanceId=x"),
				http.post(group + "/offset-resets", "{\"to\":\"offset\",\"offset\":0,\"scope\":{\"topics\":[\""
						+ this.topic + "\"]},\"dryRun\":false}"))) {
			assertThat(refused.status()).as(refused.text()).isEqualTo(409);
			assertThat(refused.json().path("type").asString()).isEqualTo("urn:roster:problem:own-group");
		}
	}

	private void kill(String id) {
		MessageListenerContainer container = this.service.bean(KafkaListenerEndpointRegistry.class)
			.getListenerContainer(id);
		assertThat(container).isNotNull();
		container.stopAbnormally(() -> {
		});
	}

	private void awaitState(String state) {
		await().until(() -> worker().path("state").asString().equals(state));
	}

	private JsonNode worker() {
		return this.service.http().get(this.path).json().path("workers").get(0);
	}

}
