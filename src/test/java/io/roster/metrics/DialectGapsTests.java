package io.roster.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotFixture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What has no sample, or no second one. */
class DialectGapsTests {

	private static final GroupTopic ORDERS = SnapshotFixture
		.topic(SnapshotFixture.log("orders", new long[2], new long[] { 100, 90 }), new long[] { 40, 60 }, null);

	@Test
	void numberOfBrokersThatIsNotKnownHasNoSample() {
		Snapshot unknown = SnapshotFixture.snapshot(Instant.EPOCH, Instant.EPOCH, Duration.ZERO, Snapshot.UNKNOWN,
				SnapshotFixture.group("shop", "Empty", List.of(), ORDERS));
		assertThat(Scrapes.text(unknown, Dialect.KAFKA_EXPORTER)).doesNotContain("kafka_brokers")
			.contains("kafka_topic_partitions");
	}

	@Test
	void topicThatIsThereAndGoneIsToldOnce() {
		Snapshot both = SnapshotFixture.snapshot(SnapshotFixture.group("shop", "Empty", List.of(), ORDERS,
				SnapshotFixture.goneTopic("orders", new int[] { 7 }, new long[] { 5 }),
				SnapshotFixture.goneTopic("removed", new int[] { 7 }, new long[] { 5 })));
		assertThat(samples(both, Dialect.KAFKA_EXPORTER, "kafka_consumergroup_current_offset_sum")).containsExactly(
				"{consumergroup=\"shop\",topic=\"orders\"} 100", "{consumergroup=\"shop\",topic=\"removed\"} 5");
		assertThat(samples(both, Dialect.KAFKA_EXPORTER, "kafka_consumergroup_current_offset"))
			.contains("{consumergroup=\"shop\",topic=\"orders\",partition=\"7\"} 5");
		assertThat(samples(both, Dialect.KMINION, "kminion_kafka_consumer_group_topic_offset_sum")).containsExactly(
				"{group_id=\"shop\",topic_name=\"orders\"} 100", "{group_id=\"shop\",topic_name=\"removed\"} 5");
	}

	@Test
	void whatTheSourceOfStatusesDoesNotKnowHasNoSample() {
		StatusSource status = new StatusSource() {

			@Override
			public int group(GroupSnapshot group) {
				return -1;
			}

			@Override
			public int partition(GroupSnapshot group, GroupTopic topic, int row) {
				return -1;
			}

		};
		Snapshot snapshot = SnapshotFixture.snapshot(SnapshotFixture.group("shop", "Empty", List.of(), ORDERS));
		assertThat(Scrapes.text(new Scrape(snapshot, Scrapes.ALL, null, status), Dialect.ROSTER)).isEmpty();
	}

	private static List<String> samples(Snapshot snapshot, Dialect dialect, String name) {
		return Scrapes.text(snapshot, dialect)
			.lines()
			.filter((line) -> line.startsWith(name + "{"))
			.map((line) -> line.substring(name.length()))
			.toList();
	}

}
