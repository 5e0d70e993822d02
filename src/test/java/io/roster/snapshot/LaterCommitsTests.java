package io.roster.snapshot;

import java.util.Map;
import java.util.UUID;

import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RosterTest
@TestPropertySource(properties = { "roster.snapshot.interval=1h", "roster.commits.follow=true" })
class LaterCommitsTests {

	private final String name = "later-" + UUID.randomUUID();

	private final TopicPartition partition = new TopicPartition(this.name, 0);

	@Autowired
	private Http http;

	@Test
	void lagIsFreshBetweenSnapshots() {
		TestKafka.createTopic(this.name, 1);
		TestKafka.produce(this.name, 1, 0, 100);
		Commits.setOffsets(this.name, Map.of(this.partition, 10L));
		JsonNode first = list("no-cache");
		assertThat(first.path("lag").asLong()).isEqualTo(90);
		Commits.setOffsets(this.name, Map.of(this.partition, 40L));
		await().untilAsserted(() -> assertThat(list("").path("lag").asLong()).isEqualTo(60));
		TestKafka.produce(this.name, 1, 100, 107);
		await().untilAsserted(() -> assertThat(list("").path("lag").asLong()).isEqualTo(67));
		assertThat(list("").path("members").asInt(-1)).isZero();
		assertThat(list("").path("partitions").asInt()).isEqualTo(1);
	}

	private JsonNode list(String cacheControl) {
		return this.http.get("/groups?search=" + this.name, "Cache-Control", cacheControl).json().path("groups").get(0);
	}

}
