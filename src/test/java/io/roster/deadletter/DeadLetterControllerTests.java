package io.roster.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.roster.delivery.DeadLetters;
import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@RosterTest
class DeadLetterControllerTests {

	private static final Exception CAUSE = new IllegalStateException("No such customer");

	@Autowired
	private Http http;

	@Autowired
	private DeadLetters deadLetters;

	@Test
	void deadLetterSaysWhereItComesFromAndWhy() throws Exception {
		TestKafka.createTopic("dlc-one", 3);
		Commits.setOffsets("dlc-one-g", Map.of(new TopicPartition("dlc-one", 0), 0L));
		Instant before = Instant.now().minusSeconds(1);
		DeadLetterWriter.write(this.deadLetters, "dlc-one-g", DeadLetterWriter.record("dlc-one", 2, 41, "k", "v ☕"),
				CAUSE);
		JsonNode page = page("/groups/dlc-one-g/dead-letters");
		assertThat(page.path("groupId").asString()).isEqualTo("dlc-one-g");
		assertThat(page.path("deadLetterTopics").valueStream().map(JsonNode::asString)).containsExactly("dlc-one-dlt");
		assertThat(page.path("next").isNull()).isTrue();
		assertThat(page.path("errors")).isEmpty();
		JsonNode letter = page.path("deadLetters").get(0);
		assertThat(letter.path("deadLetterTopic").asString()).isEqualTo("dlc-one-dlt");
		assertThat(letter.path("deadLetterPartition").isInt()).isTrue();
		assertThat(letter.path("deadLetterOffset").asLong()).isZero();
		assertThat(Instant.parse(letter.path("deadLetteredAt").asString())).isBetween(before,
				Instant.now().plusSeconds(1));
		assertThat(letter.path("topic").asString()).isEqualTo("dlc-one");
		assertThat(letter.path("partition").asInt()).isEqualTo(2);
		assertThat(letter.path("offset").asLong()).isEqualTo(41);
		assertThat(Instant.parse(letter.path("timestamp").asString()).toEpochMilli())
			.isEqualTo(DeadLetterWriter.TIMESTAMP);
		assertThat(letter.path("key").asString()).isEqualTo("k");
		assertThat(letter.path("value").asString()).isEqualTo("v ☕");
		assertThat(letter.path("valueSize").asInt()).isEqualTo(5);
		assertThat(letter.path("exception").asString())
			.isEqualTo("org.springframework.kafka.listener.ListenerExecutionFailedException");
		assertThat(letter.path("cause").asString()).isEqualTo("java.lang.IllegalStateException");
		assertThat(letter.path("message").asString()).isEqualTo("Listener failed; No such customer");
		assertThat(letter.path("redrivenAt").isNull()).isTrue();
		assertThat(letter.path("headers").valueStream().map((header) -> header.path("name").asString()))
			.containsExactly("trace", "kafka_dlt-exception-stacktrace");
		assertThat(letter.path("headers").get(0).path("value").asString()).isEqualTo("t-41");
	}

	@Test
	void pagesGoOverAllPartitionsNewestFirstAndLeaveOutOtherGroups() {
		TestKafka.createTopic("dlc-many", 4);
		Commits.setOffsets("dlc-many-g", Map.of(new TopicPartition("dlc-many", 0), 0L));
		List<ConsumerRecord<byte[], byte[]>> records = IntStream.range(0, 3000)
			.mapToObj((i) -> DeadLetterWriter.record("dlc-many", i % 4, i, "k" + i, "v" + i))
			.toList();
		DeadLetterWriter.write(this.deadLetters, "dlc-other", "dlc-many-dlt", CAUSE, records.subList(0, 1000));
		DeadLetterWriter.write(this.deadLetters, "dlc-many-g", "dlc-many-dlt", CAUSE, records);
		DeadLetterWriter.write(this.deadLetters, "dlc-other", "dlc-many-dlt", CAUSE, records);
		DeadLetterWriter.write(this.deadLetters, "dlc-many-g", "dlc-many-dlt", CAUSE,
				List.of(DeadLetterWriter.record("dlc-many", 0, 3000, null, null)));

		List<JsonNode> all = all("/groups/dlc-many-g/dead-letters?limit=400");
		assertThat(all.get(0).path("offset").asLong()).isEqualTo(3000);
		assertThat(all.get(0).path("value").isNull()).isTrue();
		Set<Long> offsets = new HashSet<>();
		Instant last = Instant.MAX;
		for (JsonNode letter : all) {
			assertThat(offsets.add(letter.path("offset").asLong())).isTrue();
			Instant at = Instant.parse(letter.path("deadLetteredAt").asString());
			assertThat(at).isBeforeOrEqualTo(last);
			last = at;
		}
		assertThat(offsets).hasSize(3001);
		assertThat(all("/groups/dlc-other/dead-letters?topic=dlc-many-dlt&limit=1000")).hasSize(4000);
	}

	@Test
	void recordsThatComeInMeanwhileAreNotInLaterPages() {
		TestKafka.createTopic("dlc-later", 2);
		List<ConsumerRecord<byte[], byte[]>> records = IntStream.range(0, 10)
			.mapToObj((i) -> DeadLetterWriter.record("dlc-later", i % 2, i, "k" + i, "v"))
			.toList();
		DeadLetterWriter.write(this.deadLetters, "dlc-later-g", "dlc-later-dlt", CAUSE, records);
		String path = "/groups/dlc-later-g/dead-letters?topic=dlc-later-dlt&limit=7";
		JsonNode first = page(path);
		assertThat(first.path("deadLetters")).hasSize(7);
		DeadLetterWriter.write(this.deadLetters, "dlc-later-g", "dlc-later-dlt", CAUSE, records);
		JsonNode second = page(path + "&after=" + first.path("next").asString());
		assertThat(second.path("deadLetters").valueStream().map((letter) -> letter.path("offset").asLong()))
			.containsExactly(2L, 1L, 0L);
		assertThat(second.path("next").isNull()).isTrue();
	}

