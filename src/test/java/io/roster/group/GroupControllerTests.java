package io.roster.group;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RosterTest
class GroupControllerTests {

	@Autowired
	private Http http;

	private final String name = "groups-" + UUID.randomUUID();

	static List<String> awkwardIds() {
		return List.of("a/b", "a\\b", " ", "100%", "a%2Fb", "ünï-☕-\uD83D\uDE80", "a;b=c", "a?b#c", "a+b", "..", ".",
				"~tilde", "x".repeat(255), "☕".repeat(255), "a:b@c&d'e\"f", "-1", "groups/x/members");
	}

	@ParameterizedTest
	@MethodSource("awkwardIds")
	void anyIdWorksInPaths(String id) throws Exception {
		TestKafka.createTopic(this.name, 2);
		commit(id, Map.of(new TopicPartition(this.name, 1), new OffsetAndMetadata(0, "note")));
		String tilde = "~"
				+ Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
		List<String> forms = new ArrayList<>(List.of(tilde));
		if (!id.startsWith("~") && !id.equals(".") && !id.equals("..")) {
			forms.add(Http.encode(id));
		}
		for (String form : forms) {
			JsonNode group = this.http.get("/groups/" + form).json();
			assertThat(group.path("groupId").asString()).isEqualTo(id);
			assertThat(this.http.send("HEAD", "/groups/" + form, null).status()).isEqualTo(200);
			for (String part : List.of("members", "assignments", "offsets")) {
				Http.Answer answer = this.http.get("/groups/" + form + "/" + part);
				assertThat(answer.status()).as(part).isEqualTo(200);
				assertThat(answer.json().path("groupId").asString()).isEqualTo(id);
			}
		}
		TestKafka.admin().deleteConsumerGroups(List.of(id)).all().get(30, TimeUnit.SECONDS);
		TestKafka.deleteTopics(List.of(this.name));
	}

	@Test
	void everyPartitionOfEveryKnownTopicHasARow() throws Exception {
		TestKafka.createTopic(this.name, 3);
		TestKafka.produce(this.name, 3, 0, 30);
		commit(this.name, Map.of(new TopicPartition(this.name, 1), new OffsetAndMetadata(4, "note")));
		JsonNode assignments = this.http.get("/groups/" + this.name + "/assignments").json();
		assertThat(assignments.path("partitions")).hasSize(3);
		assertThat(assignments.path("unassigned").asInt()).isEqualTo(3);
		JsonNode committed = assignments.path("partitions").get(1);
		assertThat(committed.path("committedOffset").asLong()).isEqualTo(4);
		assertThat(committed.path("logStartOffset").asLong()).isZero();
		assertThat(committed.path("logEndOffset").asLong()).isEqualTo(10);
		assertThat(committed.path("lag").asLong()).isEqualTo(6);
		assertThat(committed.path("metadata").asString()).isEqualTo("note");
		JsonNode uncommitted = assignments.path("partitions").get(0);
		assertThat(uncommitted.path("committedOffset").isNull()).isTrue();
		assertThat(uncommitted.path("lag").isNull()).isTrue();
		assertThat(uncommitted.path("logEndOffset").asLong()).isEqualTo(10);
		JsonNode offsets = this.http.get("/groups/" + this.name + "/offsets?topic=" + this.name + "&partition=1")
			.json();
		assertThat(offsets.path("offsets")).hasSize(1);
		assertThat(offsets.path("lag").asLong()).isEqualTo(6);
	}

	@Test
	void commitBeyondTheEndHasNoNegativeLag() throws Exception {
		TestKafka.createTopic(this.name, 1);
		commit(this.name, Map.of(new TopicPartition(this.name, 0), new OffsetAndMetadata(100)));
		assertThat(this.http.get("/groups/" + this.name).json().path("lag").asLong()).isZero();
	}

