package io.roster.commits;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.support.Consumers;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is seen of what consumers and administrators commit, on a real broker. */
@RosterTest
class CommitFollowerTests {

	@Autowired
	private BareConsumers bareConsumers;

	@Autowired
	private Cluster cluster;

	private final String group = "followed-" + UUID.randomUUID();

	private final String topic = this.group + "-topic";

	private final Commits commits = new Commits(new CommitsProperties(true, Duration.ofHours(1), 1_000_000));

	private final Heard heard = new Heard(this.group);

	private final Consumers consumers = new Consumers();

	private final List<CommitFollower> followers = new ArrayList<>();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.topic, 2);
		TestKafka.produce(this.topic, 2, 0, 20);
		// Kafka's topic of offsets is made when the first group commits.
		io.roster.support.Commits.setOffsets("before-" + this.group, Map.of(partition(0), 0L));
	}

	@AfterEach
	void stop() {
		this.consumers.close();
		this.followers.forEach(CommitFollower::stop);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void commitOfAConsumerIsSeenWithItsTime(String protocol) {
		CommitFollower follower = follow();
		long before = System.currentTimeMillis();
		this.consumers.start(this.group, Map.of("group.protocol", protocol),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> this.commits.offset(this.group, this.topic, 0) == 10
				&& this.commits.offset(this.group, this.topic, 1) == 10);
		assertThat(this.commits.committedAt(this.group, this.topic, 0)).isBetween(before, System.currentTimeMillis());
		long first = this.commits.lastCommitAt(this.group);
		assertThat(first).isBetween(before, System.currentTimeMillis());
		TestKafka.produce(this.topic, 2, 20, 22);
		await().until(() -> this.commits.offset(this.group, this.topic, 1) == 11);
		assertThat(this.commits.lastCommitAt(this.group)).isGreaterThan(first);
		assertThat(follower.taken(CommitRecord.Type.GROUP)).isPositive();
		assertThat(follower.taken(CommitRecord.Type.UNKNOWN)).isZero();
	}

	@Test
	void offsetsThatAreSetAndDeletedByHandAreSeenOneByOne() throws Exception {
		follow();
		set(0, 7);
		set(0, 3);
		await().until(() -> this.commits.offset(this.group, this.topic, 0) == 3);
		io.roster.support.Commits.delete(this.group, Set.of(partition(0)));
		await().until(() -> this.heard.offsets(this.group, 0).equals(List.of(7L, 3L, -1L)));
		assertThat(this.commits.offset(this.group, this.topic, 0)).isEqualTo(-1);
		set(0, 4);
		set(1, 5);
		await().until(() -> this.commits.offset(this.group, this.topic, 1) == 5);
		TestKafka.admin().deleteConsumerGroups(List.of(this.group)).all().get(30, TimeUnit.SECONDS);
		await().until(() -> this.commits.lastCommitAt(this.group) == -1);
		assertThat(this.heard.offsets(this.group, 0)).containsExactly(7L, 3L, -1L, 4L, -1L);
		assertThat(this.heard.offsets(this.group, 1)).containsExactly(5L, -1L);
	}

	@Test
	void commitsForATopicThatIsDeletedAreForgotten() {
		follow();
		set(0, 7);
		await().until(() -> this.commits.offset(this.group, this.topic, 0) == 7);
		TestKafka.deleteTopics(List.of(this.topic));
		await().until(() -> this.commits.lastCommitAt(this.group) == -1);
		assertThat(this.heard.offsets(this.group, 0)).containsExactly(7L, -1L);
	}

	@Test
	void groupThatChangesItsProtocolKeepsItsCommits() {
		follow();
		this.consumers.start(this.group, Map.of("group.protocol", "classic"),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		await().until(() -> this.commits.offset(this.group, this.topic, 0) == 10);
		this.consumers.close();
		// Kafka writes a tombstone of the classic group then.
		this.consumers.start(this.group, Map.of("group.protocol", "consumer"),
				(consumer) -> consumer.subscribe(List.of(this.topic)));
		TestKafka.produce(this.topic, 2, 20, 21);
		await().until(() -> this.commits.offset(this.group, this.topic, 0) == 11);
		assertThat(this.commits.offset(this.group, this.topic, 1)).isEqualTo(10);
		assertThat(this.heard.offsets(this.group, 1)).doesNotContain(-1L);
	}

	@Test
	void commitInATransactionIsSeenWhenThatEndsAndNotIfItIsAborted() {
		follow();
		try (KafkaProducer<byte[], byte[]> producer = transactional()) {
			producer.initTransactions();
			send(producer, 5);
			producer.abortTransaction();
			send(producer, 6);
			producer.commitTransaction();
			await().until(() -> this.commits.offset(this.group, this.topic, 0) == 6);
			assertThat(this.heard.offsets(this.group, 0)).containsExactly(6L);
		}
	}

	@Test
	void commitBehindAnOpenTransactionWaitsWhichIsSaid() {
		CommitFollower follower = follow();
		try (KafkaProducer<byte[], byte[]> producer = transactional()) {
			producer.initTransactions();
			send(producer, 5);
			long sent = System.currentTimeMillis();
			set(1, 3);
			await().until(() -> follower.progress().openTransactions() == 1);
			CommitProgress waiting = follower.progress();
			assertThat(waiting.behind()).isPositive();
			assertThat(waiting.error()).isNull();
			assertThat(this.commits.offset(this.group, this.topic, 1)).isEqualTo(-1);
			assertThat(this.commits.seenUpTo(this.group)).isBetween(0L, sent);
			await().until(() -> !follower.progress().caughtUp());
			producer.commitTransaction();
			await().until(() -> this.commits.offset(this.group, this.topic, 1) == 3);
			assertThat(this.commits.offset(this.group, this.topic, 0)).isEqualTo(5);
			await().until(() -> follower.progress().caughtUp() && this.commits.seenUpTo(this.group) > sent);
			assertThat(follower.progress().openTransactions()).isZero();
		}
	}

	@Test
	void whatIsSeenUpToATimeIsAllThatWasCommittedBefore() {
		follow();
		for (int i = 1; i <= 5; i++) {
			set(0, i);
			long now = System.currentTimeMillis();
			await().pollInterval(Duration.ofMillis(5)).until(() -> this.commits.seenUpTo(this.group) >= now);
			assertThat(this.commits.offset(this.group, this.topic, 0)).isEqualTo(i);
		}
	}

	@Test
	void followerThatStartsAgainGoesOnWhereItWas() {
		CommitFollower follower = follow();
		set(0, 1);
		await().until(() -> this.heard.size() == 1);
		long began = System.nanoTime();
		follower.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
		assertThat(follower.isRunning()).isFalse();
		set(0, 2);
		set(1, 3);
		follower.start();
		await().until(() -> this.heard.size() == 3);
		assertThat(this.heard.offsets(this.group, 0)).containsExactly(1L, 2L);
		assertThat(this.heard.offsets(this.group, 1)).containsExactly(3L);
	}

	@Test
	void newFollowerLooksBack() {
		set(0, 1);
		set(0, 2);
		follow();
		assertThat(this.heard.offsets(this.group, 0)).containsExactly(1L, 2L);
	}

	@Test
	void listenerThatFailsIsCalledOnAndKeepsNothingBack() {
		List<String> called = new ArrayList<>();
		CommitListener failing = new CommitListener() {

			@Override
			public void committed(String groupId, String topic, int partition, long offset, long committedAt) {
				if (groupId.equals(CommitFollowerTests.this.group)) {
					called.add(topic);
				}
				throw new IllegalStateException("made to fail");
			}

			@Override
			public void deleted(String groupId, String topic, int partition) {
				throw new IllegalStateException("made to fail");
			}

		};
		follow(failing, this.heard);
		set(0, 1);
		set(0, 2);
		await().until(() -> this.heard.size() == 2);
		assertThat(called).hasSize(2);
	}

	/** Returns when it has caught up. */
	private CommitFollower follow() {
		return follow(this.heard);
	}

	private CommitFollower follow(CommitListener... listeners) {
		CommitFollower follower = new CommitFollower(Topic.GROUP_METADATA_TOPIC_NAME, Duration.ofHours(1),
				this.bareConsumers, this.cluster, Clock.systemUTC(), this.commits, List.of(listeners));
		this.followers.add(follower);
		follower.start();
		await().until(() -> follower.progress().caughtUp());
		return follower;
	}

	private void set(int partition, long offset) {
		io.roster.support.Commits.setOffsets(this.group, Map.of(partition(partition), offset));
	}

	private void send(KafkaProducer<byte[], byte[]> producer, long offset) {
		producer.beginTransaction();
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id", this.group),
				new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
			producer.sendOffsetsToTransaction(Map.of(partition(0), new OffsetAndMetadata(offset)),
					consumer.groupMetadata());
		}
	}

	private KafkaProducer<byte[], byte[]> transactional() {
		return new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "transactional.id", this.group),
				new ByteArraySerializer(), new ByteArraySerializer());
	}

	private TopicPartition partition(int number) {
		return new TopicPartition(this.topic, number);
	}

}
