package io.roster.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.roster.support.Commits;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.KafkaTool;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code kafka-consumer-groups.sh --reset-offsets} and HTTP come to the same offsets, for
 * every strategy, scope, state of the group and shape of a log.
 */
@RosterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResetOracleTests {

	/** When the first record of each partition was sent; the others follow by seconds. */
	private static final long FIRST_MILLIS = 1_700_000_000_000L;

	private static final List<Strategy> STRATEGIES = List.of(new Strategy("\"to\":\"earliest\"", "--to-earliest"),
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
	private Http http;

	@TempDir
	private Path directory;

	private final String run = UUID.randomUUID().toString().substring(0, 8);

	/** Ten records, log start above zero, empty, not committed, committed outside. */
	private final String odd = "odd-" + this.run;

	private final String plain = "plain-" + this.run;

	private final Consumers consumers = new Consumers();

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
	private void commit(String group) {
		Commits.setOffsets(group,
				Map.of(new TopicPartition(this.odd, 0), 5L, new TopicPartition(this.odd, 1), 8L,
						new TopicPartition(this.odd, 2), 0L, new TopicPartition(this.odd, 4), 99L,
						new TopicPartition(this.odd, 5), 2L, new TopicPartition(this.plain, 0), 3L,
						new TopicPartition(this.plain, 1), 4L));
	}

	@ParameterizedTest
	@FieldSource("STRATEGIES")
	void plansOfAnEmptyGroup(Strategy strategy) {
		String group = group("empty");
		commit(group);
		compareAllScopes(group, strategy);
	}

	@ParameterizedTest
	@FieldSource("STRATEGIES")
	void plansOfAnAbsentGroup(Strategy strategy) {
		String group = group("absent");
		if (strategy.body().contains("shift")) {
			Http.Answer answer = plan(group, strategy, topics(this.plain));
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.json().path("type").asString()).endsWith("no-committed-offset");
			return;
		}
		compare(group, strategy, topics(this.plain), "--topic", this.plain);
		compare(group, strategy, topics(this.odd + ":1,2"), "--topic", this.odd + ":1,2");
		// The tool has nothing to do then, and says nothing.
		assertThat(plan(group, strategy, "{\"allTopics\":true}").status()).isEqualTo(404);
		assertThat(this.http.get("/groups/" + group + "/exists").json().path("exists").asBoolean()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void plansOfAGroupThatHasBecomeEmpty(String protocol) {
		String group = group("was-" + protocol);
		join(group, protocol);
		this.consumers.close();
		commit(group);
		for (Strategy strategy : STRATEGIES) {
			compare(group, strategy, "{\"allTopics\":true}", "--all-topics");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void runningGroupIsRefusedAsTheToolRefusesIt(String protocol) {
		String group = group("running-" + protocol);
		join(group, protocol);
		Map<TopicPartition, Long> before = Commits.offsets(group);
		for (Strategy strategy : STRATEGIES) {
			assertThat(KafkaTool.reset(strategy.options("--execute", "--group", group, "--all-topics"))).isEmpty();
			Http.Answer answer = post(group, strategy, "{\"allTopics\":true}", false);
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.json().path("members").get(0).path("clientId").asString()).startsWith("consumer-");
		}
		assertThat(Commits.offsets(group)).isEqualTo(before);
	}

	@Test
	void rebalancingGroupIsRefusedAsTheToolRefusesIt() {
		String group = group("rebalancing");
		// A member that does not poll while another one joins keeps the group waiting.
		this.consumers.start(group, Map.of("max.poll.interval.ms", "300000"),
				(KafkaConsumer<byte[], byte[]> consumer) -> {
					consumer.subscribe(List.of(this.plain));
					long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
					boolean assigned = false;
					while (!assigned && System.nanoTime() < end) {
						consumer.poll(java.time.Duration.ofMillis(100));
						assigned = !consumer.assignment().isEmpty();
					}
					await().until(() -> state(group).equals("PreparingRebalance"));
					await().pollDelay(3, TimeUnit.SECONDS).until(() -> true);
				});
		await().until(() -> state(group).equals("Stable"));
		this.consumers.start(group, Map.of(), (consumer) -> consumer.subscribe(List.of(this.plain)));
		await().until(() -> state(group).equals("PreparingRebalance"));
		Strategy earliest = STRATEGIES.get(0);
		assertThat(KafkaTool.reset(earliest.options("--execute", "--group", group, "--topic", this.plain))).isEmpty();
		Http.Answer answer = post(group, earliest, topics(this.plain), false);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().path("members")).isNotEmpty();
	}

	@ParameterizedTest
	@FieldSource("STRATEGIES")
	void executionsLeaveTheSameCommits(Strategy strategy) {
		String tools = group("tool");
		String ours = group("ours");
		commit(tools);
		commit(ours);
		KafkaTool.reset(strategy.options("--execute", "--group", tools, "--all-topics"));
		Http.Answer answer = post(ours, strategy, "{\"allTopics\":true}", false);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(Commits.of(ours)).isEqualTo(Commits.of(tools));
	}

	@Test
	void fileThatTheToolExportsIsTakenAndTheOtherWayRound() throws IOException {
		String group = group("file");
		commit(group);
		String file = this.odd + ",0,7\n" + this.odd + ",1,0\n" + this.odd + ",2,12\n\"" + this.plain + "\",1,2\n";
		Path path = Files.writeString(this.directory.resolve("one.csv"), file);
		Map<TopicPartition, Long> tool = KafkaTool.reset("--group", group, "--from-file", path.toString());
		Http.Answer json = this.http.post("/groups/" + group + "/offset-resets", file, "Content-Type", "text/csv");
		assertThat(offsets(json.json())).isEqualTo(tool).hasSize(4);
		Http.Answer csv = this.http.post("/groups/" + group + "/offset-resets", file, "Content-Type", "text/csv",
				"Accept", "text/csv");
		assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
		Path ours = Files.writeString(this.directory.resolve("two.csv"), csv.text());
		assertThat(KafkaTool.reset("--group", group, "--from-file", ours.toString())).isEqualTo(tool);
		String export = this.http.get("/groups/" + group + "/offsets", "Accept", "text/csv").text();
		assertThat(sorted(export)).isEqualTo(sorted(
				KafkaTool.print("--reset-offsets", "--group", group, "--all-topics", "--to-current", "--export")));
	}

	@Test
	void fileOfSeveralGroupsIsTakenAndTheOtherWayRound() throws IOException {
		String one = group("several-1");
		String two = group("several-2");
		commit(one);
		commit(two);
		String search = "several-[12]-" + this.run;
		String exported = this.http.get("/groups?search=" + this.run + "&topic=" + this.odd, "Accept", "text/csv")
			.text()
			.lines()
			.filter((line) -> line.split(",")[0].matches(search + ".*"))
			.reduce("", (all, line) -> all + line + "\n");
		assertThat(exported.lines()).hasSize(14);
		String tool = KafkaTool.print("--reset-offsets", "--group", one, "--group", two, "--all-topics", "--to-current",
				"--export");
		assertThat(sorted(exported)).isEqualTo(sorted(tool));
		Commits.delete(one, Commits.of(one).keySet());
		Commits.delete(two, Commits.of(two).keySet());
		Path path = Files.writeString(this.directory.resolve("several.csv"), exported);
		String planned = KafkaTool.print("--reset-offsets", "--group", one, "--group", two, "--from-file",
				path.toString(), "--export", "--dry-run");
		Http.Answer ours = this.http.post("/offset-resets?dryRun=false", exported, "Content-Type", "text/csv", "Accept",
				"text/csv");
		assertThat(ours.status()).as(ours.text()).isEqualTo(200);
		assertThat(sorted(ours.text())).isEqualTo(sorted(planned));
		assertThat(Commits.offsets(one)).isEqualTo(Commits.offsets(two)).hasSize(7);
	}

	@Test
	void tableOfAPlanIsTheTools() {
		String group = group("table");
		commit(group);
		Http.Answer ours = this.http.post("/groups/" + group + "/offset-resets",
				"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}", "Accept", "text/plain");
		String tool = KafkaTool.print("--reset-offsets", "--group", group, "--all-topics", "--to-earliest",
				"--dry-run");
		assertThat(sorted(ours.text())).isEqualTo(sorted(tool));
		assertThat(ours.text().lines().toList().subList(0, 2)).isEqualTo(tool.lines().toList().subList(0, 2));
	}

	private void compareAllScopes(String group, Strategy strategy) {
		compare(group, strategy, "{\"allTopics\":true}", "--all-topics");
		compare(group, strategy, topics(this.plain), "--topic", this.plain);
		compare(group, strategy, topics(this.odd + ":0,4,5"), "--topic", this.odd + ":0,4,5");
		if (!strategy.body().contains("shift")) {
			// Without a commit there is nothing to shift.
			compare(group, strategy, topics(this.odd, this.plain + ":1"), "--topic", this.odd, "--topic",
					this.plain + ":1");
		}
	}

	private void compare(String group, Strategy strategy, String scope, String... options) {
		Map<TopicPartition, Long> tool = KafkaTool.reset(strategy
			.options(Stream.concat(Stream.of("--group", group), Stream.of(options)).toArray(String[]::new)));
		Http.Answer answer = plan(group, strategy, scope);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(offsets(answer.json())).as("%s %s", strategy.body(), scope).isEqualTo(tool).isNotEmpty();
	}

	private Http.Answer plan(String group, Strategy strategy, String scope) {
		return post(group, strategy, scope, true);
	}

	private Http.Answer post(String group, Strategy strategy, String scope, boolean dryRun) {
		return this.http.post("/groups/" + group + "/offset-resets",
				"{" + strategy.body() + ",\"scope\":" + scope + ",\"dryRun\":" + dryRun + "}");
	}

	private static Map<TopicPartition, Long> offsets(JsonNode plan) {
		Map<TopicPartition, Long> offsets = new HashMap<>();
		plan.path("partitions")
			.forEach((row) -> offsets.put(
					new TopicPartition(row.path("topic").asString(), row.path("partition").asInt()),
					row.path("to").asLong()));
		return offsets;
	}

	/** The tool also quotes what is long. */
	private static List<String> sorted(String text) {
		return text.lines().filter((line) -> !line.isBlank()).map((line) -> line.replace("\"", "")).sorted().toList();
	}

	private static String topics(String... topics) {
		return "{\"topics\":[\"" + String.join("\",\"", topics) + "\"]}";
	}

	private String group(String name) {
		return name + "-" + this.run + "-" + UUID.randomUUID().toString().substring(0, 8);
	}

	private void join(String group, String protocol) {
		this.consumers.start(group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(this.plain)));
		await().until(() -> state(group).equals("Stable") && Commits.offsets(group).size() == 2);
	}

	private String state(String group) {
		return this.http.get("/groups/" + group, "Cache-Control", "no-cache").json().path("state").asString("");
	}

	/**
	 * A strategy in both languages.
	 */
	record Strategy(String body, List<String> options) {

		Strategy(String body, String... options) {
			this(body, List.of(options));
		}

		private String[] options(String... more) {
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
