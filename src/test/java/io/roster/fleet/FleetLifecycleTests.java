package io.roster.fleet;

import java.util.UUID;

import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A service whose context is stopped and started again in one process. */
class FleetLifecycleTests {

	private final String topic = "lifecycle-" + UUID.randomUUID();

	private final String declared = this.topic + "-declared";

	private final String made = this.topic + "-made";

	private Service service;

	@BeforeEach
	void start() {
		TestKafka.createTopic(this.topic, 2);
		this.service = Service.start(TestKafka.bootstrapServers(), "roster.worker.groups[0].group-id=" + this.declared,
				"roster.worker.groups[0].topics=" + this.topic, "roster.worker.groups[0].count=1");
	}

	@AfterEach
	void stop() {
		this.service.close();
	}

	@Test
	void workersRunAgainAndGoOnWhereTheyWere() {
		assertThat(this.service.http().post(workers(this.made), "{\"topics\":[\"" + this.topic + "\"]}").status())
			.isEqualTo(201);
		TestKafka.produce(this.topic, 2, 0, 10);
		for (String group : new String[] { this.declared, this.made }) {
			await().untilAsserted(() -> assertThat(processed(group)).isEqualTo(10));
		}
		String id = worker(this.made).path("workerId").asString();
		this.service.restart();
		TestKafka.produce(this.topic, 2, 10, 15);
		for (String group : new String[] { this.declared, this.made }) {
			await().untilAsserted(() -> assertThat(processed(group)).isEqualTo(5));
		}
		assertThat(worker(this.made).path("workerId").asString()).isEqualTo(id);
		assertThat(this.service.http().post(workers(this.made), "{\"topics\":[\"" + this.topic + "\"]}").status())
			.isEqualTo(201);
		assertThat(this.service.http().delete(workers(this.made)).status()).isEqualTo(204);
	}

	private static String workers(String group) {
		return "/groups/" + group + "/workers";
	}

	private JsonNode worker(String group) {
		JsonNode workers = this.service.http().get(workers(group)).json().path("workers");
		assertThat(workers).hasSize(1);
		return workers.get(0);
	}

	private int processed(String group) {
		return worker(group).path("records").path("processed").asInt();
	}

}
