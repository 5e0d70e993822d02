package io.roster.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.roster.delivery.DeadLetters;
import io.roster.support.Commits;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@RosterTest
class RedriveTests {

	private static final Exception CAUSE = new IllegalStateException("No such customer");

	@Autowired
	private Http http;

	@Autowired
	private DeadLetters deadLetters;

	@Test
	void dryRunChangesNothing() throws Exception {
		prepare("rd-dry", 2, 5);
		JsonNode answer = redrive("rd-dry", "{}");
		assertThat(answer.path("dryRun").asBoolean()).isTrue();
		assertThat(answer.path("count").asInt()).isEqualTo(5);
		assertThat(answer.path("redriven").asInt()).isZero();
		assertThat(answer.path("deadLetters")).hasSize(5);
		assertThat(answer.path("next").isNull()).isTrue();
		assertThat(DeadLetterWriter.read("rd-dry")).isEmpty();
		assertThat(redrive("rd-dry", "{}").path("count").asInt()).isEqualTo(5);
		assertThat(redrivenAt("rd-dry")).containsOnlyNulls();
	}

	@Test
	void recordsComeBackToTheirPartitionsAsTheyWereAndOnlyOnce() throws Exception {
		TestKafka.createTopic("rd-back", 3);
		commit("rd-back");
		ConsumerRecord<byte[], byte[]> record = DeadLetterWriter.record("rd-back", 2, 5, "key", "value");
		record.headers().add("nothing", null).add("trace", new byte[] { (byte) 0xff });
		DeadLetterWriter.write(this.deadLetters, "rd-back-g", record, CAUSE);
		DeadLetterWriter.write(this.deadLetters, "rd-back-g", DeadLetterWriter.record("rd-back", 1, 6, "gone", null),
				CAUSE);
		DeadLetterWriter.write(this.deadLetters, "rd-back-other", DeadLetterWriter.record("rd-back", 0, 7, "k", "v"),
				CAUSE);
		Instant before = Instant.now().minusSeconds(1);

		JsonNode answer = redrive("rd-back", "{\"dryRun\":false}");
		assertThat(answer.path("redriven").asInt()).isEqualTo(2);
		assertThat(answer.path("deadLetters").get(0).path("redrivenAt").isNull()).isFalse();
		List<ConsumerRecord<byte[], byte[]>> back = DeadLetterWriter.read("rd-back");
		assertThat(back).hasSize(2);
		ConsumerRecord<byte[], byte[]> tombstone = find(back, 1);
		assertThat(tombstone.value()).isNull();
		assertThat(tombstone.key()).isEqualTo("gone".getBytes(StandardCharsets.UTF_8));
		ConsumerRecord<byte[], byte[]> full = find(back, 2);
		assertThat(full.key()).isEqualTo(record.key());
		assertThat(full.value()).isEqualTo(record.value());
		assertThat(Instant.ofEpochMilli(full.timestamp())).isAfter(before);
		assertThat(Arrays.stream(full.headers().toArray()).map(Header::key)).containsExactly("trace", "nothing",
				"trace", RedriveSender.FROM_HEADER, RedriveSender.TIMESTAMP_HEADER);
		assertThat(full.headers().toArray()[2].value()).isEqualTo(new byte[] { (byte) 0xff });
		assertThat(new String(full.headers().lastHeader(RedriveSender.FROM_HEADER).value(), StandardCharsets.UTF_8))
			.matches("rd-back-dlt/[0-2]/0");
		assertThat(
				new String(full.headers().lastHeader(RedriveSender.TIMESTAMP_HEADER).value(), StandardCharsets.UTF_8))
			.isEqualTo(String.valueOf(DeadLetterWriter.TIMESTAMP));

		assertThat(redrivenAt("rd-back")).hasSize(2).doesNotContainNull();
		JsonNode repeated = redrive("rd-back", "{\"dryRun\":false}");
		assertThat(repeated.path("count").asInt()).isZero();
		assertThat(repeated.path("redriven").asInt()).isZero();
		assertThat(repeated.path("alreadyRedriven").asInt()).isEqualTo(2);
		assertThat(DeadLetterWriter.read("rd-back")).hasSize(2);

		assertThat(redrive("rd-back", "{\"dryRun\":false,\"again\":true}").path("redriven").asInt()).isEqualTo(2);
		assertThat(DeadLetterWriter.read("rd-back")).hasSize(4);
	}

