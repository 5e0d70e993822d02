package io.roster.offset;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.roster.support.BenchTable;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import io.roster.support.Service;
import io.roster.support.TestCluster;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A reset of one group with ten thousand partitions on three brokers, over HTTP and by
 * {@code kafka-consumer-groups.sh}, alternately in one run.
 */
class ResetBench {

	private static final int TOPICS = 100;

	private static final int PARTITIONS = 100;

	private static final int ROUNDS = 5;

	@TempDir
	private Path data;

	@Test
	void tenThousandPartitions() throws Exception {
		try (TestCluster cluster = TestCluster.start(this.data, Map.of("broker.session.timeout.ms", "30000"));
				Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
			Map<TopicPartition, OffsetAndMetadata> commits = prepare(cluster, admin);
			for (int from = 0; from < commits.size(); from += 2000) {
				List<TopicPartition> chunk = new ArrayList<>(commits.keySet()).subList(from,
						Math.min(commits.size(), from + 2000));
				Map<TopicPartition, OffsetAndMetadata> part = new HashMap<>();
				chunk.forEach((partition) -> part.put(partition, commits.get(partition)));
				for (String group : List.of("ours", "tools")) {
					await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
						admin.alterConsumerGroupOffsets(group, part).all().get(30, TimeUnit.SECONDS);
						return true;
					});
				}
			}
			try (Service service = Service.start(cluster.bootstrapServers(), "roster.cluster.timeout=30s")) {
				await().until(() -> service.http().get("/actuator/health/readiness").status() == 200);
				measure(cluster, service.http());
			}
		}
	}

	private void measure(TestCluster cluster, Http http) {
		double[] plans = new double[ROUNDS];
		double[] executions = new double[ROUNDS];
		double[] undoes = new double[ROUNDS];
		double[] toolPlans = new double[ROUNDS];
		double[] toolExecutions = new double[ROUNDS];
		double first = 0;
		for (int i = -1; i < ROUNDS; i++) {
			int round = i;
			long start = System.nanoTime();
			Answer plan = http.post("/groups/ours/offset-resets",
					"{\"to\":\"earliest\",\"scope\":{\"allTopics\":true}}");
			double planned = seconds(start);
			assertThat(plan.json().path("partitions")).hasSize(TOPICS * PARTITIONS);
			assertThat(plan.json().path("notKept").isNull()).isTrue();
			String planId = plan.json().path("planId").asString();
			start = System.nanoTime();
			Answer executed = http.post("/groups/ours/offset-resets",
					"{\"planId\":\"" + planId + "\",\"dryRun\":false}");
			double execution = seconds(start);
			assertThat(executed.status()).as(executed.text().substring(0, 300)).isEqualTo(200);
			start = System.nanoTime();
			Answer undone = http.send("POST",
					"/groups/ours/offset-resets/" + executed.json().path("resetId").asString() + "/undo", null);
			double undo = seconds(start);
			assertThat(undone.status()).isEqualTo(200);
			double toolPlan = tool(cluster, "--to-earliest", "--dry-run");
			double toolExecution = tool(cluster, (i % 2 == 0) ? "--to-earliest" : "--to-latest", "--execute");
			if (round < 0) {
				first = planned;
			}
			else {
				plans[round] = planned;
				executions[round] = execution;
				undoes[round] = undo;
				toolPlans[round] = toolPlan;
				toolExecutions[round] = toolExecution;
			}
		}
		BenchTable table = new BenchTable("Reset of a group with 10,000 partitions in 100 topics, three brokers", "s",
				"median", "worst", "kafka-consumer-groups.sh, median");
		row(table, "plan, with timestamps, lag and what changes, kept for other replicas", plans, toolPlans);
		row(table, "execution of the plan, old offsets kept, read again before and after", executions, toolExecutions);
		row(table, "undo", undoes, null);
		table.row("first plan after the service's start", BenchTable.number(first, 2), "", "");
		table.print();
	}

	private static void row(BenchTable table, String what, double[] ours, double[] tools) {
		table.row(what, BenchTable.number(BenchTable.median(ours), 2),
				BenchTable.number(Arrays.stream(ours).max().orElseThrow(), 2),
				(tools != null) ? BenchTable.number(BenchTable.median(tools), 2) : "has none");
	}

	/** In this process, so without the start of a JVM. */
	private static double tool(TestCluster cluster, String... options) {
		PrintStream before = System.out;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
		long start = System.nanoTime();
		try {
			ConsumerGroupCommand.main(java.util.stream.Stream
				.concat(java.util.stream.Stream.of("--bootstrap-server", cluster.bootstrapServers(), "--reset-offsets",
						"--group", "tools", "--all-topics", "--export"), Arrays.stream(options))
				.toArray(String[]::new));
		}
		finally {
			System.setOut(before);
		}
		double seconds = seconds(start);
		assertThat(printed.toString(StandardCharsets.UTF_8).lines().filter((line) -> line.startsWith("bench")))
			.hasSize(TOPICS * PARTITIONS);
		return seconds;
	}

	private static double seconds(long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	private Map<TopicPartition, OffsetAndMetadata> prepare(TestCluster cluster, Admin admin) throws Exception {
		List<NewTopic> topics = IntStream.range(0, TOPICS)
			.mapToObj((number) -> new NewTopic("bench-" + number, PARTITIONS, (short) 1))
			.toList();
		// More at once the controller takes for a mistake.
		for (int from = 0; from < TOPICS; from += 20) {
			admin.createTopics(topics.subList(from, from + 20)).all().get(120, TimeUnit.SECONDS);
		}
		Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
		topics.forEach((topic) -> IntStream.range(0, PARTITIONS)
			.forEach((number) -> commits.put(new TopicPartition(topic.name(), number), new OffsetAndMetadata(2))));
		Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
		commits.keySet().forEach((partition) -> ends.put(partition, OffsetSpec.latest()));
		await().atMost(180, TimeUnit.SECONDS)
			.ignoreExceptions()
			.until(() -> admin.listOffsets(ends).all().get(60, TimeUnit.SECONDS).size() == ends.size());
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", cluster.bootstrapServers(), "buffer.memory", "268435456"),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			for (int i = 0; i < 5; i++) {
				commits.keySet()
					.forEach((partition) -> producer
						.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[100])));
			}
		}
		return commits;
	}

}
