package io.roster.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.handler.HandlerSpec;
import io.roster.support.BenchTable;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import static org.awaitility.Awaitility.await;

/**
 * Workers with the topic handler beside loops that copy within transactions, written by
 * hand.
 */
class CopyBench extends BenchWorkers {

	private static final int PARTITIONS = 8;

	private static final int BYTES = 40_000_000;

	private static final int MOST_RECORDS = 100_000;

	private static final int ROUNDS = 5;

	@Test
	void copy() throws Exception {
		BenchTable table = new BenchTable(
				"Workers with the `topic` handler, and loops of consumer and producer: one "
						+ "transaction for each poll of up to " + MAX_POLL_RECORDS + " records, " + PARTITIONS
						+ " partitions (median of " + ROUNDS + ")",
				"records", "consumers", "bare loops, records/s", "workers, records/s", "ratio");
		for (int size : new int[] { 100, 1024 }) {
			int records = Rounds.scaled(Math.min(MOST_RECORDS, BYTES / size));
			String topic = filledTopic(PARTITIONS, records, size);
			String target = unique("bench-copy");
			TestKafka.createTopic(target, PARTITIONS);
			for (int count : new int[] { 1, 4 }) {
				Rounds rounds = new Rounds().add("bare", () -> bare(count, topic, target, records))
					.add("worker", () -> workers(count, topic, target, records))
					.run(ROUNDS);
				table.row(size + " bytes", String.valueOf(count),
						BenchTable.number(records / rounds.seconds("bare"), 0),
						BenchTable.number(records / rounds.seconds("worker"), 0),
						BenchTable.number(rounds.ratio("worker"), 2));
			}
			TestKafka.deleteTopics(List.of(topic, target));
		}
		table.print();
	}

	private double workers(int count, String topic, String target, int records) {
		HandlerSpec handler = new HandlerSpec("topic", null, null, null, null, null, target, null);
		List<LiveWorker> workers = startHeld(count, PARTITIONS, spec(topic, handler), () -> null);
		long start = System.nanoTime();
		workers.forEach(LiveWorker::resume);
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(Duration.ofMinutes(3))
			.until(() -> processed(workers) == records);
		double seconds = (System.nanoTime() - start) / 1e9;
		stopAll(workers);
		return seconds;
	}

	private static long processed(List<LiveWorker> workers) {
		return workers.stream().mapToLong((worker) -> worker.describe().records().processed()).sum();
	}

	private static double bare(int count, String topic, String target, int records) throws Exception {
		return BareLoops.seconds(count, topic, PARTITIONS, new Finish(records),
				(consumer) -> new Transactions(consumer, target));
	}

	/** A transaction for each poll. */
	private static final class Transactions implements BareLoops.Loop {

		private final KafkaConsumer<byte[], byte[]> consumer;

		private final KafkaProducer<byte[], byte[]> producer;

		private final String target;

		Transactions(KafkaConsumer<byte[], byte[]> consumer, String target) {
			this.consumer = consumer;
			this.target = target;
			this.producer = new KafkaProducer<>(
					Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers(),
							ProducerConfig.TRANSACTIONAL_ID_CONFIG, unique("bare")),
					new ByteArraySerializer(), new ByteArraySerializer());
			this.producer.initTransactions();
		}

		@Override
		public void accept(ConsumerRecords<byte[], byte[]> records) {
			this.producer.beginTransaction();
			for (ConsumerRecord<byte[], byte[]> record : records) {
				var unused = this.producer.send(new ProducerRecord<>(this.target, null, record.timestamp(),
						record.key(), record.value(), record.headers()));
			}
			Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(records.nextOffsets());
			this.producer.sendOffsetsToTransaction(offsets, this.consumer.groupMetadata());
			this.producer.commitTransaction();
		}

		@Override
		public void close() {
			this.producer.close();
		}

	}

}
