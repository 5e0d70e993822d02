package io.roster.worker;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.roster.delivery.Deliveries;
import io.roster.delivery.LedgerEntry;
import io.roster.delivery.LedgerEntry.OffsetRange;
import io.roster.handler.HandlerSpec;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a worker holds, and what is gone before it comes to it. */
class HeldTests extends RunningWorkers {

	private static final int LARGE = 500_000;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private Deliveries deliveries;

	@Test
	void largeRecordsAreNotFetchedFarAhead() throws Exception {
		int count = 240;
		produceLarge(count);
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicInteger seen = new AtomicInteger();
		LiveWorker worker = start(Protocol.CLASSIC, (record) -> {
			goOn.await();
			seen.incrementAndGet();
		});
		await().during(2, TimeUnit.SECONDS).until(() -> fetched(worker) > 40_000_000 && fetched(worker) < 80_000_000);
		goOn.countDown();
		await().until(() -> committedRecords() == count);
		assertThat(seen).hasValue(count);
	}

	private double fetched(LiveWorker worker) {
		return this.meters.find("kafka.consumer.fetch.manager.bytes.consumed.total")
			.tag("client.id", "roster-" + worker.workerId())
			.functionCounters()
			.stream()
			.filter((counter) -> counter.getId().getTag("topic") == null)
			.mapToDouble(FunctionCounter::count)
			.sum();
	}

	private void produceLarge(int count) throws Exception {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new ByteArraySerializer(),
				new ByteArraySerializer())) {
			byte[] value = new byte[LARGE];
			for (int i = 0; i < count; i++) {
				var unused = producer.send(new ProducerRecord<>(this.name, i % PARTITIONS, null, value));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatWasDeletedBeforeItWasFetchedIsNotNotedAsProcessed(boolean copies) {
		HandlerSpec handler = copies ? new HandlerSpec("topic", null, null, null, null, null, target(), null)
				: HandlerSpec.LOG;
		WorkerSpec spec = spec(new Subscription.Topics(List.of(this.name)), Protocol.CLASSIC, handler, FAST, null);
		LiveWorker worker = start(spec, copies ? null : new FunctionProcessor((record) -> {
		}));
		TestKafka.produce(this.name, PARTITIONS, 0, 40);
		await().until(() -> committedRecords() == 40);
		worker.pause();
		// Longer than a fetch waits at the broker that was sent before.
		await().pollDelay(1, TimeUnit.SECONDS).until(() -> worker.leaving().isQuiet());
		TestKafka.produce(this.name, PARTITIONS, 40, 400);
		TestKafka.deleteRecordsBefore(new TopicPartition(this.name, 0), 50);
		worker.resume();
		await().until(() -> committedRecords() == 400);
		LedgerEntry entry = this.deliveries.ledgers()
			.stream()
			.filter((ledger) -> ledger.workerId().equals(worker.workerId()))
			.flatMap((ledger) -> ledger.entries().stream())
			.filter((one) -> one.partition() == 0)
			.findFirst()
			.orElseThrow();
		assertThat(entry.processed()).containsExactly(new OffsetRange(0, 9), new OffsetRange(50, 99));
		assertThat(worker.describe().lastError()).contains("from offset 10 were deleted before they were fetched");
		assertThat(worker.describe().records().processed()).isEqualTo(360);
	}

	private static String target() {
		String target = "held-copy-" + UUID.randomUUID();
		TestKafka.createTopic(target, 1);
		return target;
	}

}
