package io.roster.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.Http;
import io.roster.support.Service;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
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

	private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required "
			+ "username=\"%s\" password=\"secret\"";

	@TempDir
	private Path data;

	@Test
	void whatKafkaRefusesIsSaidAndTheRestIsAnswered() throws Exception {
		int port = SandboxBroker.freePort();
		String bootstrap = "127.0.0.1:" + port;
		try (SandboxBroker broker = SandboxBroker.start(this.data, port, withAuthorizer())) {
			assertThat(broker.bootstrapServers()).isEqualTo(bootstrap);
			prepare(bootstrap);
			try (Service service = Service.start(bootstrap, "roster.cluster.timeout=3s",
					"spring.kafka.security.protocol=SASL_PLAINTEXT", "spring.kafka.properties.sasl.mechanism=PLAIN",
					"spring.kafka.properties.sasl.jaas.config=" + LOGIN.formatted("roster") + ";")) {
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
			try (Service stranger = Service.start(bootstrap, "roster.cluster.timeout=3s",
					"spring.kafka.security.protocol=SASL_PLAINTEXT", "spring.kafka.properties.sasl.mechanism=PLAIN",
					"spring.kafka.properties.sasl.jaas.config=" + LOGIN.formatted("nobody") + ";")) {
				assertThat(stranger.http().get("/groups").status()).isEqualTo(503);
				assertThat(stranger.http().get("/groups").json().path("detail").asString()).contains("credentials");
				assertThat(stranger.http().get("/actuator/health/readiness").status()).isEqualTo(503);
			}
		}
	}

	private static Map<String, String> withAuthorizer() {
		String users = LOGIN.formatted("admin") + " user_admin=\"secret\" user_roster=\"secret\";";
		return Map.of("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENT:SASL_PLAINTEXT",
				"sasl.enabled.mechanisms", "PLAIN", "sasl.mechanism.inter.broker.protocol", "PLAIN",
				"listener.name.client.plain.sasl.jaas.config", users, "authorizer.class.name",
				"org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users", "User:ANONYMOUS;User:admin");
	}

	private static void prepare(String bootstrap) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "security.protocol", "SASL_PLAINTEXT",
				"sasl.mechanism", "PLAIN", "sasl.jaas.config", LOGIN.formatted("admin") + ";"))) {
			admin.createTopics(List.of(new NewTopic("open", 1, (short) 1), new NewTopic("closed", 1, (short) 1)))
				.all()
				.get(20, TimeUnit.SECONDS);
			admin.createAcls(List.of(allow(ResourceType.GROUP, "shared"), allow(ResourceType.GROUP, "mine"),
					allow(ResourceType.TOPIC, "open")))
				.all()
				.get(20, TimeUnit.SECONDS);
			for (String group : List.of("payroll", "shared")) {
				await().ignoreExceptions().until(() -> {
					admin
						.alterConsumerGroupOffsets(group,
								Map.of(new TopicPartition("open", 0), new OffsetAndMetadata(0),
										new TopicPartition("closed", 0), new OffsetAndMetadata(0)))
						.all()
						.get(20, TimeUnit.SECONDS);
					return true;
				});
			}
		}
	}

	private static AclBinding allow(ResourceType type, String name) {
		return new AclBinding(new ResourcePattern(type, name, PatternType.LITERAL),
				new AccessControlEntry("User:roster", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW));
	}

}
