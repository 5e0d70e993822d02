package io.roster.group;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.roster.cluster.Cluster;
import io.roster.support.Consumers;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a read costs Kafka, in requests: it depends on neither members, topics, partitions
 * nor groups.
 */
@RosterTest
class ReadCostTests {

	@Autowired
	private Http http;

	@Autowired
	private Cluster cluster;

	private final String name = "cost-" + UUID.randomUUID();

	@Test
	void oneGroupCostsTheSameWhateverItsSize() {
		TestKafka.createTopic(this.name + "-small", 1);
		TestKafka.createTopic(this.name + "-large", 40);
		TestKafka.createTopic(this.name + "-other", 10);
		try (Consumers consumers = new Consumers()) {
			consumers.start(this.name + "-small", Map.of(),
					(consumer) -> consumer.subscribe(List.of(this.name + "-small")));
			for (int i = 0; i < 5; i++) {
				consumers.start(this.name + "-large", Map.of(),
						(consumer) -> consumer.subscribe(List.of(this.name + "-large", this.name + "-other")));
			}
			await().until(() -> partitions("small") == 1 && partitions("large") == 50);
			long small = requests(() -> fresh("small"));
			long large = requests(() -> fresh("large"));
			// Coordinator twice, describe, commits, both ends of logs.
			assertThat(large).isEqualTo(small).isLessThanOrEqualTo(6);
		}
	}

	@Test
	void allGroupsCostTheSameHoweverMany() throws Exception {
		TestKafka.createTopic(this.name, 4);
		commit(1);
		requests(this::list);
		long few = requests(this::list);
		for (int i = 0; i < 60; i++) {
			commit(i);
		}
		long many = requests(this::list);
		assertThat(many).isLessThanOrEqualTo(few + 1);
	}

	@Test
	void absenceCostsOneLookUpOfEachKind() {
		assertThat(requests(() -> this.http.get("/groups/" + this.name + "/exists", "Cache-Control", "no-cache")))
			.isLessThanOrEqualTo(10);
	}

	private void commit(int number) throws Exception {
		TestKafka.admin()
			.alterConsumerGroupOffsets(this.name + "-" + number,
					Map.of(new TopicPartition(this.name, 0), new OffsetAndMetadata(0)))
			.all()
			.get(30, TimeUnit.SECONDS);
	}

	private void list() {
		assertThat(this.http.get("/groups", "Cache-Control", "no-cache").status()).isEqualTo(200);
	}

	private void fresh(String group) {
		assertThat(this.http.get("/groups/" + this.name + "-" + group + "/assignments", "Cache-Control", "no-cache")
			.status()).isEqualTo(200);
	}

	private long partitions(String group) {
		return this.http.get("/groups/" + this.name + "-" + group + "/assignments")
			.json()
			.path("partitions")
			.valueStream()
			.filter((row) -> !row.path("memberId").isNull())
			.count();
	}

	/** The least of a few, since the client refreshes its metadata now and then. */
	private long requests(Runnable read) {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			double before = sent();
			read.run();
			least = Math.min(least, Math.round(sent() - before));
		}
		return least;
	}

	private double sent() {
		Admin admin = this.cluster.calls().admin();
		return admin.metrics()
			.entrySet()
			.stream()
			.filter((metric) -> metric.getKey().name().equals("request-total")
					&& metric.getKey().group().equals("admin-client-metrics"))
			.mapToDouble((metric) -> (Double) metric.getValue().metricValue())
			.sum();
	}

}
