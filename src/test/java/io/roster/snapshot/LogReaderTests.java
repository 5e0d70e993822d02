package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@RosterTest
class LogReaderTests {

	private final String name = "logs-" + UUID.randomUUID();

	@Autowired
	private Cluster cluster;

	@Autowired
	private BareConsumers consumers;

	@Test
	void topicThatGoesWhileItIsAskedForIsNotWaitedFor() {
		String gone = this.name + "-gone";
		Node leader = new Node(1, "localhost", 9092);
		TopicTable topics = TopicTable
			.from(Map.of(this.name, List.of(partition(this.name, leader)), gone, List.of(partition(gone, leader))));
		TestKafka.createTopic(this.name, 1);
		TestKafka.produce(this.name, 1, 0, 10);
		Duration time = Duration.ofSeconds(60);
		LogReader logs = new LogReader(this.cluster.calls(time), new Answers(time, System.nanoTime() + time.toNanos()));
		TopicMetadata metadata = new TopicMetadata(this.consumers, this.cluster);
		try {
			long began = System.nanoTime();
			logs.ask(Set.of(this.name, gone), topics);
			logs.await(() -> metadata.read(Duration.ofSeconds(30)));
			Map<String, TopicLog> read = logs.logs(null);
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(time.dividedBy(2));
			assertThat(read.get(this.name).end(0)).isEqualTo(10);
			assertThat(read.get(this.name).isStale(0)).isFalse();
			assertThat(read.get(gone).end(0)).isEqualTo(Snapshot.UNKNOWN);
			assertThat(read.get(gone).isStale(0)).isTrue();
			assertThat(logs.errors()).isEmpty();
		}
		finally {
			metadata.close();
		}
	}

	@Test
	void leaderThatDoesNotAnswerIsToldAndWhatItSaidLastStays() {
		TestKafka.createTopic(this.name, 1);
		TopicMetadata metadata = new TopicMetadata(this.consumers, this.cluster);
		Snapshot previous = SnapshotBuilder.at(Instant.EPOCH)
			.topic(this.name, new long[] { 3 }, new long[] { 7 })
			.build();
		try {
			Duration time = Duration.ofSeconds(30);
			TopicTable topics = metadata.read(time);
			LogReader logs = new LogReader(this.cluster.calls(time), new Answers(time, System.nanoTime()));
			logs.ask(Set.of(this.name), topics);
			logs.await(() -> topics);
			TopicLog log = logs.logs(previous).get(this.name);
			assertThat(log.end(0)).isEqualTo(7);
			assertThat(log.start(0)).isEqualTo(3);
			assertThat(log.isStale(0)).isTrue();
			assertThat(log.oldest()).isEqualTo(previous.asOf());
			assertThat(logs.errors()).singleElement().satisfies((error) -> {
				assertThat(error.status()).isEqualTo(504);
				assertThat(error.topic()).isEqualTo(this.name);
				assertThat(error.partition()).isZero();
			});
		}
		finally {
			metadata.close();
		}
	}

	private static PartitionInfo partition(String topic, Node leader) {
		Node[] replicas = { leader };
		return new PartitionInfo(topic, 0, leader, replicas, replicas);
	}

}