	@Test
	void topicThatIsGoneKeepsItsRowAndDelaysNothing() throws Exception {
		String gone = this.name + "-gone";
		TestKafka.createTopic(this.name, 1);
		TestKafka.createTopic(gone, 1);
		try (Consumers consumers = new Consumers()) {
			// A member keeps Kafka from deleting the group's offsets together with the
			// topic.
			consumers.start(this.name, Map.of(), (consumer) -> consumer.subscribe(List.of(this.name)));
			await().until(() -> this.http.get("/groups/" + this.name + "/members").json().path("members").size() == 1);
			assertThat(this.http.get("/groups/" + this.name + "/assignments").status()).isEqualTo(200);
		}
		commit(this.name, Map.of(new TopicPartition(gone, 0), new OffsetAndMetadata(0),
				new TopicPartition(this.name, 0), new OffsetAndMetadata(0)));
		assertThat(this.http.get("/groups/" + this.name + "/assignments", "Cache-Control", "no-cache")
			.json()
			.path("partitions")).hasSize(2);
		TestKafka.deleteTopics(List.of(gone));
		JsonNode after = this.http.get("/groups/" + this.name + "/assignments", "Cache-Control", "no-cache").json();
		// Had it been waited for until the time-out, this would say so.
		assertThat(after.path("errors")).isEmpty();
		for (JsonNode row : after.path("partitions")) {
			boolean there = row.path("topic").asString().equals(this.name);
			assertThat(row.path("logEndOffset").isNull()).isEqualTo(!there);
			assertThat(row.path("lag").isNull()).isEqualTo(!there);
		}
	}

