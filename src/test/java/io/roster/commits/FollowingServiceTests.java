package io.roster.commits;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.SecuredKafka;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The service with and without {@code roster.commits.follow}. */
@RosterTest
class FollowingServiceTests {

	@TempDir
	private Path data;

	private final String name = "following-" + UUID.randomUUID();

	@Test
	void topicThatMayNotBeReadIsTriedAgainAndTheServiceWorks() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("open");
			kafka.commit("shared", 3, "open");
			kafka.allow(ResourceType.GROUP, "shared", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, "open", AclOperation.DESCRIBE);
			try (Service service = kafka.service("roster", "roster.commits.follow=true")) {
				Http http = service.http();
				await().until(() -> http.get("/actuator/health/commits")
					.json()
					.path("details")
					.path("error")
					.asString("")
					.contains("does not allow"));
				JsonNode health = http.get("/actuator/health/commits").json();
				assertThat(health.path("status").asString()).isEqualTo("UNKNOWN");
				assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(200);
				assertThat(http.get("/groups/shared/offsets").json().path("offsets")).hasSize(1);
				// One may see it, and not yet read it.
				kafka.allow(ResourceType.TOPIC, Topic.GROUP_METADATA_TOPIC_NAME, AclOperation.DESCRIBE);
				await().until(() -> http.get("/actuator/health/commits")
					.json()
					.path("details")
					.path("error")
					.asString("")
					.contains(Topic.GROUP_METADATA_TOPIC_NAME));
				kafka.allow(ResourceType.TOPIC, Topic.GROUP_METADATA_TOPIC_NAME, AclOperation.READ);
				Commits commits = service.bean(Commits.class);
				await().until(() -> commits.offset("shared", "open", 0) == 3);
				await().until(() -> http.get("/actuator/health/commits").json().path("status").asString().equals("UP"));
			}
		}
	}

	@Test
	void serviceFollowsIfItIsTold() {
		TestKafka.createTopic(this.name, 1);
		io.roster.support.Commits.setOffsets(this.name, Map.of(new TopicPartition(this.name, 0), 4L));
		try (Service service = Service.start(TestKafka.bootstrapServers(), "roster.commits.follow=true")) {
			Commits commits = service.bean(Commits.class);
			await().until(() -> commits.offset(this.name, this.name, 0) == 4);
			await().until(
					() -> service.http().get("/actuator/health/commits").json().path("status").asString().equals("UP"));
			JsonNode details = service.http().get("/actuator/health/commits").json().path("details");
			assertThat(details.path("partitions").asInt()).isPositive();
			assertThat(details.path("asOf").asString()).isNotEmpty();
			JsonNode read = service.http().get("/actuator/metrics/roster.commits.records?tag=type:commit").json();
			assertThat(read.path("measurements").get(0).path("value").asDouble()).isPositive();
			JsonNode lag = service.http().get("/actuator/metrics/roster.commits.lag").json();
			assertThat(lag.path("measurements").get(0).path("value").asDouble()).isNotNegative();
			service.restart();
			io.roster.support.Commits.setOffsets(this.name, Map.of(new TopicPartition(this.name, 0), 5L));
			await().until(() -> commits.offset(this.name, this.name, 0) == 5);
		}
	}

	@Test
	void serviceDoesNotFollowUnlessItIsTold(@Autowired Commits untold, @Autowired Http http) {
		assertThat(http.get("/actuator/health/commits").status()).isEqualTo(404);
		assertThat(http.get("/actuator/metrics/roster.commits.lag").status()).isEqualTo(404);
		assertThat(untold.seenUpTo("g")).isEqualTo(-1);
	}

}
