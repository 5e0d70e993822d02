package io.roster.offset;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

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

/**
 * What the service may do covers some groups and topics only: the others are left out or
 * named, and fail nothing else.
 */
class ResetRefusalTests {

	private static final String LOG_TOPIC = "roster-offset-resets";

	@TempDir
	private Path data;

	@Test
	void halfOfAResetIsRefusedAndTheOtherHalfDoneAndNeverTwice() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("a", "b", LOG_TOPIC);
			kafka.commit("g", 100, "a", "b");
			allowGroup(kafka, "g");
			allowLog(kafka);
			kafka.allow(ResourceType.TOPIC, "a", AclOperation.READ, AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, "b", AclOperation.DESCRIBE);
			try (Service service = kafka.service("roster")) {
				Http http = ready(service);
				String path = "/groups/g/offset-resets";
				String planId = http.post(path, "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}")
					.json()
					.path("planId")
					.asString();
				String execute = "{\"planId\":\"" + planId + "\",\"dryRun\":false}";
				Answer half = http.post(path, execute);
				assertThat(half.status()).as(half.text()).isEqualTo(403);
				assertThat(outcomes(half)).isEqualTo(Map.of("a", "done", "b", "not-done"));
				assertThat(kafka.committed("g")).isEqualTo(Map.of("a", 0L, "b", 100L));
				String resetId = half.json().path("resetId").asString();

				// Somebody reads on, to where the plan once began.
				kafka.commit("g", 100, "a");
				kafka.allow(ResourceType.TOPIC, "b", AclOperation.READ);
				await().until(() -> http.post(path, execute).status() == 200);
				assertThat(kafka.committed("g")).isEqualTo(Map.of("a", 100L, "b", 0L));
				assertThat(http.get(path + "/" + resetId).json().path("state").asString()).isEqualTo("done");
			}
		}
	}

	@Test
	void undoLeavesAloneWhatWasNotWritten() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("a", "b", LOG_TOPIC);
			kafka.commit("g", 50, "a", "b");
			allowGroup(kafka, "g");
			allowLog(kafka);
			kafka.allow(ResourceType.TOPIC, "a", AclOperation.READ, AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, "b", AclOperation.DESCRIBE);
			try (Service service = kafka.service("roster")) {
				Http http = ready(service);
				String path = "/groups/g/offset-resets";
				Answer half = http.post(path, "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}");
				assertThat(half.status()).isEqualTo(403);
				kafka.commit("g", 90, "b");
				String undo = path + "/" + half.json().path("resetId").asString() + "/undo";
				assertThat(http.send("POST", undo, null).status()).isEqualTo(200);
				assertThat(kafka.committed("g")).isEqualTo(Map.of("a", 50L, "b", 90L));
				// A repeat of the request does not put back what came after it.
				kafka.commit("g", 70, "a");
				assertThat(http.send("POST", undo, null).status()).isEqualTo(200);
				assertThat(kafka.committed("g")).isEqualTo(Map.of("a", 70L, "b", 90L));
			}
		}
	}

	@Test
	void whatTheServiceMayNotSeeFailsNothingElse() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("a", "hidden", LOG_TOPIC);
			kafka.commit("mine", 5, "a", "hidden");
			kafka.commit("secret", 5, "a");
			kafka.allow(ResourceType.CLUSTER, "kafka-cluster", AclOperation.DESCRIBE);
			allowGroup(kafka, "mine");
			allowLog(kafka);
			kafka.allow(ResourceType.TOPIC, "a", AclOperation.READ, AclOperation.DESCRIBE);
			try (Service service = kafka.service("roster")) {
				Http http = ready(service);
				Answer csv = http.get("/groups", "Accept", "text/csv");
				assertThat(csv.text()).isEqualTo("mine,a,0,5\n");
				assertThat(csv.header("Roster-Groups-Left-Out")).isEqualTo("1");
				assertThat(http.get("/groups", "Accept", "text/plain").text()).isEqualTo("mine\nsecret\n");
				JsonNode plan = http.post("/group-deletions", "{}").json();
				assertThat(plan.path("groups")).hasSize(1);
				assertThat(plan.path("notDeletable").get(0).path("groupId").asString()).isEqualTo("secret");
				assertThat(http
					.post("/groups/secret/offset-resets",
							"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"a\"]},\"dryRun\":false}")
					.status()).isEqualTo(403);
				Answer both = http.post("/offset-resets",
						"{\"groups\":[\"secret\",\"mine\"],\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}");
				assertThat(both.status()).isEqualTo(403);
				assertThat(both.json().path("outcomes").get(1).path("outcome").asString()).isEqualTo("done");
				assertThat(kafka.committed("mine")).isEqualTo(Map.of("a", 0L, "hidden", 5L));
				assertThat(kafka.committed("secret")).isEqualTo(Map.of("a", 5L));
				Answer hidden = http.post("/groups/mine/offset-resets",
						"{\"to\":\"earliest\",\"scope\":{\"topics\":[\"a\",\"hidden\"]},\"dryRun\":false}");
				assertThat(hidden.status()).isEqualTo(403);
				assertThat(outcomes(hidden)).isEqualTo(Map.of("a", "done", "hidden", "not-done"));
			}
		}
	}

	@Test
	void previewIsThereWhereNothingMayBeWritten() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("a");
			kafka.commit("g", 5, "a");
			kafka.allow(ResourceType.GROUP, "g", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, "a", AclOperation.DESCRIBE);
			try (Service service = kafka.service("roster")) {
				Http http = ready(service);
				String path = "/groups/g/offset-resets";
				Answer plan = http.post(path, "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}");
				assertThat(plan.status()).as(plan.text()).isEqualTo(200);
				assertThat(plan.json().path("planId").isNull()).isTrue();
				assertThat(plan.json().path("notKept").asString()).contains("not allow");
				assertThat(plan.json().path("partitions").get(0).path("to").asLong()).isZero();
				assertThat(http.post(path, "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":false}")
					.status()).isEqualTo(403);
				assertThat(http.delete("/groups/g").status()).isEqualTo(403);
				assertThat(http.delete("/groups/g/offsets?topic=a").status()).isEqualTo(403);
				assertThat(kafka.committed("g")).isEqualTo(Map.of("a", 5L));
			}
		}
	}

	private static void allowGroup(SecuredKafka kafka, String group) throws Exception {
		kafka.allow(ResourceType.GROUP, group, AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DELETE);
	}

	/** Where plans and old offsets are kept; an administrator has made it. */
	private static void allowLog(SecuredKafka kafka) throws Exception {
		kafka.allow(ResourceType.TOPIC, LOG_TOPIC, AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);
	}

	private static Http ready(Service service) {
		await().until(() -> service.http().get("/actuator/health/readiness").status() == 200);
		return service.http();
	}

	private static Map<String, String> outcomes(Answer answer) {
		Map<String, String> outcomes = new HashMap<>();
		answer.json()
			.path("outcomes")
			.forEach((row) -> outcomes.put(row.path("topic").asString(), row.path("outcome").asString()));
		return outcomes;
	}

}
