package io.roster.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.roster.cluster.Cluster;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.support.KafkaHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

@RosterTest
class DeadLettersTests {

	private static final String SPRING = "of-spring";

	@Autowired
	private DeadLetters deadLetters;

	@Autowired
	private Cluster cluster;

	@Autowired
	private DefaultKafkaProducerFactory<?, ?> producers;

	@Test
	void headersAreThoseOfSpringsRecoverer() throws Exception {
		TestKafka.createTopic("dl-headers", 2);
		TestKafka.createTopic("dl-headers-spring", 2);
		ConsumerRecord<byte[], byte[]> record = record("dl-headers", 1, 42, "k".getBytes(StandardCharsets.UTF_8),
				new byte[] { 0, (byte) 0xff, 7 });
		record.headers().add("trace", new byte[] { 1 }).add("trace", null).add("other", new byte[0]);
		Exception cause = new IllegalStateException("No such customer: ☕", new IllegalArgumentException("deep"));

		this.deadLetters.write(record, "dl-headers-dlt", "billing", cause).get(30, TimeUnit.SECONDS);
		recoverer("dl-headers-spring").accept(record, null,
				new ListenerExecutionFailedException("Listener failed", "billing", cause));

		ConsumerRecord<byte[], byte[]> ours = read("dl-headers-dlt").get(0);
		ConsumerRecord<byte[], byte[]> springs = read("dl-headers-spring").get(0);
		assertThat(names(ours.headers())).isEqualTo(names(springs.headers()))
			.contains(KafkaHeaders.DLT_ORIGINAL_TOPIC, KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP,
					KafkaHeaders.DLT_EXCEPTION_STACKTRACE);
		assertThat(withoutTrace(ours.headers())).isEqualTo(withoutTrace(springs.headers()));
		assertThat(text(ours, KafkaHeaders.DLT_EXCEPTION_STACKTRACE))
			.startsWith(ListenerExecutionFailedException.class.getName() + ": Listener failed")
			.contains("Caused by: java.lang.IllegalStateException: No such customer: ☕")
			.contains("Caused by: java.lang.IllegalArgumentException: deep");
		assertThat(ours.key()).isEqualTo(springs.key()).isEqualTo(record.key());
		assertThat(ours.value()).isEqualTo(springs.value()).isEqualTo(record.value());
		assertThat(ours.timestamp()).isCloseTo(springs.timestamp(), within(60_000L));
	}