	@Test
	void filtersSelectByOriginAndClass() {
		TestKafka.createTopic("dlc-fa", 2);
		TestKafka.createTopic("dlc-fb", 1);
		Commits.setOffsets("dlc-f-g", Map.of(new TopicPartition("dlc-fa", 0), 0L, new TopicPartition("dlc-fb", 0), 0L));
		DeadLetterWriter.write(this.deadLetters, "dlc-f-g", "dlc-fa-dlt", CAUSE, List
			.of(DeadLetterWriter.record("dlc-fa", 0, 1, "k", "v"), DeadLetterWriter.record("dlc-fa", 1, 2, "k", "v")));
		DeadLetterWriter.write(this.deadLetters, "dlc-f-g", "dlc-fb-dlt", new java.io.IOException("x"),
				List.of(DeadLetterWriter.record("dlc-fb", 0, 3, "k", "v")));
		String path = "/groups/dlc-f-g/dead-letters";
		assertThat(offsets(path)).containsExactly(3L, 2L, 1L);
		assertThat(offsets(path + "?originalTopic=dlc-fa")).containsExactly(2L, 1L);
		assertThat(offsets(path + "?originalTopic=dlc-fa&partition=1")).containsExactly(2L);
		assertThat(offsets(path + "?partition=0")).containsExactly(3L, 1L);
		assertThat(offsets(path + "?exception=ioexc")).containsExactly(3L);
		assertThat(offsets(path + "?exception=ListenerExecution")).hasSize(3);
		assertThat(offsets(path + "?exception=Timeout")).isEmpty();
		assertThat(offsets(path + "?topic=dlc-fb-dlt")).containsExactly(3L);
	}

	@Test
	void groupWithoutDeadLettersHasAnEmptyListAndNoGroupIs404() {
		TestKafka.createTopic("dlc-none", 1);
		Commits.setOffsets("dlc-none-g", Map.of(new TopicPartition("dlc-none", 0), 0L));
		JsonNode page = page("/groups/dlc-none-g/dead-letters");
		assertThat(page.path("deadLetters").isArray()).isTrue();
		assertThat(page.path("deadLetters")).isEmpty();
		assertThat(page.path("deadLetterTopics")).isEmpty();
		assertThat(page.path("next").isNull()).isTrue();
		Answer absent = this.http.get("/groups/dlc-absent/dead-letters");
		assertThat(absent.status()).isEqualTo(404);
		assertThat(absent.json().path("type").asString()).isEqualTo("urn:roster:problem:no-such-group");
		Answer named = this.http.get("/groups/dlc-none-g/dead-letters?topic=dlc-absent-dlt");
		assertThat(named.status()).isEqualTo(422);
		assertThat(named.json().path("errors").get(0).path("field").asString()).isEqualTo("topic");
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=1001", "limit=x", "after=%25", "after=MTsx", "topic=a%20b",
			"partition=x", "orignalTopic=t" })
	void requestThatCannotBeRightIs400(String query) {
		Answer answer = this.http.get("/groups/dlc-one-g/dead-letters?" + query);
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.json().path("errors").get(0).path("field").asString())
			.isEqualTo(query.substring(0, query.indexOf('=')));
	}

	@Test
	void whatLiesFarBackIsFoundInPagesThatEndInTime() {
		TestKafka.createTopic("dlc-far", 2);
		DeadLetterWriter.write(this.deadLetters, "dlc-far-g", "dlc-far-dlt", CAUSE,
				List.of(DeadLetterWriter.record("dlc-far", 0, 7, "k", "v")));
		DeadLetterWriter.write(this.deadLetters, "dlc-far-other", "dlc-far-dlt", CAUSE,
				IntStream.range(0, 20_000)
					.mapToObj((i) -> DeadLetterWriter.record("dlc-far", i % 2, i, "k" + i, "v"))
					.toList());
		try (Service service = Service.start(TestKafka.bootstrapServers(), "roster.deadletter.read-timeout=100ms")) {
			assertThat(all(service.http(), "/groups/dlc-far-g/dead-letters?topic=dlc-far-dlt"))
				.extracting((letter) -> letter.path("offset").asLong())
				.containsExactly(7L);
		}
	}

	private List<Long> offsets(String path) {
		return page(path).path("deadLetters").valueStream().map((letter) -> letter.path("offset").asLong()).toList();
	}

	private JsonNode page(String path) {
		return page(this.http, path);
	}

	private static JsonNode page(Http http, String path) {
		Answer answer = http.get(path);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json();
	}

	private List<JsonNode> all(String path) {
		return all(this.http, path);
	}

	private static List<JsonNode> all(Http http, String path) {
		List<JsonNode> all = new ArrayList<>();
		Set<String> cursors = new HashSet<>();
		JsonNode page = page(http, path);
		while (true) {
			page.path("deadLetters").forEach(all::add);
			if (page.path("next").isNull()) {
				return all;
			}
			String next = page.path("next").asString();
			assertThat(cursors.add(next)).as("goes on").isTrue();
			page = page(http, path + "&after=" + next);
		}
	}

}
