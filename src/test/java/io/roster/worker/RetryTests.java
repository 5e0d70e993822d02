package io.roster.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.roster.delivery.LedgerEntry;
import io.roster.delivery.LedgerEntry.OffsetRange;
import io.roster.delivery.RetryPolicy;
import io.roster.handler.RejectedRecordException;
import io.roster.handler.RetryLaterException;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.support.KafkaHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A record that fails is tried again as often as was said, wherever its partition is. */
class RetryTests extends RunningWorkers {

	@Test
	void recordThatFailsForGoodGoesToTheDeadLetterTopicAndItsPartitionGoesOn() {
		TestKafka.produce(this.name, PARTITIONS, 0, 100);
		AtomicInteger deliveries = new AtomicInteger();
		LiveWorker worker = start(spec(Protocol.CLASSIC, retry(3), null), new FunctionProcessor((record) -> {
			if (record.partition() == 1 && record.offset() == 10) {
				deliveries.incrementAndGet();
				throw new IllegalStateException("poison");
			}
		}));
		await().until(() -> committedRecords() == 100);
		assertThat(deliveries).hasValue(3);
		assertThat(worker.describe().records()).isEqualTo(new Worker.RecordCounts(99, 3, 2, 1));
		List<ConsumerRecord<byte[], byte[]>> dead = read(this.name + "-dlt", 1);
		assertThat(dead.get(0).value()).isEqualTo("41".getBytes(StandardCharsets.UTF_8));
		assertThat(header(dead.get(0), KafkaHeaders.DLT_ORIGINAL_TOPIC)).isEqualTo(this.name);
		assertThat(header(dead.get(0), KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP)).isEqualTo(this.name);
		assertThat(header(dead.get(0), KafkaHeaders.DLT_EXCEPTION_MESSAGE)).contains("poison");
		LedgerEntry entry = worker.delivery().ledger().stream().filter((one) -> one.partition() == 1).findFirst().get();
		assertThat(entry.processed()).containsExactly(new OffsetRange(0, 24));
		assertThat(entry.repeated()).isEmpty();
		assertThat(entry.deadLettered()).containsExactly(10L);
	}

	@Test
	void rejectedRecordIsNotTriedAgain() {
		TestKafka.produce(this.name, PARTITIONS, 0, 8);
		AtomicInteger deliveries = new AtomicInteger();
		start(spec(Protocol.CLASSIC, retry(10), this.name + "-rejects"), new FunctionProcessor((record) -> {
			if (record.partition() == 2 && record.offset() == 0) {
				deliveries.incrementAndGet();
				throw new RejectedRecordException("no", null);
			}
		}));
		await().until(() -> committedRecords() == 8);
		assertThat(deliveries).hasValue(1);
		assertThat(read(this.name + "-rejects", 1)).hasSize(1);
	}

	@Test
	void handlerCanAskForALongerPause() {
		TestKafka.produce(this.name, PARTITIONS, 0, 1);
		List<Long> deliveries = new CopyOnWriteArrayList<>();
		start(spec(Protocol.CLASSIC, retry(10), null), new FunctionProcessor((record) -> {
			deliveries.add(System.nanoTime());
			if (deliveries.size() == 1) {
				throw new RetryLaterException("later", Duration.ofSeconds(2), null);
			}
		}));
		await().until(() -> committedRecords() == 1);
		assertThat(deliveries).hasSize(2);
		assertThat(Duration.ofNanos(deliveries.get(1) - deliveries.get(0))).isBetween(Duration.ofMillis(1990),
				Duration.ofSeconds(10));
	}

	@Test
	void attemptsAndPausesGoOnWhereAnotherWorkerTakesOver() {
		TestKafka.produce(this.name, PARTITIONS, 0, 1);
		List<Long> deliveries = new CopyOnWriteArrayList<>();
		FunctionProcessor failing = new FunctionProcessor((record) -> {
			deliveries.add(System.nanoTime());
			throw new IllegalStateException("never");
		});
		WorkerSpec spec = spec(Protocol.CLASSIC, new RetryPolicy(3, Duration.ofSeconds(3), Duration.ofSeconds(3)),
				null);
		LiveWorker first = start(spec, failing);
		await().until(() -> deliveries.size() == 1);
		stop(first);
		LiveWorker second = start(spec, failing);
		await().until(() -> second.describe().records().deadLettered() == 1);
		assertThat(deliveries).hasSize(3);
		assertThat(Duration.ofNanos(deliveries.get(1) - deliveries.get(0))).isGreaterThan(Duration.ofMillis(2600));
		await().until(() -> committedRecords() == 1);
	}

