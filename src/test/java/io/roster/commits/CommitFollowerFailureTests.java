package io.roster.commits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is told while the reading of commits fails or has ended. */
@RosterTest
class CommitFollowerFailureTests {

	@Autowired
	private BareConsumers bareConsumers;

	@Autowired
	private Cluster cluster;

	private final String group = "failing-" + UUID.randomUUID();

	private final Commits commits = new Commits(new CommitsProperties(true, Duration.ofHours(1), 1_000_000));

	private final Heard heard = new Heard(this.group);

	private final AtomicReference<CommitFollower> started = new AtomicReference<>();

	@BeforeEach
	void topic() {
		TestKafka.createTopic(this.group, 1);
		// Kafka's topic of offsets is made when the first group commits.
		io.roster.support.Commits.setOffsets("before-" + this.group, Map.of(new TopicPartition(this.group, 0), 0L));
	}

	@AfterEach
	void stop() {
		this.started.get().stop();
	}

	@Test
	void errorDoesNotEndTheReading() {
		AtomicInteger failures = new AtomicInteger();
		CommitListener failing = new CommitListener() {

			@Override
			public void committed(String groupId, String topic, int partition, long offset, long committedAt) {
				if (groupId.equals(CommitFollowerFailureTests.this.group) && failures.incrementAndGet() == 1) {
					throw new OutOfMemoryError("made to fail");
				}
			}

			@Override
			public void deleted(String groupId, String topic, int partition) {
				// Not told in this test.
			}

		};
		CommitFollower follower = follow(Clock.systemUTC(), failing, this.heard);
		set(1);
		await().until(() -> this.heard.offsets(this.group, 0).contains(1L));
		assertThat(failures).hasValueGreaterThan(1);
		set(2);
		await().until(() -> this.heard.offsets(this.group, 0).contains(2L) && follower.progress().caughtUp());
	}

	@Test
	void whatWasReadLongAgoIsNotCaughtUp() {
		AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
		Clock clock = new Clock() {

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

			@Override
			public Instant instant() {
				return Instant.now().plus(later.get());
			}

		};
		CommitFollower follower = follow(clock, this.heard);
		follower.stop();
		assertThat(follower.progress().caughtUp()).isTrue();
		later.set(Duration.ofSeconds(11));
		assertThat(follower.progress().caughtUp()).isFalse();
		assertThat(follower.progress().asOf()).isNotNull();
	}

	/** Returns when it has caught up. */
	private CommitFollower follow(Clock clock, CommitListener... listeners) {
		CommitFollower follower = new CommitFollower(Topic.GROUP_METADATA_TOPIC_NAME, Duration.ofHours(1),
				this.bareConsumers, this.cluster, clock, this.commits, List.of(listeners));
		this.started.set(follower);
		follower.start();
		await().until(() -> follower.progress().caughtUp());
		return follower;
	}

	private void set(long offset) {
		io.roster.support.Commits.setOffsets(this.group, Map.of(new TopicPartition(this.group, 0), offset));
	}

}
