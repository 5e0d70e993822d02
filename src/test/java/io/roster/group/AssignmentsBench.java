package io.roster.group;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.roster.support.BenchTable;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.awaitility.Awaitility.await;

/**
 * Assignments over HTTP, read anew each time, beside the Admin calls they need, made by
 * hand, in turn.
 */
@RosterTest
class AssignmentsBench {

	private static final int PARTITIONS = 20;

	private static final int WARM_UP = 1500;

	private static final int ROUNDS = 1000;

	private final String name = "bench-" + UUID.randomUUID();

	@Autowired
	private Http http;

	@Autowired
	private Groups groups;

	@Test
	void assignments() throws Exception {
		TestKafka.createTopic(this.name, PARTITIONS);
		TestKafka.produce(this.name, PARTITIONS, 0, 1000);
		try (Consumers consumers = new Consumers(); Admin admin = admin()) {
			for (int i = 0; i < 3; i++) {
				consumers.start(this.name, Map.of(), (consumer) -> consumer.subscribe(List.of(this.name)));
			}
			await().until(() -> this.http.get(path(), "Cache-Control", "no-cache").json().path("members").size() == 3);
			double[] bare = new double[ROUNDS];
			double[] fresh = new double[ROUNDS];
			double[] shared = new double[ROUNDS];
			double[] inside = new double[ROUNDS];
			for (int round = -WARM_UP; round < ROUNDS; round++) {
				double byHand = millis(() -> bare(admin));
				double overHttp = millis(() -> get("no-cache"));
				double asShared = millis(() -> get("max-age=1"));
				double inProcess = millis(
						() -> GroupAssignments.from(this.groups.read(this.name, true), TimeLags.NONE));
				if (round >= 0) {
					inside[round] = inProcess;
					bare[round] = byHand;
					fresh[round] = overHttp;
					shared[round] = asShared;
				}
			}
			BenchTable table = new BenchTable(
					"Assignments of a group of 3 members and " + PARTITIONS + " partitions (median of " + ROUNDS + ")",
					"", "ms", "ratio");
			double base = BenchTable.median(bare);
			table.row("bare Admin calls, batched, two rounds", BenchTable.number(base, 2), "1.00");
			table.row("the same read by the service, without HTTP", BenchTable.number(BenchTable.median(inside), 2),
					BenchTable.number(BenchTable.median(inside) / base, 2));
			table.row("`GET …/assignments`, `Cache-Control: no-cache`", BenchTable.number(BenchTable.median(fresh), 2),
					BenchTable.number(BenchTable.median(fresh) / base, 2));
			table.row("`GET …/assignments`, shared within 250 ms", BenchTable.number(BenchTable.median(shared), 2),
					BenchTable.number(BenchTable.median(shared) / base, 2));
			table.print();
		}
	}

	private String path() {
		return "/groups/" + this.name + "/assignments";
	}

	/**
	 * By the simplest client there is, on one connection, so that it is the service that
	 * is measured.
	 */
	private void get(String cacheControl) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) URI.create(this.http.base() + path())
			.toURL()
			.openConnection();
		connection.setRequestProperty("Cache-Control", cacheControl);
		try (InputStream body = connection.getInputStream()) {
			if (body.readAllBytes().length < PARTITIONS) {
				throw new IllegalStateException("No answer");
			}
		}
	}

	private static Admin admin() {
		return Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));
	}

	private void bare(Admin admin) throws Exception {
		var described = admin.describeClassicGroups(List.of(this.name)).describedGroups().get(this.name);
		KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> committed = admin.listConsumerGroupOffsets(this.name)
			.partitionsToOffsetAndMetadata();
		Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
		Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
		described.get().members().forEach((member) -> member.assignment().topicPartitions().forEach((partition) -> {
			latest.put(partition, OffsetSpec.latest());
			earliest.put(partition, OffsetSpec.earliest());
		}));
		committed.get();
		ListOffsetsResult ends = admin.listOffsets(latest);
		ListOffsetsResult starts = admin.listOffsets(earliest);
		ends.all().get();
		starts.all().get();
	}

	private static double millis(Task task) throws Exception {
		long began = System.nanoTime();
		task.run();
		return (System.nanoTime() - began) / 1e6;
	}

	private interface Task {

		void run() throws Exception;

	}

}
