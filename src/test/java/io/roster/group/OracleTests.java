package io.roster.group;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.KafkaTool;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code kafka-consumer-groups.sh} prints of a group is what HTTP answers, field by
 * field.
 */
@RosterTest
class OracleTests {

	private static final int PARTITIONS = 5;

	@Autowired
	private Http http;

	private final String group = "oracle-" + UUID.randomUUID();

	private final String topic = this.group + "-topic";

	private final Consumers consumers = new Consumers();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, PARTITIONS);
		TestKafka.produce(this.topic, PARTITIONS, 0, 43);
	}

	@AfterEach
	void close() {
		this.consumers.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void stableGroupOfSeveralMembers(String protocol) {
		startMembers(3, Map.of("group.protocol", protocol));
		awaitSettled(3, 43);
		compare(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void groupThatHasBecomeEmpty(String protocol) {
		startMembers(2, Map.of("group.protocol", protocol));
		awaitSettled(2, 43);
		this.consumers.close();
		TestKafka.produce(this.topic, PARTITIONS, 43, 57);
		compare(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void memberWithoutPartitions(String protocol) {
		startMembers(PARTITIONS + 1, Map.of("group.protocol", protocol));
		awaitSettled(PARTITIONS + 1, 43);
		compare(PARTITIONS + 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void staticMember(String protocol) {
		startMembers(1, Map.of("group.protocol", protocol, "group.instance.id", "static-1"));
		startMembers(1, Map.of("group.protocol", protocol));
		awaitSettled(2, 43);
		compare(2);
		JsonNode members = this.http.get("/groups/" + this.group + "/members").json().path("members");
		assertThat(members.valueStream().map((member) -> member.path("groupInstanceId").asString("")))
			.containsExactlyInAnyOrder("static-1", "");
	}

	@Test
	void groupThatReadsByManualAssignment() {
		this.consumers.start(this.group, Map.of(), (consumer) -> consumer
			.assign(List.of(new TopicPartition(this.topic, 1), new TopicPartition(this.topic, 3))));
		await().until(() -> committed() == 17);
		compare(0);
		assertThat(this.http.get("/groups/" + this.group).json().path("simple").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void groupThatNeverCommitted(String protocol) {
		String silent = this.topic + "-silent";
		TestKafka.createTopic(silent, 3);
		this.consumers.start(this.group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(silent)));
		await().until(() -> assigned() == 3);
		compare(1);
	}

	@Test
	void commitsOnAPartOfATopicWithMetadata() throws Exception {
		TestKafka.admin()
			.alterConsumerGroupOffsets(this.group,
					Map.of(new TopicPartition(this.topic, 0), new OffsetAndMetadata(3, "from elsewhere")))
			.all()
			.get(30, TimeUnit.SECONDS);
		compare(0);
	}

	private void startMembers(int count, Map<String, String> config) {
		for (int i = 0; i < count; i++) {
			this.consumers.start(this.group, config,
					(KafkaConsumer<byte[], byte[]> consumer) -> consumer.subscribe(List.of(this.topic)));
		}
	}

	private void awaitSettled(int members, int records) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> {
			JsonNode description = this.http.get("/groups/" + this.group, "Cache-Control", "no-cache").json();
			return description.path("members").asInt() == members && assigned() == PARTITIONS
					&& description.path("state").asString().equals("Stable") && committed() == records;
		});
	}

	private long assigned() {
		return rows("assignments", "partitions").stream().filter((row) -> !row.path("memberId").isNull()).count();
	}

	private long committed() {
		return rows("offsets", "offsets").stream().mapToLong((row) -> row.path("committedOffset").asLong(0)).sum();
	}

	private List<JsonNode> rows(String part, String field) {
		return this.http.get("/groups/" + this.group + "/" + part, "Cache-Control", "no-cache")
			.json()
			.path(field)
			.valueStream()
			.toList();
	}

	private void compare(int members) {
		compareOffsets();
		compareMembers(members);
		compareState(members);
	}

	private void compareOffsets() {
		Map<String, JsonNode> offsets = byPartition(rows("offsets", "offsets"));
		Map<String, JsonNode> assignments = byPartition(rows("assignments", "partitions"));
		List<Map<String, String>> printed = KafkaTool.describe(this.group);
		assertThat(printed).isNotEmpty();
		for (Map<String, String> row : printed) {
			String partition = row.get("TOPIC") + "-" + row.get("PARTITION");
			JsonNode offset = offsets.get(partition);
			JsonNode assignment = assignments.get(partition);
			assertThat(offset).as(partition).isNotNull();
			assertThat(text(offset, "committedOffset")).isEqualTo(row.get("CURRENT-OFFSET"));
			assertThat(text(offset, "logEndOffset")).isEqualTo(row.get("LOG-END-OFFSET"));
			assertThat(text(offset, "lag")).isEqualTo(row.get("LAG"));
			assertThat(text(offset, "memberId")).isEqualTo(row.get("CONSUMER-ID"));
			assertThat(text(assignment, "committedOffset")).isEqualTo(row.get("CURRENT-OFFSET"));
			assertThat(text(assignment, "lag")).isEqualTo(row.get("LAG"));
			assertThat(text(assignment, "memberId")).isEqualTo(row.get("CONSUMER-ID"));
			assertThat(text(assignment, "host")).isEqualTo(row.get("HOST"));
			assertThat(text(assignment, "clientId")).isEqualTo(row.get("CLIENT-ID"));
		}
		// What the tool leaves out is neither owned nor committed.
		assignments.keySet()
			.removeAll(printed.stream().map((row) -> row.get("TOPIC") + "-" + row.get("PARTITION")).toList());
		assertThat(assignments.values()).allSatisfy((row) -> {
			assertThat(row.path("memberId").isNull()).isTrue();
			assertThat(row.path("committedOffset").isNull()).isTrue();
		});
	}

	private void compareMembers(int count) {
		Map<String, JsonNode> members = rows("members", "members").stream()
			.collect(Collectors.toMap((member) -> member.path("memberId").asString(), (member) -> member));
		List<Map<String, String>> printed = KafkaTool.describe(this.group, "--members", "--verbose");
		assertThat(printed).hasSize(count);
		assertThat(members).hasSize(count);
		String assignmentEpoch = text(this.http.get("/groups/" + this.group).json(), "assignmentEpoch");
		for (Map<String, String> row : printed) {
			JsonNode member = members.get(row.get("CONSUMER-ID"));
			assertThat(member).isNotNull();
			assertThat(text(member, "groupInstanceId")).isEqualTo(row.getOrDefault("GROUP-INSTANCE-ID", "-"));
			assertThat(text(member, "host")).isEqualTo(row.get("HOST"));
			assertThat(text(member, "clientId")).isEqualTo(row.get("CLIENT-ID"));
			assertThat(text(member, "memberEpoch")).isEqualTo(row.get("CURRENT-EPOCH"));
			assertThat(partitions(member.path("assignment"))).isEqualTo(row.get("CURRENT-ASSIGNMENT"));
			assertThat(partitions(member.path("targetAssignment"))).isEqualTo(row.get("TARGET-ASSIGNMENT"));
			if (!row.get("TARGET-EPOCH").equals("-")) {
				assertThat(assignmentEpoch).isEqualTo(row.get("TARGET-EPOCH"));
			}
			int owned = member.path("assignment")
				.valueStream()
				.mapToInt((topic) -> topic.path("partitions").size())
				.sum();
			assertThat(owned).isEqualTo(Integer.parseInt(row.get("#PARTITIONS")));
		}
	}

	private void compareState(int count) {
		JsonNode description = this.http.get("/groups/" + this.group, "Cache-Control", "no-cache").json();
		List<Map<String, String>> printed = KafkaTool.describe(this.group, "--state", "--verbose");
		assertThat(printed).hasSize(1);
		Map<String, String> row = printed.get(0);
		JsonNode coordinator = description.path("coordinator");
		assertThat(coordinator.path("host").asString() + ":" + coordinator.path("port").asInt())
			.isEqualTo(row.get("COORDINATOR"));
		assertThat("(" + coordinator.path("id").asInt() + ")").isEqualTo(row.get("(ID)"));
		assertThat(text(description, "assignor")).isEqualTo(row.get("ASSIGNMENT-STRATEGY"));
		assertThat(description.path("state").asString()).isEqualTo(row.get("STATE"));
		assertThat(text(description, "groupEpoch")).isEqualTo(row.get("GROUP-EPOCH"));
		assertThat(text(description, "assignmentEpoch")).isEqualTo(row.get("TARGET-ASSIGNMENT-EPOCH"));
		assertThat(description.path("members").asInt()).isEqualTo(Integer.parseInt(row.get("#MEMBERS")))
			.isEqualTo(count);
		JsonNode listed = this.http.get("/groups?search=" + this.group, "Cache-Control", "no-cache")
			.json()
			.path("groups")
			.get(0);
		assertThat(listed.path("state").asString()).isEqualTo(row.get("STATE"));
		assertThat(listed.path("lag")).isEqualTo(description.path("lag"));
		assertThat(listed.path("partitions")).isEqualTo(description.path("partitions"));
	}

	private static Map<String, JsonNode> byPartition(List<JsonNode> rows) {
		return rows.stream()
			.collect(Collectors.toMap((row) -> row.path("topic").asString() + "-" + row.path("partition").asInt(),
					(row) -> row, (one, other) -> one, TreeMap::new));
	}

	/** The tool's text of an assignment: {@code t:0,1;u:2}. */
	private static String partitions(JsonNode assignment) {
		List<String> topics = new ArrayList<>();
		assignment.valueStream()
			.sorted(Comparator.comparing((JsonNode topic) -> topic.path("topic").asString()))
			.forEach((topic) -> topics.add(topic.path("topic").asString() + ":"
					+ topic.path("partitions").valueStream().map(JsonNode::asString).collect(Collectors.joining(","))));
		return topics.isEmpty() ? "-" : String.join(";", topics);
	}

	private static String text(JsonNode row, String field) {
		return row.path(field).isNull() ? "-" : row.path(field).asString();
	}

}