	@Test
	void withoutADeadLetterTopicThePartitionStopsUntilItIsResumed() {
		TestKafka.produce(this.name, PARTITIONS, 0, 40);
		AtomicBoolean mended = new AtomicBoolean();
		LiveWorker worker = start(spec(Protocol.CLASSIC, retry(2), ""), new FunctionProcessor((record) -> {
			if (record.partition() == 0 && record.offset() == 5 && !mended.get()) {
				throw new IllegalStateException("poison");
			}
		}));
		await().until(() -> committedRecords() == 35);
		await().until(() -> String.valueOf(worker.describe().lastError()).contains("is stopped"));
		assertThat(worker.describe().lastError()).contains(this.name + "-0").contains("offset 5");
		long failed = worker.describe().records().failed();
		assertThat(failed).isEqualTo(2);
		mended.set(true);
		worker.resume();
		await().until(() -> committedRecords() == 40);
	}

	@Test
	void orderIsKeptWithinAKeyAndOneKeyKeepsNoOtherWaiting() {
		int keys = 20;
		int each = 25;
		produceWithKeys(keys, each);
		Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
		AtomicInteger failures = new AtomicInteger(3);
		CountDownLatch goOn = new CountDownLatch(1);
		WorkerSpec spec = spec(Protocol.CLASSIC, retry(100), null);
		start(spec, new FunctionProcessor((record) -> {
			String key = new String(record.key(), StandardCharsets.UTF_8);
			int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
			if (key.equals("key-7") && number == 3) {
				goOn.await();
				if (failures.getAndDecrement() > 0) {
					throw new IllegalStateException("not yet");
				}
			}
			seen.computeIfAbsent(key, (unused) -> new CopyOnWriteArrayList<>()).add(number);
		}, 8, true));
		await().until(() -> seen.values().stream().mapToInt(List::size).sum() == keys * each - each + 3);
		goOn.countDown();
		await().until(() -> committedRecords() == keys * each);
		assertThat(seen).hasSize(keys);
		List<Integer> inOrder = new ArrayList<>();
		for (int i = 0; i < each; i++) {
			inOrder.add(i);
		}
		assertThat(seen.values()).allMatch((numbers) -> numbers.equals(inOrder));
	}

	@Test
	void whatWasProcessedBehindARecordThatFailsIsNotProcessedAgainElsewhere() {
		produceWithKeys(20, 25);
		Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
		AtomicBoolean mended = new AtomicBoolean();
		FunctionProcessor processor = new FunctionProcessor((record) -> {
			String id = new String(record.key(), StandardCharsets.UTF_8) + "-"
					+ new String(record.value(), StandardCharsets.UTF_8);
			if (id.equals("key-7-0") && !mended.get()) {
				throw new IllegalStateException("not yet");
			}
			seen.computeIfAbsent(id, (unused) -> new AtomicInteger()).incrementAndGet();
		}, 8, true);
		WorkerSpec spec = spec(Protocol.CLASSIC, FAST, null);
		LiveWorker first = start(spec, processor);
		await().until(() -> seen.size() == 475);
		stop(first);
		mended.set(true);
		start(spec, processor);
		await().until(() -> committedRecords() == 500);
		assertThat(seen).hasSize(500);
		assertThat(seen.values()).allMatch((times) -> times.get() == 1);
	}

	@Test
	void manualWorkerThatHasASuccessorCannotCommitAnyMore() {
		TestKafka.produce(this.name, PARTITIONS, 0, 40);
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicInteger begun = new AtomicInteger();
		TopicPartition partition = new TopicPartition(this.name, 1);
		WorkerSpec spec = spec(new Subscription.Partitions(List.of(partition)), Protocol.CLASSIC,
				io.roster.handler.HandlerSpec.LOG, FAST, null);
		LiveWorker frozen = start("same-" + this.name, spec, new FunctionProcessor((record) -> {
			begun.incrementAndGet();
			goOn.await();
		}));
		await().until(() -> begun.get() == 1);
		// What the same worker does first in another replica.
		try (KafkaProducer<String, String> successor = new KafkaProducer<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers(),
						ProducerConfig.TRANSACTIONAL_ID_CONFIG, frozen.identity().clientId()),
				new StringSerializer(), new StringSerializer())) {
			successor.initTransactions();
		}
		goOn.countDown();
		await().until(() -> frozen.status().state() == WorkerState.FAILED);
		assertThat(frozen.status().lastError()).contains("been given these partitions");
		assertThat(committedRecords()).isZero();
	}

	private static RetryPolicy retry(int attempts) {
		return new RetryPolicy(attempts, Duration.ofMillis(20), Duration.ofMillis(50));
	}

	private void produceWithKeys(int keys, int each) {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers()), new StringSerializer(),
				new StringSerializer())) {
			for (int i = 0; i < each; i++) {
				for (int key = 0; key < keys; key++) {
					producer.send(new ProducerRecord<>(this.name, "key-" + key, String.valueOf(i)));
				}
			}
		}
	}

	private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers()),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(topic)
				.stream()
				.map((info) -> new TopicPartition(topic, info.partition()))
				.toList();
			assertThat(partitions).hasSize(PARTITIONS);
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
			await().until(() -> {
				consumer.poll(Duration.ofMillis(200)).forEach(records::add);
				return records.size() >= count;
			});
			return records;
		}
	}

	private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
		return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
	}

}
