package io.roster.cluster;

import java.nio.file.Path;

import io.roster.support.Http;
import io.roster.support.SecuredKafka;
import io.roster.support.Service;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * On a broker with an authorizer the service may do some things and not others; one
 * refusal fails nothing else.
 */
class RefusalTests {

	@TempDir
	private Path data;

	@Test
	void whatKafkaRefusesIsSaidAndTheRestIsAnswered() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("open", "closed");
			kafka.allow(ResourceType.GROUP, "shared", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.GROUP, "mine", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, "open", AclOperation.DESCRIBE);
			kafka.commit("payroll", 0, "open", "closed");
			kafka.commit("shared", 0, "open", "closed");
			try (Service service = kafka.service("roster")) {
				Http http = service.http();
				await().until(() -> http.get("/actuator/health/readiness").status() == 200);
				Http.Answer refused = http.get("/groups/payroll");
				assertThat(refused.status()).isEqualTo(403);
				assertThat(refused.json().path("type").asString()).isEqualTo("urn:roster:problem:kafka-refused");
				assertThat(http.get("/groups/payroll/exists").status()).isEqualTo(403);
				assertThat(http.post("/groups/payroll/workers", "{\"topics\":[\"open\"]}").status()).isEqualTo(403);
				assertThat(http.post("/groups/mine/workers", "{\"topics\":[\"closed\"]}").status()).isIn(403, 422);
				assertThat(http.get("/workers").json().path("workers")).isEmpty();

				JsonNode list = http.get("/groups").json();
				assertThat(list.path("groups").valueStream().map((g) -> g.path("groupId").asString()))
					.containsExactly("shared");

				// Kafka leaves out the offsets of topics that the service may not see,
				// and the group is read all the same.
				JsonNode shared = http.get("/groups/shared/assignments").json();
				assertThat(shared.path("partitions").valueStream().map((row) -> row.path("topic").asString()))
					.containsExactly("open");
				assertThat(shared.path("partitions").get(0).path("logEndOffset").asLong()).isZero();
			}
			try (Service stranger = kafka.service("nobody")) {
				assertThat(stranger.http().get("/groups").status()).isEqualTo(503);
				assertThat(stranger.http().get("/groups").json().path("detail").asString()).contains("credentials");
				assertThat(stranger.http().get("/actuator/health/readiness").status()).isEqualTo(503);
			}
		}
	}

}