	@Test
	void topicIsMadeLikeTheOneItIsFor() throws Exception {
		TestKafka.createTopic("dl-made", 3, Map.of("max.message.bytes", "200000", "min.insync.replicas", "1"));
		this.deadLetters.write(record("dl-made", 2, 0, null, null), "dl-made-dlt", "g", new RuntimeException("x"))
			.get(30, TimeUnit.SECONDS);
		assertThat(TestKafka.admin()
			.describeTopics(List.of("dl-made-dlt"))
			.allTopicNames()
			.get(30, TimeUnit.SECONDS)
			.get("dl-made-dlt")
			.partitions()).hasSize(3).allSatisfy((partition) -> assertThat(partition.replicas()).hasSize(1));
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "dl-made-dlt");
		var config = TestKafka.admin().describeConfigs(List.of(resource)).all().get(30, TimeUnit.SECONDS).get(resource);
		assertThat(config.get("max.message.bytes").value()).isEqualTo(String.valueOf(200_000 + 64 * 1024));
		assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
	}

	@Test
	void topicThatWasDeletedIsMadeAgain() throws Exception {
		TestKafka.createTopic("dl-again", 1);
		DeadLetters impatient = new DeadLetters(this.cluster, this.producers, Duration.ofSeconds(2));
		ConsumerRecord<byte[], byte[]> record = record("dl-again", 0, 5, null, new byte[] { 5 });
		impatient.write(record, "dl-again-dlt", "g", new RuntimeException("x")).get(30, TimeUnit.SECONDS);
		TestKafka.deleteTopics(List.of("dl-again-dlt"));
		// What is remembered of it shows to be wrong at the next write.
		await().ignoreExceptions().until(() -> {
			impatient.write(record, "dl-again-dlt", "g", new RuntimeException("x")).get(60, TimeUnit.SECONDS);
			return true;
		});
		assertThat(read("dl-again-dlt")).hasSize(1);
		impatient.destroy();
	}

	@Test
	void tombstoneStaysOneAndAnyNumberOfPartitionsWill() throws Exception {
		TestKafka.createTopic("dl-tombstone", 12);
		TestKafka.createTopic("dl-one-partition", 1);
		byte[] key = { 1, 2, 3 };
		this.deadLetters
			.write(record("dl-tombstone", 11, 9, key, null), "dl-one-partition", "g", new RuntimeException("x"))
			.get(30, TimeUnit.SECONDS);
		ConsumerRecord<byte[], byte[]> dead = read("dl-one-partition").get(0);
		assertThat(dead.value()).isNull();
		assertThat(dead.key()).isEqualTo(key);
		assertThat(HexFormat.of().formatHex(dead.headers().lastHeader(KafkaHeaders.DLT_ORIGINAL_PARTITION).value()))
			.isEqualTo("0000000b");
		assertThat(HexFormat.of().formatHex(dead.headers().lastHeader(KafkaHeaders.DLT_ORIGINAL_OFFSET).value()))
			.isEqualTo("0000000000000009");
	}

	@Test
	void longMessageAndLongStackTraceAreCutBetweenCharacters() {
		ProducerRecord<byte[], byte[]> dead = this.deadLetters.record(record("t", 0, 0, null, null), "t-dlt", "g",
				new IllegalStateException("x" + "☕".repeat(20_000)));
		String message = text(dead.headers(), KafkaHeaders.DLT_EXCEPTION_MESSAGE);
		assertThat(message.getBytes(StandardCharsets.UTF_8).length).isBetween(DeadLetterRecords.MAX_MESSAGE_BYTES - 3,
				DeadLetterRecords.MAX_MESSAGE_BYTES);
		assertThat(message).startsWith("Listener failed; x☕☕").endsWith("☕");
		assertThat(text(dead.headers(), KafkaHeaders.DLT_EXCEPTION_STACKTRACE).getBytes(StandardCharsets.UTF_8).length)
			.isBetween(DeadLetterRecords.MAX_STACK_TRACE_BYTES - 3, DeadLetterRecords.MAX_STACK_TRACE_BYTES);
		assertThat(dead.partition()).isNull();
	}

	@Test
	void errorIsItsOwnCause() {
		ProducerRecord<byte[], byte[]> dead = this.deadLetters.record(record("t", 0, 0, null, null), "t-dlt", "g",
				new java.util.concurrent.CompletionException(new StackOverflowError("deep")));
		assertThat(text(dead.headers(), KafkaHeaders.DLT_EXCEPTION_CAUSE_FQCN))
			.isEqualTo(StackOverflowError.class.getName());
		assertThat(text(dead.headers(), KafkaHeaders.DLT_EXCEPTION_MESSAGE)).isEqualTo("Listener failed; deep");
	}

	@Test
	void recordThatOnlyFitsWithoutTheStackTraceIsWrittenWithout() throws Exception {
		TestKafka.createTopic("dl-tight", 1, Map.of("max.message.bytes", "20000"));
		byte[] value = noise(19_000);
		Exception cause = new IllegalStateException(HexFormat.of().formatHex(noise(4_000)));
		this.deadLetters.write(record("dl-any", 0, 3, null, value), "dl-tight", "g", cause).get(30, TimeUnit.SECONDS);
		ConsumerRecord<byte[], byte[]> dead = read("dl-tight").get(0);
		assertThat(dead.value()).isEqualTo(value);
		assertThat(dead.headers().lastHeader(KafkaHeaders.DLT_EXCEPTION_STACKTRACE)).isNull();
		assertThat(text(dead, KafkaHeaders.DLT_EXCEPTION_CAUSE_FQCN)).isEqualTo(IllegalStateException.class.getName());
		assertThat(text(dead, KafkaHeaders.DLT_ORIGINAL_TOPIC)).isEqualTo("dl-any");

		assertThatThrownBy(
				() -> this.deadLetters.write(record("dl-any", 0, 4, null, noise(21_000)), "dl-tight", "g", cause)
					.get(30, TimeUnit.SECONDS))
			.isInstanceOf(ExecutionException.class)
			.cause()
			.isInstanceOf(DeadLetters.NotWrittenException.class)
			.hasMessageContaining("'dl-tight' did not take the record")
			.hasCauseInstanceOf(RecordTooLargeException.class);
		assertThat(read("dl-tight")).hasSize(1);
	}

	static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset, byte[] key, byte[] value) {
		return new ConsumerRecord<>(topic, partition, offset, 1_700_000_000_123L, TimestampType.CREATE_TIME, -1, -1,
				key, value, new RecordHeaders(), Optional.empty());
	}

	private static byte[] noise(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	private static DeadLetterPublishingRecoverer recoverer(String topic) {
		return new DeadLetterPublishingRecoverer(
				new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
						Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "client.id", SPRING),
						new ByteArraySerializer(), new ByteArraySerializer())),
				(record, failure) -> new TopicPartition(topic, -1));
	}

	private static List<String> names(Headers headers) {
		return Arrays.stream(headers.toArray()).map(Header::key).toList();
	}

	private static List<String> withoutTrace(Headers headers) {
		return Arrays.stream(headers.toArray())
			.filter((header) -> !header.key().equals(KafkaHeaders.DLT_EXCEPTION_STACKTRACE))
			.map((header) -> header.key() + "=" + Arrays.toString(header.value()))
			.toList();
	}

	private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
		return text(record.headers(), name);
	}

	private static String text(Headers headers, String name) {
		return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
	}

	private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
		return read(TestKafka.bootstrapServers(), topic);
	}

	/** All that is in a topic, partition by partition. */
	static List<ConsumerRecord<byte[], byte[]>> read(String bootstrapServers, String topic) {
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(topic)
				.stream()
				.map((info) -> new TopicPartition(topic, info.partition()))
				.toList();
			consumer.assign(partitions);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
			while (partitions.stream().anyMatch((partition) -> consumer.position(partition) < ends.get(partition))) {
				consumer.poll(Duration.ofMillis(100)).forEach(records::add);
			}
			return records;
		}
	}

}
