package io.roster.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.handler.HandlerSpec;
import io.roster.handler.RecordHandler;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every record is processed, and nothing is committed before it is. */
@RosterTest
class DeliveryTests {

	private static final int PARTITIONS = 4;

	@Autowired
	private WorkerContainers containers;

	private final String name = "delivery-" + UUID.randomUUID();

	private final List<LiveWorker> started = new ArrayList<>();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.name, PARTITIONS);
	}

	@AfterEach
	void stopAll() {
		this.started.forEach(LiveWorker::stop);
		this.started.forEach((worker) -> worker.stopped().join());
	}

	@Test
	void recordsThatFailAreDeliveredAgainAndNotCommitted() {
		TestKafka.produce(this.name, PARTITIONS, 0, 100);
		AtomicInteger failures = new AtomicInteger(2);
		CountDownLatch committedNothing = new CountDownLatch(1);
		Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
		LiveWorker worker = start(Protocol.CLASSIC, (records) -> {
			if (failures.getAndDecrement() > 0) {
				throw new IllegalStateException("not today");
			}
			committedNothing.await();
			count(seen, records);
		});
		await().until(() -> failures.get() < 0);
		assertThat(committed()).isEmpty();
		Worker meanwhile = worker.describe();
		assertThat(meanwhile.state()).isEqualTo(WorkerState.RUNNING);
		assertThat(meanwhile.lastError()).isEqualTo("IllegalStateException: not today");
		assertThat(meanwhile.records().failed()).isPositive();
		assertThat(meanwhile.records().processed()).isZero();
		committedNothing.countDown();
		await().until(() -> committed().values().stream().mapToLong(Long::longValue).sum() == 100);
		assertThat(seen).hasSize(100);
		assertThat(seen.values()).allMatch((times) -> times.get() == 1);
		assertThat(worker.describe().records().processed()).isEqualTo(100);
		assertThat(worker.describe().records().retried()).isPositive();
	}

	@Test
	void partitionsOfAHandlerThatFailsGoOnElsewhere() {
		TestKafka.produce(this.name, PARTITIONS, 0, 100);
		Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
		LiveWorker failing = start(Protocol.CLASSIC, (records) -> {
			throw new IllegalStateException("never");
		});
		await().until(() -> failing.describe().records().retried() > 0);
		assertThat(committed()).isEmpty();
		start(Protocol.CLASSIC, (records) -> count(seen, records));
		failing.stop();
		failing.stopped().join();
		await().until(() -> seen.size() == 100);
		await().until(() -> committed().values().stream().mapToLong(Long::longValue).sum() == 100);
	}

	@Test
	void stopFinishesAndCommitsWhatWasPolled() throws Exception {
		TestKafka.produce(this.name, PARTITIONS, 0, 2000);
		CountDownLatch inHand = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
		LiveWorker worker = start(Protocol.CLASSIC, (records) -> {
			inHand.countDown();
			goOn.await();
			count(seen, records);
		});
		inHand.await();
		worker.stop();
		assertThat(worker.describe().state()).isEqualTo(WorkerState.STOPPING);
		assertThat(committed()).isEmpty();
		goOn.countDown();
		worker.stopped().get(30, TimeUnit.SECONDS);
		assertThat(seen).isNotEmpty().hasSizeLessThan(2000);
		assertThat(committed().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(seen.size());
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void nothingIsLostWhileWorkersComeAndGo(Protocol protocol) {
		Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
		RecordHandler handler = (records) -> count(seen, records);
		int sent = 0;
		for (int change : new int[] { 1, 2, -1, 1, 1, -2, 2, -1, -1, 1 }) {
			for (int i = 0; i < change; i++) {
				start(protocol, handler);
			}
			for (int i = 0; i < -change; i++) {
				LiveWorker first = this.started.remove(0);
				first.stop();
				first.stopped().join();
			}
			TestKafka.produce(this.name, PARTITIONS, sent, sent + 500);
			sent += 500;
		}
		int all = sent;
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> committed().values().stream().mapToLong(Long::longValue).sum() == all);
		assertThat(seen.keySet())
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, all).mapToObj(String::valueOf).toList());
		if (protocol == Protocol.CLASSIC) {
			// Every worker left in good order, so nothing had to be read twice either. In
			// the consumer protocol a commit
			// may be refused while the group changes, and its records come again.
			assertThat(seen.values()).allMatch((times) -> times.get() == 1);
		}
	}

	private LiveWorker start(Protocol protocol, RecordHandler handler) {
		WorkerSpec spec = new WorkerSpec(new Subscription.Topics(List.of(this.name)), protocol,
				protocol.defaultAssignor(), "earliest", HandlerSpec.LOG, 100);
		LiveWorker worker = this.containers.start(this.name, spec, handler);
		this.started.add(worker);
		return worker;
	}

	private static void count(Map<String, AtomicInteger> seen,
			List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> records) {
		records.forEach(
				(record) -> seen
					.computeIfAbsent(new String(record.value(), java.nio.charset.StandardCharsets.UTF_8),
							(key) -> new AtomicInteger())
					.incrementAndGet());
	}

	private Map<TopicPartition, Long> committed() {
		try {
			Map<TopicPartition, OffsetAndMetadata> offsets = TestKafka.admin()
				.listConsumerGroupOffsets(this.name)
				.partitionsToOffsetAndMetadata()
				.get(30, TimeUnit.SECONDS);
			return offsets.entrySet()
				.stream()
				.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().offset()));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
