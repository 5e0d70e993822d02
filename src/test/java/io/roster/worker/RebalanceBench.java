package io.roster.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.roster.handler.HandlerSpec;
import io.roster.support.BenchTable;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A fifth worker joins four busy ones: how long which partitions are not processed. */
class RebalanceBench extends BenchWorkers {

	private static final int PARTITIONS = 20;

	/** Each partition gets a record as often. */
	private static final Duration PACE = Duration.ofMillis(10);

	private static final Duration STEADY = Duration.ofSeconds(3);

	/** What may come after the last partition has moved. */
	private static final Duration AFTER = Duration.ofSeconds(2);

	private static final int ROUNDS = 3;

	@Test
	void fifthWorker() throws Exception {
		BenchTable table = new BenchTable(
				"A fifth worker joins four, " + PARTITIONS + " partitions with a record every " + PACE.toMillis()
						+ " ms each, a handler that takes 1 ms: the longest time in which no record of a "
						+ "partition was processed (median of " + ROUNDS
						+ "; heartbeats every 0.75 s, with the consumer protocol every 0.5 s)",
				"protocol, assignor", "before, ms", "partitions that stay, ms", "partitions that move, ms", "moved",
				"processed twice", "all have their partitions after, ms");
		row(table, Protocol.CLASSIC, "cooperative-sticky");
		row(table, Protocol.CONSUMER, "uniform");
		row(table, Protocol.CLASSIC, "range");
		table.print();
	}

	private void row(BenchTable table, Protocol protocol, String assignor) throws Exception {
		double[][] results = new double[6][ROUNDS];
		for (int round = -1; round < ROUNDS; round++) {
			double[] result = run(protocol, assignor);
			for (int i = 0; round >= 0 && i < result.length; i++) {
				results[i][round] = result[i];
			}
		}
		List<String> cells = new ArrayList<>(List.of(protocol + ", " + assignor));
		for (double[] result : results) {
			cells.add(BenchTable.number(BenchTable.median(result), 0));
		}
		table.row(cells.toArray(String[]::new));
	}

	private double[] run(Protocol protocol, String assignor) throws Exception {
		String topic = unique("bench");
		TestKafka.createTopic(topic, PARTITIONS);
		Pauses pauses = new Pauses(PARTITIONS);
		WorkerSpec spec = spec(topic, protocol, assignor, HandlerSpec.LOG);
		List<LiveWorker> workers = new ArrayList<>();
		AtomicBoolean stop = new AtomicBoolean();
		Thread producer = new Thread(() -> produce(topic, stop), "bench-producer");
		try {
			for (int i = 0; i < 4; i++) {
				workers.add(start(topic, spec, processor(pauses)));
			}
			awaitEven(workers, PARTITIONS);
			producer.start();
			pauses.awaitAll();
			pauses.forget();
			TimeUnit.NANOSECONDS.sleep(STEADY.toNanos());
			double before = max(pauses.longestMillis());
			Map<Integer, String> owners = owners(workers);
			pauses.forget();
			long began = System.nanoTime();
			workers.add(start(topic, spec, processor(pauses)));
			awaitEven(workers, PARTITIONS);
			double joined = (System.nanoTime() - began) / 1e6;
			TimeUnit.NANOSECONDS.sleep(AFTER.toNanos());
			double[] longest = pauses.longestMillis();
			Map<Integer, String> newOwners = owners(workers);
			double stayed = 0;
			double moved = 0;
			int moves = 0;
			for (int partition = 0; partition < PARTITIONS; partition++) {
				if (owners.get(partition).equals(newOwners.get(partition))) {
					stayed = Math.max(stayed, longest[partition]);
				}
				else {
					moved = Math.max(moved, longest[partition]);
					moves++;
				}
			}
			return new double[] { before, stayed, moved, moves, pauses.twice(), joined };
		}
		finally {
			stop.set(true);
			producer.join();
			stopAll(workers);
		}
	}

	private static FunctionProcessor processor(Pauses pauses) {
		return new FunctionProcessor((record) -> {
			TimeUnit.MILLISECONDS.sleep(1);
			pauses.processed(record.partition(), record.offset());
		});
	}

	private static Map<Integer, String> owners(List<LiveWorker> workers) {
		Map<Integer, String> owners = new HashMap<>();
		for (LiveWorker worker : workers) {
			for (TopicPartition partition : worker.status().assignment()) {
				owners.put(partition.partition(), worker.workerId());
			}
		}
		return owners;
	}

	private static void produce(String topic, AtomicBoolean stop) {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "linger.ms", "0"), new ByteArraySerializer(),
				new ByteArraySerializer())) {
			long next = System.nanoTime();
			while (!stop.get()) {
				for (int partition = 0; partition < PARTITIONS; partition++) {
					var unused = producer.send(new ProducerRecord<>(topic, partition, null, new byte[100]));
				}
				next += PACE.toNanos();
				LockSupport.parkNanos(next - System.nanoTime());
			}
		}
	}

	private static double max(double[] values) {
		double max = 0;
		for (double value : values) {
			max = Math.max(max, value);
		}
		return max;
	}

}
