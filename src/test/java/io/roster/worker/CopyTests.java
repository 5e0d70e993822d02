package io.roster.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.roster.handler.HandlerSpec;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Records are copied exactly once, as a reader of committed records sees it. */
class CopyTests extends RunningWorkers {

	private final String target = "copy-" + UUID.randomUUID();

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void copyIsExactWhileWorkersComeAndGo(Protocol protocol) {
		TestKafka.createTopic(this.target, 3);
		WorkerSpec spec = copying(new Subscription.Topics(List.of(this.name)), protocol, null);
		int sent = 0;
		for (int round = 0; round < 6; round++) {
			start(spec, null);
			if (round % 2 == 1) {
				stop(this.started.get(0));
			}
			TestKafka.produce(this.name, PARTITIONS, sent, sent + 1000);
			sent += 1000;
		}
		int all = sent;
		await().until(() -> committedRecords() == all);
		Map<String, Integer> copied = copied(all);
		assertThat(copied).hasSize(all);
		assertThat(copied.values()).allMatch((times) -> times == 1);
	}

	@Test
	void keyHeadersAndTimestampAreKept() {
		TestKafka.createTopic(this.target, 1);
		byte[] key = { 1, 2, 3 };
		try (KafkaProducer<byte[], byte[]> producer = producer()) {
			producer.send(new ProducerRecord<>(this.name, 0, 1763790000123L, key, null,
					List.of(new RecordHeader("a", "b".getBytes(StandardCharsets.UTF_8)))));
		}
		start(copying(new Subscription.Topics(List.of(this.name)), Protocol.CLASSIC, null), null);
		await().until(() -> committedRecords() == 1);
		ConsumerRecord<byte[], byte[]> copy = read(1).get(0);
		assertThat(copy.key()).isEqualTo(key);
		assertThat(copy.value()).isNull();
		assertThat(copy.timestamp()).isEqualTo(1763790000123L);
		assertThat(copy.headers().lastHeader("a").value()).isEqualTo("b".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void recordThatTheTopicDoesNotTakeGoesToTheDeadLetterTopic() {
		TestKafka.createTopic(this.target, 1, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "20000"));
		produceWithALargeOne();
		LiveWorker worker = start(copying(new Subscription.Topics(List.of(this.name)), Protocol.CLASSIC, null), null);
		await().until(() -> committedRecords() == 30);
		assertThat(worker.describe().records().deadLettered()).isEqualTo(1);
		assertThat(copied(29)).hasSize(29);
	}

	@Test
	void withoutADeadLetterTopicItStopsThePartitionAndNoOther() {
		TestKafka.createTopic(this.target, 1, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "20000"));
		produceWithALargeOne();
		LiveWorker worker = start(copying(new Subscription.Topics(List.of(this.name)), Protocol.CLASSIC, ""), null);
		await().until(() -> committedRecords() == 24);
		assertThat(worker.describe().lastError()).contains("is stopped").contains(this.name + "-2");
		assertThat(copied(24)).hasSize(24);
	}

	@Test
	void missingTargetIsWaitedFor() {
		TestKafka.produce(this.name, PARTITIONS, 0, 20);
		LiveWorker worker = start(copying(new Subscription.Topics(List.of(this.name)), Protocol.CLASSIC, null), null);
		await().until(() -> worker.describe().records().failed() > 0);
		assertThat(committedRecords()).isZero();
		TestKafka.createTopic(this.target, 2);
		await().until(() -> committedRecords() == 20);
		assertThat(copied(20)).hasSize(20);
	}

	@Test
	void manualWorkersCopyExactlyOnceToo() {
		TestKafka.createTopic(this.target, 2);
		TestKafka.produce(this.name, PARTITIONS, 0, 400);
		Subscription manual = new Subscription.Partitions(
				List.of(new TopicPartition(this.name, 0), new TopicPartition(this.name, 3)));
		WorkerSpec spec = copying(manual, Protocol.CLASSIC, null);
		LiveWorker first = start(spec, null);
		await().until(() -> committedRecords() > 0);
		stop(first);
		start(spec, null);
		await().until(() -> committedRecords() == 200);
		assertThat(copied(200)).hasSize(200);
	}

	private WorkerSpec copying(Subscription subscription, Protocol protocol, String deadLetterTopic) {
		return spec(subscription, protocol, new HandlerSpec("topic", null, null, null, null, null, this.target, null),
				FAST, deadLetterTopic);
	}

	private void produceWithALargeOne() {
		try (KafkaProducer<byte[], byte[]> producer = producer()) {
			for (int i = 0; i < 30; i++) {
				byte[] value = (i == 15) ? new byte[50_000] : String.valueOf(i).getBytes(StandardCharsets.UTF_8);
				producer.send(new ProducerRecord<>(this.name, (i < 10) ? 0 : (i < 15 || i > 20) ? 1 : 2, null, value));
			}
		}
	}

	private static KafkaProducer<byte[], byte[]> producer() {
		return new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers()),
				new ByteArraySerializer(), new ByteArraySerializer());
	}

	private Map<String, Integer> copied(int count) {
		Map<String, Integer> times = new HashMap<>();
		read(count)
			.forEach((record) -> times.merge(new String(record.value(), StandardCharsets.UTF_8), 1, Integer::sum));
		return times;
	}

	private List<ConsumerRecord<byte[], byte[]>> read(int count) {
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers(),
						ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(this.target)
				.stream()
				.map((info) -> new TopicPartition(this.target, info.partition()))
				.toList();
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			List<ConsumerRecord<byte[], byte[]>> records = new java.util.ArrayList<>();
			await().until(() -> {
				consumer.poll(Duration.ofMillis(200)).forEach(records::add);
				return records.size() >= count;
			});
			// And no more than that.
			consumer.poll(Duration.ofMillis(500)).forEach(records::add);
			assertThat(records).hasSize(count);
			return records;
		}
	}

}
