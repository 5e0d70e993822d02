package io.roster.commits;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.support.BenchTable;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

/** How many commits are taken in a second, and how much memory their groups take. */
@RosterTest
class CommitsBench {

	private static final int GROUPS = 10_000;

	private static final int PARTITIONS = 20;

	private static final int LOGS = 4;

	private static final int RECORDS = 5 * GROUPS * PARTITIONS;

	private static final int ROUNDS = 5;

	private final String topic = "bench-" + UUID.randomUUID();

	@Autowired
	private BareConsumers consumers;

	@Autowired
	private Cluster cluster;

	@Test
	void recordsAndMemory() throws Exception {
		TestKafka.createTopic(this.topic, LOGS);
		produce();
		double[] bare = new double[ROUNDS];
		double[] followed = new double[ROUNDS];
		for (int round = -2; round < ROUNDS; round++) {
			double byHand = RECORDS / bare();
			double byFollower = RECORDS / follow();
			if (round >= 0) {
				bare[round] = byHand;
				followed[round] = byFollower;
			}
		}
		BenchTable table = new BenchTable("Commits of " + GROUPS + " groups of " + PARTITIONS
				+ " partitions, read from " + LOGS + " partitions (median of " + ROUNDS + ")", "", "records/s");
		table.row("a bare consumer that only counts", BenchTable.number(BenchTable.median(bare), 0));
		table.row("the follower", BenchTable.number(BenchTable.median(followed), 0));
		table.row("the memory that the commits take", BenchTable.number(memory() / 1e6, 1) + " MB");
		table.print();
	}

	private void produce() {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "linger.ms", "5", "batch.size", "65536"),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			for (int i = 0; i < RECORDS; i++) {
				int group = (i / PARTITIONS) % GROUPS;
				var unused = producer
					.send(new ProducerRecord<>(this.topic, group % LOGS, key(group, i % PARTITIONS), value(i)));
			}
		}
	}

	private static byte[] key(int group, int partition) {
		return MessageUtil
			.toCoordinatorTypePrefixedBytes(new OffsetCommitKey().setGroup("some-service-of-team-" + group)
				.setTopic("events-of-team-" + group % 500)
				.setPartition(partition));
	}

	private static byte[] value(long offset) {
		return MessageUtil.toVersionPrefixedBytes((short) 3,
				new OffsetCommitValue().setOffset(offset)
					.setMetadata("")
					.setLeaderEpoch(1)
					.setCommitTimestamp(System.currentTimeMillis()));
	}

	/** In seconds. */
	private double bare() {
		long began = System.nanoTime();
		try (Consumer<byte[], byte[]> consumer = this.consumers.create("bench",
				Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000), new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = new ArrayList<>();
			for (int i = 0; i < LOGS; i++) {
				partitions.add(new TopicPartition(this.topic, i));
			}
			consumer.assign(partitions);
			int count = 0;
			while (count < RECORDS) {
				count += consumer.poll(Duration.ofMillis(500)).count();
			}
			return (System.nanoTime() - began) / 1e9;
		}
	}

	/** In seconds. */
	private double follow() throws InterruptedException {
		CommitFollower follower = new CommitFollower(this.topic, Duration.ofHours(1), this.consumers, this.cluster,
				Clock.systemUTC(), commits(), List.of());
		long began = System.nanoTime();
		follower.start();
		while (follower.taken(CommitRecord.Type.COMMIT) < RECORDS) {
			Thread.sleep(1);
		}
		double took = (System.nanoTime() - began) / 1e9;
		follower.stop();
		return took;
	}

	/** In bytes, measured after a garbage collection. */
	private static long memory() {
		long before = used();
		Commits commits = commits();
		for (int group = 0; group < GROUPS; group++) {
			for (int partition = 0; partition < PARTITIONS; partition++) {
				commits.committed(CommitRecord.of(key(group, partition), value(1000)));
			}
		}
		long after = used();
		if (commits.partitions() != GROUPS * PARTITIONS) {
			throw new IllegalStateException();
		}
		return after - before;
	}

	private static long used() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

	private static Commits commits() {
		return new Commits(new CommitsProperties(true, Duration.ofHours(1), 1_000_000));
	}

}