	@Test
	void absentGroupIsAbsentEverywhere() {
		String path = "/groups/" + this.name;
		for (String part : List.of("", "/members", "/assignments", "/offsets")) {
			Http.Answer answer = this.http.get(path + part);
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(answer.json().path("type").asString()).isEqualTo("urn:roster:problem:no-such-group");
			assertThat(answer.json().path("groupId").asString()).isEqualTo(this.name);
			assertThat(answer.json().path("instance").asString()).isEqualTo(path + part);
		}
		assertThat(this.http.send("HEAD", path, null).status()).isEqualTo(404);
		JsonNode exists = this.http.get(path + "/exists").json();
		assertThat(exists.path("exists").asBoolean()).isFalse();
		assertThat(exists.path("type").isNull()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void groupOfSomebodyElseIsDescribed(String protocol) {
		TestKafka.createTopic(this.name, 4);
		try (Consumers consumers = new Consumers()) {
			for (int i = 0; i < 2; i++) {
				consumers.start(this.name,
						Map.of("group.protocol", protocol, "client.id", "theirs-" + i, "client.rack", "r1"),
						(consumer) -> consumer.subscribe(List.of(this.name)));
			}
			await().until(() -> owned(this.name, 2, 4));
			JsonNode group = this.http.get("/groups/" + this.name).json();
			assertThat(group.path("type").asString()).isEqualTo(protocol);
			assertThat(group.path("state").asString()).isEqualTo("Stable");
			assertThat(group.path("assignor").asString()).isEqualTo(protocol.equals("classic") ? "range" : "uniform");
			assertThat(group.path("members").asInt()).isEqualTo(2);
			assertThat(group.path("coordinator").path("port").isInt()).isTrue();
			assertThat(group.path("groupEpoch").isNull()).isEqualTo(protocol.equals("classic"));
			JsonNode member = this.http.get("/groups/" + this.name + "/members").json().path("members").get(0);
			assertThat(member.path("targetAssignment").isNull()).isEqualTo(protocol.equals("classic"));
			assertThat(member.path("workerId").isNull()).isTrue();
			assertThat(member.path("assignment").get(0).path("partitions")).hasSize(2);
			JsonNode assignments = this.http.get("/groups/" + this.name + "/assignments").json();
			assertThat(assignments.path("unassigned").asInt()).isZero();
			assertThat(assignments.path("members").get(0).path("partitions").asInt()).isEqualTo(2);
		}
		JsonNode empty = this.http.get("/groups/" + this.name, "Cache-Control", "no-cache").json();
		assertThat(empty.path("state").asString()).isEqualTo("Empty");
		assertThat(empty.path("members").asInt()).isZero();
	}

	@Test
	void shareGroupIsListedAndDescribed() throws Exception {
		TestKafka.createTopic(this.name, 2);
		TestKafka.admin()
			.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, this.name),
					List.of(new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"),
							AlterConfigOp.OpType.SET))))
			.all()
			.get(30, TimeUnit.SECONDS);
		try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id", this.name),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			consumer.subscribe(List.of(this.name));
			await().until(() -> {
				consumer.poll(Duration.ofMillis(100));
				JsonNode group = this.http.get("/groups/" + this.name, "Cache-Control", "no-cache").json();
				return group.path("members").asInt() == 1 && group.path("partitions").asInt() == 2;
			});
			JsonNode group = this.http.get("/groups/" + this.name).json();
			assertThat(group.path("type").asString()).isEqualTo("share");
			assertThat(group.path("state").asString()).isEqualTo("Stable");
			JsonNode listed = this.http.get("/groups?type=share&search=" + this.name, "Cache-Control", "no-cache")
				.json()
				.path("groups")
				.get(0);
			assertThat(listed.path("type").asString()).isEqualTo("share");
			assertThat(listed.path("state").asString()).isEqualTo("Stable");
			assertThat(this.http.get("/groups/" + this.name + "/assignments").status()).isEqualTo(200);
		}
	}

	@Test
	void listFiltersSortsAndPages() throws Exception {
		TestKafka.createTopic(this.name, 1);
		TestKafka.produce(this.name, 1, 0, 50);
		for (int i = 0; i < 5; i++) {
			commit(this.name + "-" + i,
					Map.of(new TopicPartition(this.name, 0), new OffsetAndMetadata(50 - 10L * ((i * 3) % 5))));
		}
		String query = "/groups?search=" + this.name.toUpperCase(java.util.Locale.ROOT);
		assertThat(ids(this.http.get(query, "Cache-Control", "no-cache").json())).containsExactly(this.name + "-0",
				this.name + "-1", this.name + "-2", this.name + "-3", this.name + "-4");
		JsonNode first = this.http.get(query + "&sort=-lag&limit=2").json();
		assertThat(first.path("total").asInt()).isEqualTo(5);
		assertThat(lags(first)).containsExactly(40L, 30L);
		JsonNode second = this.http.get(query + "&sort=-lag&limit=2&after=" + first.path("next").asString()).json();
		assertThat(lags(second)).containsExactly(20L, 10L);
		assertThat(second.path("asOf")).isEqualTo(first.path("asOf"));
		JsonNode last = this.http.get(query + "&sort=-lag&limit=2&after=" + second.path("next").asString()).json();
		assertThat(lags(last)).containsExactly(0L);
		assertThat(last.path("next").isNull()).isTrue();
		assertThat(lags(this.http.get(query + "&lagAbove=20&sort=lag").json())).containsExactly(30L, 40L);
		assertThat(this.http.get(query + "&state=empty&type=CLASSIC&topic=" + this.name).json().path("total").asInt())
			.isEqualTo(5);
		assertThat(this.http.get(query + "&state=Stable").json().path("total").asInt()).isZero();
		assertThat(this.http.get(query + "&topic=other").json().path("total").asInt()).isZero();
		assertThat(this.http.get(query + "&sort=lag&after=" + first.path("next").asString()).status()).isEqualTo(400);
		assertThat(this.http.get(query + "&after=junk").status()).isEqualTo(400);
		for (int i = 0; i < 8; i++) {
			assertThat(this.http.get(query + "&limit=1", "Cache-Control", "no-cache").status()).isEqualTo(200);
		}
		Http.Answer gone = this.http.get(query + "&sort=-lag&limit=2&after=" + first.path("next").asString());
		assertThat(gone.status()).isEqualTo(410);
		assertThat(gone.json().path("type").asString()).isEqualTo("urn:roster:problem:cursor-gone");
	}

	private boolean owned(String groupId, int members, int partitions) {
		JsonNode assignments = this.http.get("/groups/" + groupId + "/assignments").json();
		long owned = assignments.path("partitions")
			.valueStream()
			.filter((row) -> !row.path("memberId").isNull())
			.count();
		return assignments.path("members").size() == members && owned == partitions
				&& assignments.path("members").valueStream().allMatch((m) -> m.path("partitions").asInt() > 0);
	}

	private static List<String> ids(JsonNode page) {
		return page.path("groups").valueStream().map((group) -> group.path("groupId").asString()).toList();
	}

	private static List<Long> lags(JsonNode page) {
		return page.path("groups").valueStream().map((group) -> group.path("lag").asLong()).toList();
	}

	private static void commit(String groupId, Map<TopicPartition, OffsetAndMetadata> offsets) throws Exception {
		TestKafka.admin().alterConsumerGroupOffsets(groupId, offsets).all().get(30, TimeUnit.SECONDS);
	}

}