	@Test
	void recordThatFailsOnceMoreComesBackWithItsFirstTimestamp() throws Exception {
		TestKafka.createTopic("rd-twice", 1);
		commit("rd-twice");
		DeadLetterWriter.write(this.deadLetters, "rd-twice-g", DeadLetterWriter.record("rd-twice", 0, 0, "k", "v"),
				CAUSE);
		redrive("rd-twice", "{\"dryRun\":false}");
		DeadLetterWriter.write(this.deadLetters, "rd-twice-g", DeadLetterWriter.read("rd-twice").get(0), CAUSE);
		assertThat(redrive("rd-twice", "{\"dryRun\":false}").path("redriven").asInt()).isEqualTo(1);
		ConsumerRecord<byte[], byte[]> second = DeadLetterWriter.read("rd-twice").get(1);
		assertThat(Arrays.stream(second.headers().toArray()).map(Header::key)).containsExactlyInAnyOrder("trace",
				RedriveSender.FROM_HEADER, RedriveSender.TIMESTAMP_HEADER);
		assertThat(new String(second.headers().lastHeader(RedriveSender.FROM_HEADER).value(), StandardCharsets.UTF_8))
			.isEqualTo("rd-twice-dlt/0/1");
		assertThat(
				new String(second.headers().lastHeader(RedriveSender.TIMESTAMP_HEADER).value(), StandardCharsets.UTF_8))
			.isEqualTo(String.valueOf(DeadLetterWriter.TIMESTAMP));
	}

	@Test
	void limitAndNextGoThroughAllInTheOrderOfTheLog() throws Exception {
		prepare("rd-limit", 1, 25);
		String next = null;
		int answers = 0;
		do {
			JsonNode answer = redrive("rd-limit",
					"{\"dryRun\":false,\"limit\":10" + ((next != null) ? ",\"after\":\"" + next + "\"" : "") + "}");
			next = answer.path("next").isNull() ? null : answer.path("next").asString();
			answers++;
		}
		while (next != null);
		assertThat(answers).isEqualTo(3);
		assertThat(DeadLetterWriter.read("rd-limit")
			.stream()
			.map((record) -> new String(record.value(), StandardCharsets.UTF_8)))
			.containsExactlyElementsOf(IntStream.range(0, 25).mapToObj((i) -> "v" + i).toList());
		Answer wrong = this.http.post("/groups/rd-limit-g/dead-letters/redrive", "{\"after\":\"eA\"}");
		assertThat(wrong.status()).isEqualTo(400);
	}

