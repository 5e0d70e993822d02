package io.roster.topic;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.roster.support.RosterTest;
import io.roster.support.SecuredKafka;
import io.roster.support.Service;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

import static org.assertj.core.api.Assertions.assertThat;

@RosterTest
class TimestampsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final String name = "times-" + UUID.randomUUID();

	@Autowired
	private Timestamps timestamps;

	@Test
	void readsTheTimestampOfTheRecordAtEachOffset() throws Exception {
		TestKafka.createTopic(this.name, 2);
		Map<String, Object> config = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
		produce(config, 0, 1000, 2000, 3000);
		produce(config, 1, 4000);
		try (Timestamps.Reader reader = this.timestamps.open(PATIENCE)) {
			assertThat(reader.read(Map.of(partition(0), 1L, partition(1), 0L), in(PATIENCE)))
				.containsExactlyInAnyOrderEntriesOf(
						Map.of(partition(0), Instant.ofEpochMilli(2000), partition(1), Instant.ofEpochMilli(4000)));
			// What was read before is read again, at another offset.
			assertThat(reader.read(Map.of(partition(0), 2L, partition(1), 0L), in(PATIENCE)))
				.containsEntry(partition(0), Instant.ofEpochMilli(3000))
				.hasSize(2);
			// At the end there is none.
			assertThat(reader.read(Map.of(partition(0), 0L, partition(1), 1L), in(Duration.ofSeconds(1))))
				.containsExactly(Map.entry(partition(0), Instant.ofEpochMilli(1000)));
		}
	}

	@Test
	void partitionsThatNobodyAnswersForTakeTheirShareOfTheTimeOnly() throws Exception {
		TestKafka.createTopic(this.name, 1);
		produce(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), 0, 1000);
		Map<TopicPartition, Long> wanted = new LinkedHashMap<>();
		IntStream.range(1, 251).forEach((missing) -> wanted.put(partition(missing), 0L));
		wanted.put(partition(0), 0L);
		try (Timestamps.Reader reader = this.timestamps.open(PATIENCE)) {
			assertThat(reader.read(wanted, in(Duration.ofSeconds(6)))).containsOnlyKeys(partition(0));
		}
	}

	@Test
	void topicThatMayNotBeReadIsLeftOut(@TempDir Path data) throws Exception {
		String other = this.name + "-other";
		try (SecuredKafka kafka = SecuredKafka.start(data)) {
			kafka.createTopics(this.name, other);
			kafka.allow(ResourceType.CLUSTER, "kafka-cluster", AclOperation.DESCRIBE);
			kafka.allow(ResourceType.TOPIC, this.name, AclOperation.READ, AclOperation.DESCRIBE, AclOperation.WRITE);
			kafka.allow(ResourceType.TOPIC, other, AclOperation.DESCRIBE);
			try (Service service = kafka.service("roster")) {
				produce(service.bean(KafkaProperties.class).buildProducerProperties(), 0, 1000);
				TopicPartition unreadable = new TopicPartition(other, 0);
				try (Timestamps.Reader reader = service.bean(Timestamps.class).open(PATIENCE)) {
					for (int round = 0; round < 2; round++) {
						assertThat(reader.read(Map.of(partition(0), 0L, unreadable, 0L), in(PATIENCE)))
							.containsExactly(Map.entry(partition(0), Instant.ofEpochMilli(1000)));
					}
				}
			}
		}
	}

	private TopicPartition partition(int number) {
		return new TopicPartition(this.name, number);
	}

	private static long in(Duration time) {
		return System.nanoTime() + time.toNanos();
	}

	private void produce(Map<String, Object> config, int partition, long... timestamps) throws Exception {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, new ByteArraySerializer(),
				new ByteArraySerializer())) {
			for (long timestamp : timestamps) {
				producer.send(new ProducerRecord<>(this.name, partition, timestamp, null, new byte[1]))
					.get(30, TimeUnit.SECONDS);
			}
		}
	}

}
