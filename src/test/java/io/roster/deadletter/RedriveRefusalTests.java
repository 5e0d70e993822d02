package io.roster.deadletter;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.roster.delivery.DeadLetters;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.SecuredKafka;
import io.roster.support.Service;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Kafka does not let the service do all of it. */
class RedriveRefusalTests {

	private static final String PATH = "/groups/g/dead-letters";

	@TempDir
	private Path data;

	@Test
	void whatIsRefusedIsSaidAndTheRestIsShown() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("orders", "orders-dlt", "returns", "returns-dlt");
			kafka.allow(ResourceType.GROUP, "g", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, "orders", AclOperation.READ);
			kafka.allow(ResourceType.TOPIC, "orders-dlt", AclOperation.READ, AclOperation.WRITE);
			kafka.allow(ResourceType.TOPIC, "returns", AclOperation.READ);
			kafka.commit("g", 0, "orders", "returns");
			try (Service service = kafka.service("roster")) {
				Http http = service.http();
				await().until(() -> http.get("/actuator/health/readiness").status() == 200);
				write(service, "orders");

				// Neither another dead letter topic nor what was put back can be seen.
				Answer page = http.get(PATH);
				assertThat(page.status()).as(page.text()).isEqualTo(200);
				assertThat(page.json().path("deadLetters")).hasSize(1);
				assertThat(page.json().path("errors").valueStream().map((error) -> error.path("topic").asString()))
					.containsExactly("returns-dlt", "roster-redrives");
				assertThat(http.post(PATH + "/redrive", "{\"dryRun\":false}").status()).isEqualTo(403);

				kafka.allow(ResourceType.TOPIC, "returns-dlt", AclOperation.WRITE);
				write(service, "returns");
				// It can be described and written to, but not read.
				await().untilAsserted(() -> {
					JsonNode other = http.get(PATH).json();
					assertThat(other.path("deadLetterTopics").valueStream().map(JsonNode::asString))
						.containsExactly("orders-dlt", "returns-dlt");
					assertThat(other.path("deadLetters")).hasSize(1);
					assertThat(other.path("next").isNull()).isTrue();
					assertThat(other.path("errors").get(0).path("topic").asString()).isEqualTo("returns-dlt");
					assertThat(other.path("errors").get(0).path("status").asInt()).isEqualTo(403);
				});
				kafka.allow(ResourceType.TOPIC, "roster-redrives", AclOperation.READ, AclOperation.WRITE,
						AclOperation.CREATE);
				await().until(() -> http.post(PATH + "/redrive", "{}").status() == 200);
				Answer unread = http.post(PATH + "/redrive", "{\"deadLetters\":[{\"deadLetterTopic\":\"returns-dlt\","
						+ "\"deadLetterPartition\":0,\"deadLetterOffset\":0}]}");
				assertThat(unread.status()).as(unread.text()).isEqualTo(403);

				Answer refused = http.post(PATH + "/redrive", "{\"dryRun\":false}");
				assertThat(refused.status()).as(refused.text()).isEqualTo(403);
				JsonNode outcome = refused.json().path("outcomes").get(0);
				assertThat(outcome.path("outcome").asString()).isEqualTo("not-done");
				assertThat(outcome.path("detail").asString()).contains("does not allow");

				kafka.allow(ResourceType.TOPIC, "orders", AclOperation.WRITE);
				await().until(() -> http.post(PATH + "/redrive", "{\"dryRun\":false}").status() == 200);
				assertThat(http.post(PATH + "/redrive", "{}").json().path("alreadyRedriven").asInt()).isEqualTo(1);
			}
		}
	}

	private static void write(Service service, String topic) {
		// The producer may not have heard yet that it may.
		await().ignoreExceptions().until(() -> {
			service.bean(DeadLetters.class)
				.write(DeadLetterWriter.record(topic, 0, 7, "k", "v"), topic + "-dlt", "g",
						new IllegalStateException("x"))
				.get(60, TimeUnit.SECONDS);
			return true;
		});
	}

}
