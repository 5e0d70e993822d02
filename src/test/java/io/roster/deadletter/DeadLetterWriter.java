package io.roster.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.roster.delivery.DeadLetters;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Records as workers get them, their dead letters, and what is in topics. */
final class DeadLetterWriter {

	static final long TIMESTAMP = 1_700_000_000_123L;

	private DeadLetterWriter() {
	}

	static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset, @Nullable String key,
			@Nullable String value) {
		return new ConsumerRecord<>(topic, partition, offset, TIMESTAMP, TimestampType.CREATE_TIME, -1, -1, bytes(key),
				bytes(value), new RecordHeaders().add("trace", bytes("t-" + offset)), Optional.empty());
	}

	private static byte @Nullable [] bytes(@Nullable String text) {
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : null;
	}

	/** One by one, so that they lie in their partitions in the order of time. */
	static void write(DeadLetters deadLetters, String groupId, String deadLetterTopic, Exception cause,
			List<ConsumerRecord<byte[], byte[]>> records) {
		deadLetters.ready(deadLetterTopic, records.get(0).topic()).join();
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "linger.ms", "5"), new ByteArraySerializer(),
				new ByteArraySerializer())) {
			records.forEach((record) -> {
				var unused = producer.send(deadLetters.record(record, deadLetterTopic, groupId, cause));
			});
			producer.flush();
		}
	}

	static void write(DeadLetters deadLetters, String groupId, ConsumerRecord<byte[], byte[]> record, Exception cause)
			throws Exception {
		deadLetters.write(record, record.topic() + "-dlt", groupId, cause).get(60, TimeUnit.SECONDS);
	}

	static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "auto.offset.reset", "earliest"),
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
