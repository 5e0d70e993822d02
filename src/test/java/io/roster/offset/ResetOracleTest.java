package io.roster.offset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.KafkaTool;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Logs of every shape, and the strategies in the words of HTTP and of Kafka's tool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ResetOracleTest {

	/** When the first record of each partition was sent; the others follow by seconds. */
	static final long FIRST_MILLIS = 1_700_000_000_000L;

	static final List<Strategy> STRATEGIES = List.of(new Strategy("\"to\":\"earliest\"", "--to-earliest"),
			new Strategy("\"to\":\"latest\"", "--to-latest"), new Strategy("\"to\":\"current\"", "--to-current"),
			new Strategy("\"to\":\"offset\",\"offset\":4", "--to-offset", "4"),
			new Strategy("\"to\":\"offset\",\"offset\":1000000", "--to-offset", "1000000"),
			new Strategy("\"to\":\"shift\",\"shift\":2", "--shift-by", "2"),
			new Strategy("\"to\":\"shift\",\"shift\":-3", "--shift-by", "-3"),
			new Strategy("\"to\":\"shift\",\"shift\":1000000", "--shift-by", "1000000"),
			new Strategy("\"to\":\"datetime\",\"datetime\":\"2023-11-14T22:13:24.500\"", "--to-datetime",
					"2023-11-14T22:13:24.500"),
			new Strategy("\"to\":\"datetime\",\"datetime\":\"2023-11-15T00:13:25.000+02:00\"", "--to-datetime",
					"2023-11-15T00:13:25.000+02:00"),
			new Strategy("\"to\":\"datetime\",\"datetime\":\"2100-01-01T00:00:00.000Z\"", "--to-datetime",
					"2100-01-01T00:00:00.000Z"),
			new Strategy("\"to\":\"duration\",\"duration\":\"P3650D\"", "--by-duration", "P3650D"),
			new Strategy("\"to\":\"duration\",\"duration\":\"PT1H\"", "--by-duration", "PT1H"));

	@Autowired
	Http http;

	@TempDir
	Path directory;

	final String run = UUID.randomUUID().toString().substring(0, 8);

	/** Ten records, log start above zero, empty, not committed, committed outside. */
	final String odd = "odd-" + this.run;

	final String plain = "plain-" + this.run;

	final Consumers consumers = new Consumers();

	@BeforeAll
	void topics() {
		// Records are from a time that no retention reaches back to.
		TestKafka.createTopic(this.odd, 6, Map.of("retention.ms", "-1"));
		TestKafka.createTopic(this.plain, 2, Map.of("retention.ms", "-1"));
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new StringSerializer(),
				new StringSerializer())) {
			for (int i = 0; i < 10; i++) {
				for (int partition : List.of(0, 1, 3, 4, 5)) {
					producer.send(new ProducerRecord<>(this.odd, partition, FIRST_MILLIS + i * 1000L, null, "v" + i));
				}
				producer.send(new ProducerRecord<>(this.plain, i % 2, FIRST_MILLIS + i * 1000L, null, "v" + i));
			}
		}
		TestKafka.deleteRecordsBefore(new TopicPartition(this.odd, 1), 6);
		TestKafka.deleteRecordsBefore(new TopicPartition(this.odd, 5), 4);
	}

	@AfterEach
	void close() {
		this.consumers.close();
	}

	/** Of partition 3 of the odd topic nothing is committed. */
	void commit(String group) {
		Commits.setOffsets(group,
				Map.of(new TopicPartition(this.odd, 0), 5L, new TopicPartition(this.odd, 1), 8L,
						new TopicPartition(this.odd, 2), 0L, new TopicPartition(this.odd, 4), 99L,
						new TopicPartition(this.odd, 5), 2L, new TopicPartition(this.plain, 0), 3L,
						new TopicPartition(this.plain, 1), 4L));
	}

	void compareAllScopes(String group, Strategy strategy) {
		compare(group, strategy, "{\"allTopics\":true}", "--all-topics");
		compare(group, strategy, topics(this.plain), "--topic", this.plain);
		compare(group, strategy, topics(this.odd + ":0,4,5"), "--topic", this.odd + ":0,4,5");
		if (!strategy.body().contains("shift")) {
			// Without a commit there is nothing to shift.
			compare(group, strategy, topics(this.odd, this.plain + ":1"), "--topic", this.odd, "--topic",
					this.plain + ":1");
		}
	}

	void compare(String group, Strategy strategy, String scope, String... options) {
		Map<TopicPartition, Long> tool = KafkaTool.reset(strategy
			.options(Stream.concat(Stream.of("--group", group), Stream.of(options)).toArray(String[]::new)));
		Http.Answer answer = plan(group, strategy, scope);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(offsets(answer.json())).as("%s %s", strategy.body(), scope).isEqualTo(tool).isNotEmpty();
	}

	Http.Answer plan(String group, Strategy strategy, String scope) {
		return post(group, strategy, scope, true);
	}

	Http.Answer post(String group, Strategy strategy, String scope, boolean dryRun) {
		return this.http.post("/groups/" + group + "/offset-resets",
				"{" + strategy.body() + ",\"scope\":" + scope + ",\"dryRun\":" + dryRun + "}");
	}

	static Map<TopicPartition, Long> offsets(JsonNode plan) {
		Map<TopicPartition, Long> offsets = new HashMap<>();
		plan.path("partitions")
			.forEach((row) -> offsets.put(
					new TopicPartition(row.path("topic").asString(), row.path("partition").asInt()),
					row.path("to").asLong()));
		return offsets;
	}

	/** The tool also quotes what is long. */
	static List<String> sorted(String text) {
		return text.lines().filter((line) -> !line.isBlank()).map((line) -> line.replace("\"", "")).sorted().toList();
	}

	static String topics(String... topics) {
		return "{\"topics\":[\"" + String.join("\",\"", topics) + "\"]}";
	}

	String group(String name) {
		return name + "-" + this.run + "-" + UUID.randomUUID().toString().substring(0, 8);
	}

	void join(String group, String protocol) {
		this.consumers.start(group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(this.plain)));
		await().until(() -> state(group).equals("Stable") && Commits.offsets(group).size() == 2);
	}

	String state(String group) {
		return this.http.get("/groups/" + group, "Cache-Control", "no-cache").json().path("state").asString("");
	}

	/**
	 * A strategy in both languages.
	 */
	record Strategy(String body, List<String> options) {

		Strategy(String body, String... options) {
			this(body, List.of(options));
		}

		String[] options(String... more) {
			List<String> all = new ArrayList<>(this.options);
			all.addAll(List.of(more));
			return all.toArray(String[]::new);
		}

		@Override
		public String toString() {
			return this.body;
		}

	}

}
