package io.roster.commits;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What may be in Kafka's topic of offsets, and where it is read. */
@RosterTest
@ExtendWith(OutputCaptureExtension.class)
class OffsetsTopicTests {

	@Autowired
	private BareConsumers bareConsumers;

	@Autowired
	private Cluster cluster;

	private final String name = "offsets-" + UUID.randomUUID();

	private final Commits commits = new Commits(new CommitsProperties(true, Duration.ofHours(1), 1_000_000));

	private final Heard heard = new Heard("");

	private @Nullable CommitFollower follower;

	@AfterEach
	void stop() {
		if (this.follower != null) {
			this.follower.stop();
		}
	}

	@Test
	void allThatABrokerWritesIsKnownAndReadAsKafkaReadsIt() {
		TestKafka.createTopic(this.name, 1);
		io.roster.support.Commits.setOffsets(this.name, Map.of(new TopicPartition(this.name, 0), 1L));
		Map<String, Object> config = Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id",
				this.name + "-share");
		try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(config, new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			consumer.subscribe(List.of(this.name));
			await().until(() -> {
				consumer.poll(Duration.ofMillis(100));
				return all().stream()
					.anyMatch((record) -> ByteBuffer.wrap(record.key())
						.getShort() == CoordinatorRecordType.SHARE_GROUP_STATE_PARTITION_METADATA.id());
			});
		}
		List<ConsumerRecord<byte[], byte[]>> all = all();
		Map<CommitRecord.Type, Integer> counts = new HashMap<>();
		GroupCoordinatorRecordSerde kafkas = new GroupCoordinatorRecordSerde();
		for (ConsumerRecord<byte[], byte[]> record : all) {
			CommitRecord read = CommitRecord.of(record.key(), record.value());
			counts.merge(read.type(), 1, Integer::sum);
			CoordinatorRecord expected = kafkas.deserialize(ByteBuffer.wrap(record.key()),
					(record.value() != null) ? ByteBuffer.wrap(record.value()) : null);
			if (expected.key() instanceof OffsetCommitKey key) {
				assertThat(read.groupId()).isEqualTo(key.group());
				assertThat(read.topic()).isEqualTo(key.topic());
				assertThat(read.partition()).isEqualTo(key.partition());
				OffsetCommitValue value = (expected.value() != null) ? (OffsetCommitValue) expected.value().message()
						: new OffsetCommitValue().setOffset(-1).setCommitTimestamp(-1);
				assertThat(read.offset()).isEqualTo(value.offset());
				assertThat(read.committedAt()).isEqualTo(value.commitTimestamp());
			}
			else {
				assertThat(read.type()).as(expected.toString()).isEqualTo(CommitRecord.Type.GROUP);
			}
		}
		assertThat(counts).containsKeys(CommitRecord.Type.COMMIT, CommitRecord.Type.GROUP)
			.doesNotContainKey(CommitRecord.Type.UNKNOWN);
	}

	@Test
	void whatIsNotKnownIsCountedAndSkipped() {
		TestKafka.createTopic(this.name, 1);
		try (KafkaProducer<byte[], byte[]> producer = producer()) {
			byte[] next = value(1);
			next[1] = 9;
			put(producer, 0, key("g", 0), next);
			put(producer, 0, ByteBuffer.allocate(2).putShort((short) 999).array(), next);
			put(producer, 0, new byte[1], new byte[1]);
			put(producer, 0, null, value(1));
			put(producer, 0, key("g", 0), value(2));
			put(producer, 0, key("g", 0), null);
			put(producer, 0, key("g", 1), value(3));
		}
		CommitFollower follower = follow(Duration.ofHours(1));
		await().until(() -> this.heard.size() == 3);
		assertThat(this.heard.offsets("g", 0)).containsExactly(2L, -1L);
		assertThat(follower.taken(CommitRecord.Type.UNKNOWN)).isEqualTo(4);
		assertThat(follower.taken(CommitRecord.Type.COMMIT)).isEqualTo(2);
		assertThat(follower.taken(CommitRecord.Type.TOMBSTONE)).isEqualTo(1);
	}

	@Test
	void onlyTheLookBackIsReadAndThenAllThatIsNew() {
		TestKafka.createTopic(this.name, 4);
		long now = System.currentTimeMillis();
		long old = now - Duration.ofMinutes(10).toMillis();
		try (KafkaProducer<byte[], byte[]> producer = producer()) {
			// 0: old and new, 1: old, 2: new, 3: nothing
			put(producer, 0, old, key("g", 0), value(1));
			put(producer, 1, old, key("g", 1), value(1));
			put(producer, 0, now, key("g", 0), value(2));
			put(producer, 2, now, key("g", 2), value(2));
			CommitFollower follower = follow(Duration.ofMinutes(5));
			await().until(() -> follower.progress().caughtUp());
			assertThat(this.heard.size()).isEqualTo(2);
			assertThat(follower.progress().behind()).isZero();
			long began = System.nanoTime();
			for (int i = 0; i < 4; i++) {
				put(producer, i, key("g", i), value(3));
			}
			await().until(() -> this.heard.size() == 6);
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
			assertThat(this.heard.offsets("g", 0)).containsExactly(2L, 3L);
			assertThat(this.heard.offsets("g", 1)).containsExactly(3L);
			assertThat(this.heard.offsets("g", 2)).containsExactly(2L, 3L);
			assertThat(this.heard.offsets("g", 3)).containsExactly(3L);
		}
	}

	@Test
	void topicThatIsNotThereIsWaitedForWhichIsSaidOnce(CapturedOutput output) {
		CommitFollower follower = follow(Duration.ofHours(1));
		await().until(() -> follower.progress().error() != null);
		assertThat(follower.progress().error()).contains(this.name);
		assertThat(follower.progress().caughtUp()).isFalse();
		TestKafka.createTopic(this.name, 1);
		try (KafkaProducer<byte[], byte[]> producer = producer()) {
			put(producer, 0, key("g", 0), value(2));
		}
		await().until(() -> follower.progress().caughtUp());
		assertThat(this.heard.offsets("g", 0)).containsExactly(2L);
		assertThat(output.getOut().split("Commits are not followed at present.*" + this.name, -1)).hasSize(2);
		assertThat(output.getOut()).contains("Commits are followed again");
	}

	private CommitFollower follow(Duration lookBack) {
		CommitFollower started = new CommitFollower(this.name, lookBack, this.bareConsumers, this.cluster,
				Clock.systemUTC(), this.commits, List.of(this.heard));
		this.follower = started;
		started.start();
		return started;
	}

	private static List<ConsumerRecord<byte[], byte[]>> all() {
		List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers",
				TestKafka.bootstrapServers(), "auto.offset.reset", "earliest", "enable.auto.commit", "false"),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(Topic.GROUP_METADATA_TOPIC_NAME)
				.stream()
				.map((partition) -> new TopicPartition(partition.topic(), partition.partition()))
				.toList();
			consumer.assign(partitions);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
				consumer.poll(Duration.ofMillis(100)).forEach(all::add);
			}
		}
		return all;
	}

	private static byte[] key(String group, int partition) {
		return MessageUtil.toCoordinatorTypePrefixedBytes(
				new OffsetCommitKey().setGroup(group).setTopic("t").setPartition(partition));
	}

	private static byte[] value(long offset) {
		return MessageUtil.toVersionPrefixedBytes((short) 3,
				new OffsetCommitValue().setOffset(offset).setMetadata("").setCommitTimestamp(1000));
	}

	private static KafkaProducer<byte[], byte[]> producer() {
		return new KafkaProducer<>(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new ByteArraySerializer(),
				new ByteArraySerializer());
	}

	private void put(KafkaProducer<byte[], byte[]> producer, int partition, byte @Nullable [] key,
			byte @Nullable [] value) {
		put(producer, partition, System.currentTimeMillis(), key, value);
	}

	private void put(KafkaProducer<byte[], byte[]> producer, int partition, long timestamp, byte @Nullable [] key,
			byte @Nullable [] value) {
		var unused = producer.send(new ProducerRecord<>(this.name, partition, timestamp, key, value));
		producer.flush();
	}

}
