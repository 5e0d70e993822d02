package io.roster.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import io.roster.support.Service;
import io.roster.support.TestKafka;
import io.roster.support.Webhook;
import io.roster.support.Webhook.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers with partitions by hand that move, since a replica has come. */
class HandoverTests {

	private static final int PARTITIONS = 4;

	private static final int RECORDS = 400;

	private final String topic = "handover-" + UUID.randomUUID();

	private final String fleet = "fleet-" + UUID.randomUUID();

	private final Webhook webhook = Webhook.start();

	@AfterEach
	void close() {
		this.webhook.close();
	}

	@Test
	void oneBeginsWhenTheOtherHasCommittedSoNothingComesTwice() {
		TestKafka.createTopic(this.topic, PARTITIONS);
		TestKafka.produce(this.topic, PARTITIONS, 0, RECORDS);
		this.webhook.answer(Answer.of(200).after(Duration.ofMillis(500)));
		try (Service one = replica("one")) {
			for (int partition = 0; partition < PARTITIONS; partition++) {
				assertThat(one.http().post("/groups/" + this.topic + "/workers", """
						{"partitions":[{"topic":"%s","partitions":[%d]}],
						 "handler":{"type":"http","url":"%s","inFlight":2}}
						""".formatted(this.topic, partition, this.webhook.url())).status()).isEqualTo(201);
			}
			await().until(() -> this.webhook.requests() > 20);
			try (Service other = replica("other")) {
				await().until(() -> running(one).equals(Map.of("one", 2L, "other", 2L)));
				await().atMost(Duration.ofMinutes(2)).until(() -> committed(other) == RECORDS);
			}
		}
		assertThat(this.webhook.received().stream().map((request) -> request.header("ce-id")).distinct())
			.hasSize(RECORDS);
		assertThat(this.webhook.received()).hasSize(RECORDS);
	}

	private Service replica(String instance) {
		return Service.start(TestKafka.bootstrapServers(), "roster.fleet.name=" + this.fleet,
				"roster.worker.instance=" + instance);
	}

	private Map<String, Long> running(Service replica) {
		return replica.http()
			.get("/groups/" + this.topic + "/workers")
			.json()
			.path("workers")
			.valueStream()
			.filter((worker) -> worker.path("state").asString().equals("running"))
			.collect(Collectors.groupingBy((worker) -> worker.path("instance").asString(), Collectors.counting()));
	}

	private long committed(Service replica) {
		JsonNode offsets = replica.http()
			.get("/groups/" + this.topic + "/offsets", "Cache-Control", "no-cache")
			.json()
			.path("offsets");
		return offsets.valueStream().mapToLong((row) -> row.path("committedOffset").asLong()).sum();
	}

}