	@Test
	void filtersSelectWhatComesBack() throws Exception {
		TestKafka.createTopic("rd-some", 2);
		commit("rd-some");
		DeadLetterWriter.write(this.deadLetters, "rd-some-g", DeadLetterWriter.record("rd-some", 0, 1, "k", "a"),
				CAUSE);
		DeadLetterWriter.write(this.deadLetters, "rd-some-g", DeadLetterWriter.record("rd-some", 1, 2, "k", "b"),
				new java.io.IOException("x"));
		Instant between = latest("rd-some").plusMillis(1);
		org.awaitility.Awaitility.await().until(() -> Instant.now().isAfter(between.plusMillis(1)));
		DeadLetterWriter.write(this.deadLetters, "rd-some-g", DeadLetterWriter.record("rd-some", 1, 3, "k", "c"),
				CAUSE);
		assertThat(count("rd-some", "{\"topic\":\"rd-some\"}")).isEqualTo(3);
		assertThat(count("rd-some", "{\"topic\":\"rd-other\"}")).isZero();
		assertThat(count("rd-some", "{\"topic\":\"rd-some\",\"partition\":0}")).isEqualTo(1);
		assertThat(count("rd-some", "{\"exception\":\"IOException\"}")).isEqualTo(1);
		assertThat(count("rd-some", "{\"to\":\"" + between + "\"}")).isEqualTo(2);
		assertThat(count("rd-some", "{\"from\":\"" + between + "\"}")).isEqualTo(1);
		assertThat(count("rd-some", "{\"deadLetterTopic\":\"rd-some-dlt\"}")).isEqualTo(3);
		redrive("rd-some", "{\"dryRun\":false,\"from\":\"" + between + "\"}");
		assertThat(DeadLetterWriter.read("rd-some")).singleElement()
			.satisfies((record) -> assertThat(record.value()).isEqualTo("c".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void deadLettersAreNamedOneByOne() throws Exception {
		prepare("rd-exact", 1, 3);
		DeadLetterWriter.write(this.deadLetters, "rd-exact-other", DeadLetterWriter.record("rd-exact", 0, 9, "k", "x"),
				CAUSE);
		String place = "{\"deadLetterTopic\":\"rd-exact-dlt\",\"deadLetterPartition\":0,\"deadLetterOffset\":%d}";
		Answer foreign = this.http.post("/groups/rd-exact-g/dead-letters/redrive", "{\"dryRun\":false,\"deadLetters\":["
				+ place.formatted(0) + "," + place.formatted(3) + "," + place.formatted(99) + "]}");
		assertThat(foreign.status()).as(foreign.text()).isEqualTo(422);
		assertThat(foreign.json().path("errors").valueStream().map((error) -> error.path("field").asString()))
			.containsExactly("deadLetters[1]", "deadLetters[2]");
		assertThat(DeadLetterWriter.read("rd-exact")).isEmpty();

		JsonNode answer = redrive("rd-exact", "{\"dryRun\":false,\"deadLetters\":[" + place.formatted(2) + "]}");
		assertThat(answer.path("redriven").asInt()).isEqualTo(1);
		assertThat(new String(DeadLetterWriter.read("rd-exact").get(0).value(), StandardCharsets.UTF_8))
			.isEqualTo("v2");
	}

	private void prepare(String topic, int partitions, int records) {
		TestKafka.createTopic(topic, partitions);
		commit(topic);
		DeadLetterWriter.write(this.deadLetters, topic + "-g", topic + "-dlt", CAUSE,
				IntStream.range(0, records)
					.mapToObj((i) -> DeadLetterWriter.record(topic, i % partitions, i, "k" + i, "v" + i))
					.toList());
	}

	private static void commit(String topic) {
		Commits.setOffsets(topic + "-g", Map.of(new TopicPartition(topic, 0), 0L));
	}

	private JsonNode redrive(String topic, String body) {
		Answer answer = this.http.post("/groups/" + topic + "-g/dead-letters/redrive", body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json();
	}

	private int count(String topic, String body) {
		return redrive(topic, body).path("count").asInt();
	}

	private Instant latest(String topic) {
		return this.http.get("/groups/" + topic + "-g/dead-letters")
			.json()
			.path("deadLetters")
			.valueStream()
			.map((letter) -> Instant.parse(letter.path("deadLetteredAt").asString()))
			.max(Instant::compareTo)
			.orElseThrow();
	}

	private List<String> redrivenAt(String topic) {
		return this.http.get("/groups/" + topic + "-g/dead-letters")
			.json()
			.path("deadLetters")
			.valueStream()
			.map((letter) -> letter.path("redrivenAt").isNull() ? null : letter.path("redrivenAt").asString())
			.toList();
	}

	private static ConsumerRecord<byte[], byte[]> find(List<ConsumerRecord<byte[], byte[]>> records, int partition) {
		return records.stream()
			.filter((record) -> Objects.equals(record.partition(), partition))
			.findFirst()
			.orElseThrow();
	}

}
