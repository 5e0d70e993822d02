package io.roster.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.roster.delivery.RetryPolicy;
import io.roster.handler.HandlerSpec;
import io.roster.handler.Handlers;
import io.roster.handler.RecordProcessor;
import io.roster.support.BenchTable;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

/**
 * A worker with the log handler beside the shortest loop that polls and commits, on the
 * same topic, in turn.
 */
@RosterTest
class WorkerBench {

	private static final int PARTITIONS = 4;

	private static final int RECORDS = 1_500_000;

	private static final int RECORD_SIZE = 100;

	private static final int ROUNDS = 7;

	private final String topic = "bench-" + UUID.randomUUID();

	@Autowired
	private WorkerContainers containers;

	@Autowired
	private Handlers handlers;

	@Test
	void throughput() {
		produce();
		workerSeconds("warm-up");
		bareSeconds("warm-up-bare");
		double[] worker = new double[ROUNDS];
		double[] bare = new double[ROUNDS];
		double[] ratio = new double[ROUNDS];
		for (int round = 0; round < ROUNDS; round++) {
			bare[round] = bareSeconds("bare-" + round);
			worker[round] = workerSeconds("worker-" + round);
			ratio[round] = bare[round] / worker[round];
		}
		BenchTable table = new BenchTable("Reading " + BenchTable.number(RECORDS, 0) + " records of " + RECORD_SIZE
				+ " bytes from " + PARTITIONS + " partitions, one consumer, 500 records a poll, a commit for each poll "
				+ "(median of " + ROUNDS + ")", "", "records/s", "ratio");
		table.row("bare `KafkaConsumer` loop", BenchTable.number(RECORDS / BenchTable.median(bare), 0), "1.00");
		table.row("worker with the `log` handler", BenchTable.number(RECORDS / BenchTable.median(worker), 0),
				BenchTable.number(BenchTable.median(ratio), 2));
		table.print();
	}

	private double workerSeconds(String groupId) {
		RecordProcessor log = this.handlers.create(HandlerSpec.LOG);
		CompletableFuture<Double> seconds = new CompletableFuture<>();
		RecordProcessor timed = new RecordProcessor() {

			private long first;

			private int count;

			@Override
			public CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records) {
				if (this.count == 0) {
					this.first = System.nanoTime();
				}
				this.count += records.size();
				CompletionStage<Integer> done = log.process(records);
				if (this.count == RECORDS) {
					seconds.complete((System.nanoTime() - this.first) / 1e9);
				}
				return done;
			}

			@Override
			public int inFlight() {
				return log.inFlight();
			}

			@Override
			public int batch() {
				return log.batch();
			}

		};
		WorkerSpec spec = new WorkerSpec(new Subscription.Topics(List.of(this.topic)), Protocol.CLASSIC,
				"cooperative-sticky", "earliest", HandlerSpec.LOG, 500, RetryPolicy.DEFAULT, null, false);
		String id = this.topic + groupId;
		LiveWorker worker = this.containers.start(new WorkerIdentity(id, id, null), spec, timed);
		double result = seconds.join();
		worker.stop();
		worker.stopped().join();
		return result;
	}

	private double bareSeconds(String groupId) {
		Map<String, Object> config = new HashMap<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
				TestKafka.bootstrapServers(), ConsumerConfig.GROUP_ID_CONFIG, this.topic + groupId,
				ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false", ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
				ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName()));
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			consumer.subscribe(List.of(this.topic));
			long first = 0;
			int count = 0;
			long bytes = 0;
			while (count < RECORDS) {
				ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
				if (count == 0 && !records.isEmpty()) {
					first = System.nanoTime();
				}
				for (ConsumerRecord<byte[], byte[]> record : records) {
					bytes += record.value().length;
				}
				count += records.count();
				if (!records.isEmpty() && count < RECORDS) {
					consumer.commitSync();
				}
			}
			double seconds = (System.nanoTime() - first) / 1e9;
			if (bytes != (long) RECORDS * RECORD_SIZE) {
				throw new IllegalStateException("Read " + bytes + " bytes");
			}
			return seconds;
		}
	}

	private void produce() {
		TestKafka.createTopic(this.topic, PARTITIONS);
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "linger.ms", "20", "batch.size", "262144"),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			byte[] value = new byte[RECORD_SIZE];
			for (int i = 0; i < RECORDS; i++) {
				var unused = producer.send(new ProducerRecord<>(this.topic, i % PARTITIONS, null, value));
			}
		}
	}

}
