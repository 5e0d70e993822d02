package io.roster.worker;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.roster.handler.RecordHandler;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every record is processed, and nothing is committed before it is. */
class DeliveryTests extends RunningWorkers {

	private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();

	@Test
	void recordsThatFailAreDeliveredAgainAndNotCommitted() {
		TestKafka.produce(this.name, PARTITIONS, 0, 100);
		AtomicInteger failures = new AtomicInteger(2);
		CountDownLatch goOn = new CountDownLatch(1);
		LiveWorker worker = start(Protocol.CLASSIC, (record) -> {
			if (failures.getAndDecrement() > 0) {
				throw new IllegalStateException("not today");
			}
			goOn.await();
			count(record);
		});
		await().until(() -> failures.get() < -PARTITIONS + 1);
		assertThat(committedRecords()).isZero();
		Worker meanwhile = worker.describe();
		assertThat(meanwhile.state()).isEqualTo(WorkerState.RUNNING);
		assertThat(meanwhile.lastError()).isEqualTo("IllegalStateException: not today");
		assertThat(meanwhile.records().failed()).isEqualTo(2);
		assertThat(meanwhile.records().processed()).isZero();
		goOn.countDown();
		await().until(() -> committedRecords() == 100);
		assertThat(this.seen).hasSize(100);
		assertThat(this.seen.values()).allMatch((times) -> times.get() == 1);
		assertThat(worker.describe().records().processed()).isEqualTo(100);
		assertThat(worker.describe().records().retried()).isEqualTo(2);
	}

	@Test
	void partitionThatFailsKeepsNoOtherWaiting() {
		TestKafka.produce(this.name, PARTITIONS, 0, 1000);
		LiveWorker worker = start(Protocol.CLASSIC, (record) -> {
			if (record.partition() == 1 && record.offset() == 10) {
				throw new IllegalStateException("never");
			}
			count(record);
		});
		await().until(() -> this.seen.size() == 760);
		await().until(() -> committedRecords() == 760);
		assertThat(committed().get(new TopicPartition(this.name, 1)).offset()).isEqualTo(10);
		// What comes later goes the same way.
		TestKafka.produce(this.name, PARTITIONS, 1000, 2000);
		await().until(() -> this.seen.size() == 1510);
		await().until(() -> committedRecords() == 1510);
		assertThat(worker.describe().records().failed()).isPositive();
	}

	@Test
	void partitionsOfAHandlerThatFailsGoOnElsewhere() {
		TestKafka.produce(this.name, PARTITIONS, 0, 100);
		LiveWorker failing = start(Protocol.CLASSIC, (record) -> {
			throw new IllegalStateException("never");
		});
		await().until(() -> failing.describe().records().retried() > 0);
		assertThat(committedRecords()).isZero();
		start(Protocol.CLASSIC, this::count);
		stop(failing);
		await().until(() -> this.seen.size() == 100);
		await().until(() -> committedRecords() == 100);
	}

	@Test
	void stopFinishesAndCommitsWhatWasBegun() throws Exception {
		TestKafka.produce(this.name, PARTITIONS, 0, 2000);
		CountDownLatch inHand = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		LiveWorker worker = start(Protocol.CLASSIC, (record) -> {
			inHand.countDown();
			goOn.await();
			count(record);
		});
		inHand.await();
		worker.stop();
		assertThat(worker.describe().state()).isEqualTo(WorkerState.STOPPING);
		assertThat(committed()).isEmpty();
		goOn.countDown();
		worker.stopped().get(30, TimeUnit.SECONDS);
		assertThat(this.seen).isNotEmpty().hasSizeLessThan(2000);
		assertThat(committedRecords()).isEqualTo(this.seen.size());
	}

	@Test
	void slowHandlerKeepsTheWorkerInItsGroupAndLittleInMemory() {
		TestKafka.produce(this.name, PARTITIONS, 0, 4000);
		CountDownLatch goOn = new CountDownLatch(1);
		LiveWorker worker = start(Protocol.CLASSIC, (record) -> {
			goOn.await();
			count(record);
		});
		await().until(() -> worker.status().assignment().size() == PARTITIONS);
		LiveWorker other = start(Protocol.CLASSIC, (record) -> {
			goOn.await();
			count(record);
		});
		// It answers the rebalance while its handler hangs.
		await().until(() -> other.status().assignment().size() == PARTITIONS / 2);
		assertThat(this.seen).isEmpty();
		goOn.countDown();
		await().until(() -> committedRecords() == 4000);
		assertThat(this.seen).hasSize(4000);
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void nothingIsLostWhileWorkersComeAndGo(Protocol protocol) {
		RecordHandler handler = this::count;
		int sent = 0;
		for (int change : new int[] { 1, 2, -1, 1, 1, -2, 2, -1, -1, 1 }) {
			for (int i = 0; i < change; i++) {
				start(protocol, handler);
			}
			for (int i = 0; i < -change; i++) {
				stop(this.started.get(0));
			}
			TestKafka.produce(this.name, PARTITIONS, sent, sent + 500);
			sent += 500;
		}
		int all = sent;
		await().atMost(60, TimeUnit.SECONDS).until(() -> committedRecords() == all);
		assertThat(this.seen.keySet())
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, all).mapToObj(String::valueOf).toList());
		if (protocol == Protocol.CLASSIC) {
			// Every worker left in good order, so nothing had to be read twice either. In
			// the consumer protocol a commit may be refused while the group changes, and
			// its records come again.
			assertThat(this.seen.values()).allMatch((times) -> times.get() == 1);
		}
	}

	private void count(ConsumerRecord<byte[], byte[]> record) {
		this.seen.computeIfAbsent(new String(record.value(), StandardCharsets.UTF_8), (key) -> new AtomicInteger())
			.incrementAndGet();
	}

}
