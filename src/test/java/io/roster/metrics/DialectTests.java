package io.roster.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.roster.group.Member;
import io.roster.group.Member.TopicPartitions;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotFixture;
import io.roster.snapshot.TopicLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What each dialect writes of a snapshot, to the letter. */
class DialectTests {

	private static final Member MEMBER = SnapshotFixture.member("c-1", "c", "/10.0.0.1",
			new TopicPartitions("orders", List.of(0, 1)));

	private static final Member IDLE = SnapshotFixture.member("c-2", "c", "/10.0.0.2");

	/** Partition 2 has nothing committed and nobody who reads it. */
	private static final TopicLog ORDERS = SnapshotFixture.log("orders", new long[] { 0, 70, 5 },
			new long[] { 100, 90, 5 });

	private static final GroupSnapshot SHOP = SnapshotFixture.group("shop", "Stable", List.of(MEMBER, IDLE),
			SnapshotFixture.topic(ORDERS, new long[] { 40, 60, -1 }, new int[] { 0, 0, -1 }),
			SnapshotFixture.goneTopic("removed", new int[] { 4 }, new long[] { 7 }));

	private static final GroupSnapshot LISTED = SnapshotFixture.listedGroup("listed");

	private static final GroupSnapshot INTERNAL = SnapshotFixture.internalGroup("roster-fleet", SnapshotFixture
		.topic(SnapshotFixture.log("roster-fleet", new long[1], new long[] { 1 }), new long[1], new int[] { -1 }));

	private final Snapshot snapshot = SnapshotFixture.snapshot(Instant.EPOCH, Duration.ofMillis(250), LISTED, INTERNAL,
			SHOP);

	@Test
	void kafkaExporter() {
		assertThat(samples(Scrapes.text(this.snapshot, Dialect.KAFKA_EXPORTER))).isEqualTo("""
				kafka_brokers 3
				kafka_topic_partitions{topic="orders"} 3
				kafka_topic_partition_current_offset{topic="orders",partition="0"} 100
				kafka_topic_partition_current_offset{topic="orders",partition="1"} 90
				kafka_topic_partition_current_offset{topic="orders",partition="2"} 5
				kafka_topic_partition_oldest_offset{topic="orders",partition="0"} 0
				kafka_topic_partition_oldest_offset{topic="orders",partition="1"} 70
				kafka_topic_partition_oldest_offset{topic="orders",partition="2"} 5
				kafka_consumergroup_members{consumergroup="shop"} 2
				kafka_consumergroup_current_offset{consumergroup="shop",topic="orders",partition="0"} 40
				kafka_consumergroup_current_offset{consumergroup="shop",topic="orders",partition="1"} 60
				kafka_consumergroup_current_offset{consumergroup="shop",topic="removed",partition="4"} 7
				kafka_consumergroup_lag{consumergroup="shop",topic="orders",partition="0"} 60
				kafka_consumergroup_lag{consumergroup="shop",topic="orders",partition="1"} 30
				kafka_consumergroup_current_offset_sum{consumergroup="shop",topic="orders"} 100
				kafka_consumergroup_current_offset_sum{consumergroup="shop",topic="removed"} 7
				kafka_consumergroup_lag_sum{consumergroup="shop",topic="orders"} 90
				""");
	}

	@Test
	void familyBeginsWithItsMeaning() {
		assertThat(Scrapes.text(this.snapshot, Dialect.KAFKA_EXPORTER)).startsWith("""
				# HELP kafka_brokers Brokers of the cluster that are up
				# TYPE kafka_brokers gauge
				kafka_brokers 3
				# HELP kafka_topic_partitions Partitions of a topic
				# TYPE kafka_topic_partitions gauge
				kafka_topic_partitions{topic="orders"} 3
				""");
	}

	@Test
	void lagExporter() {
		PartitionTimeLags timeLag = (group, topic, row) -> switch (row) {
			case 0 -> (topic.lag(row) >= 0) ? 90_500 : -1;
			case 1 -> 7_000;
			default -> -1;
		};
		assertThat(samples(Scrapes.text(new Scrape(this.snapshot, Scrapes.ALL, timeLag, null), Dialect.LAG_EXPORTER)))
			.isEqualTo("""
					kafka_partition_latest_offset{cluster_name="kafka",topic="orders",partition="0"} 100
					kafka_partition_latest_offset{cluster_name="kafka",topic="orders",partition="1"} 90
					kafka_partition_latest_offset{cluster_name="kafka",topic="orders",partition="2"} 5
					kafka_partition_earliest_offset{cluster_name="kafka",topic="orders",partition="0"} 0
					kafka_partition_earliest_offset{cluster_name="kafka",topic="orders",partition="1"} 70
					kafka_partition_earliest_offset{cluster_name="kafka",topic="orders",partition="2"} 5
					kafka_consumergroup_group_offset{ORDERS,partition="0",OWNED} 40
					kafka_consumergroup_group_offset{ORDERS,partition="1",OWNED} 60
					kafka_consumergroup_group_offset{REMOVED,partition="4",NOBODY} 7
					kafka_consumergroup_group_lag{ORDERS,partition="0",OWNED} 60
					kafka_consumergroup_group_lag{ORDERS,partition="1",OWNED} 30
					kafka_consumergroup_group_lag_seconds{ORDERS,partition="0",OWNED} 90.500
					kafka_consumergroup_group_lag_seconds{ORDERS,partition="1",OWNED} 7
					kafka_consumergroup_group_max_lag{cluster_name="kafka",group="shop"} 60
					kafka_consumergroup_group_max_lag_seconds{cluster_name="kafka",group="shop"} 90.500
					kafka_consumergroup_group_sum_lag{cluster_name="kafka",group="shop"} 90
					kafka_consumergroup_group_topic_sum_lag{ORDERS} 90
					kafka_consumergroup_group_state{cluster_name="kafka",group="listed"} 0
					kafka_consumergroup_group_state{cluster_name="kafka",group="shop"} 3
					kafka_consumergroup_poll_time_ms{cluster_name="kafka"} 250
					""".replace("ORDERS", "cluster_name=\"kafka\",group=\"shop\",topic=\"orders\"")
				.replace("REMOVED", "cluster_name=\"kafka\",group=\"shop\",topic=\"removed\"")
				.replace("OWNED", "member_host=\"/10.0.0.1\",consumer_id=\"c-1\",client_id=\"c\"")
				.replace("NOBODY", "member_host=\"\",consumer_id=\"\",client_id=\"\""));
	}

	@Test
	void timeLagThatNobodyKnowsHasNoFamily() {
		assertThat(Scrapes.text(this.snapshot, Dialect.LAG_EXPORTER)).doesNotContain("_seconds").doesNotContain("NaN");
	}

	@Test
	void klagExporterTellsWhatIsNearDeletion() {
		assertThat(samples(Scrapes.text(this.snapshot, Dialect.KLAG_EXPORTER))).isEqualTo("""
				kafka_consumergroup_group_messages_lost{ORDERS,partition="0"} 0
				kafka_consumergroup_group_messages_lost{ORDERS,partition="1"} 10
				kafka_consumergroup_group_retention_margin{ORDERS,partition="0"} 40
				kafka_consumergroup_group_retention_margin{ORDERS,partition="1"} -10
				kafka_consumergroup_group_lag_retention_ratio{ORDERS,partition="0"} 60
				kafka_consumergroup_group_lag_retention_ratio{ORDERS,partition="1"} 150
				""".replace("ORDERS", "cluster_name=\"kafka\",group=\"shop\",topic=\"orders\""));
	}

	@Test
	void burrow() {
		StatusSource status = new StatusSource() {

			@Override
			public int group(GroupSnapshot group) {
				return group.isDescribed() ? 2 : -1;
			}

			@Override
			public int partition(GroupSnapshot group, GroupTopic topic, int row) {
				return (topic.lag(row) >= 0) ? 5 : -1;
			}

		};
		assertThat(samples(Scrapes.text(new Scrape(this.snapshot, Scrapes.ALL, null, status), Dialect.BURROW)))
			.isEqualTo("""
					burrow_kafka_consumer_lag_total{SHOP} 90
					burrow_kafka_consumer_status{SHOP} 2
					burrow_kafka_topic_partition_status{SHOP,topic="orders",partition="0"} 5
					burrow_kafka_topic_partition_status{SHOP,topic="orders",partition="1"} 5
					burrow_kafka_consumer_current_offset{SHOP,topic="orders",partition="0"} 40
					burrow_kafka_consumer_current_offset{SHOP,topic="orders",partition="1"} 60
					burrow_kafka_consumer_current_offset{SHOP,topic="removed",partition="4"} 7
					burrow_kafka_consumer_partition_lag{SHOP,topic="orders",partition="0"} 60
					burrow_kafka_consumer_partition_lag{SHOP,topic="orders",partition="1"} 30
					burrow_kafka_topic_partition_offset{cluster="kafka",topic="orders",partition="0"} 100
					burrow_kafka_topic_partition_offset{cluster="kafka",topic="orders",partition="1"} 90
					burrow_kafka_topic_partition_offset{cluster="kafka",topic="orders",partition="2"} 5
					""".replace("SHOP", "cluster=\"kafka\",consumer_group=\"shop\""));
	}

	@Test
	void kminion() {
		assertThat(samples(Scrapes.text(this.snapshot, Dialect.KMINION)).replace("kminion_kafka_", "")).isEqualTo("""
				consumer_group_info{group_id="shop",protocol="range",protocol_type="consumer",STABLE} 1
				consumer_group_members{group_id="shop"} 2
				consumer_group_empty_members{group_id="shop"} 1
				consumer_group_topic_members{group_id="shop",topic_name="orders"} 1
				consumer_group_topic_assigned_partitions{group_id="shop",topic_name="orders"} 2
				consumer_group_topic_offset_sum{group_id="shop",topic_name="orders"} 100
				consumer_group_topic_offset_sum{group_id="shop",topic_name="removed"} 7
				consumer_group_topic_partition_lag{group_id="shop",topic_name="orders",partition_id="0"} 60
				consumer_group_topic_partition_lag{group_id="shop",topic_name="orders",partition_id="1"} 30
				consumer_group_topic_lag{group_id="shop",topic_name="orders"} 90
				topic_partition_high_water_mark{topic_name="orders",partition_id="0"} 100
				topic_partition_high_water_mark{topic_name="orders",partition_id="1"} 90
				topic_partition_high_water_mark{topic_name="orders",partition_id="2"} 5
				topic_high_water_mark_sum{topic_name="orders"} 195
				topic_partition_low_water_mark{topic_name="orders",partition_id="0"} 0
				topic_partition_low_water_mark{topic_name="orders",partition_id="1"} 70
				topic_partition_low_water_mark{topic_name="orders",partition_id="2"} 5
				topic_low_water_mark_sum{topic_name="orders"} 75
				""".replace("STABLE", "state=\"Stable\",coordinator_id=\"1\""));
	}

	@Test
	void labelValuesAreEscaped() {
		Snapshot odd = SnapshotFixture.snapshot(SnapshotFixture.group("a\"b\\c\nd \uD83D\uDE00 \u00e9\u20ac \0\uD83D",
				"Empty", List.of(), SnapshotFixture.topic(ORDERS, new long[] { 1, -1, -1 }, null)));
		String text = Scrapes.text(odd, Dialect.values());
		assertThat(text).contains("kafka_consumergroup_lag{consumergroup=\"a\\\"b\\\\c\\nd \uD83D\uDE00 \u00e9\u20ac "
				+ "\uFFFD\uFFFD\",topic=\"orders\",partition=\"0\"} 99\n");
		ExpositionFormat.read(text, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Dead:4", "Empty:5", "PreparingRebalance:1", "CompletingRebalance:2", "Assigning:6",
			"Reconciling:7", "NotReady:0" })
	void statesHaveNumbers(String state) {
		String[] expected = state.split(":");
		assertThat(Scrapes.text(SnapshotFixture.snapshot(SnapshotFixture.group("g", expected[0], List.of())),
				Dialect.LAG_EXPORTER))
			.contains("kafka_consumergroup_group_state{cluster_name=\"kafka\",group=\"g\"} " + expected[1] + "\n");
	}

	@Test
	void filterTakesGroupsAndTheirTopics() {
		Snapshot three = SnapshotFixture.snapshot(group("shop-a"), group("shop-b"), group("bank"));
		GroupFilter filter = new GroupFilter(Pattern.compile("shop-.*"), Pattern.compile(".*-b"));
		assertThat(samples(Scrapes.text(new Scrape(three, filter, null, null), Dialect.KAFKA_EXPORTER))).isEqualTo("""
				kafka_brokers 3
				kafka_topic_partitions{topic="of-shop-a"} 1
				kafka_topic_partition_current_offset{topic="of-shop-a",partition="0"} 9
				kafka_topic_partition_oldest_offset{topic="of-shop-a",partition="0"} 0
				kafka_consumergroup_members{consumergroup="shop-a"} 0
				kafka_consumergroup_current_offset{consumergroup="shop-a",topic="of-shop-a",partition="0"} 9
				kafka_consumergroup_lag{consumergroup="shop-a",topic="of-shop-a",partition="0"} 0
				kafka_consumergroup_current_offset_sum{consumergroup="shop-a",topic="of-shop-a"} 9
				kafka_consumergroup_lag_sum{consumergroup="shop-a",topic="of-shop-a"} 0
				""");
	}

	private static GroupSnapshot group(String groupId) {
		return SnapshotFixture.group(groupId, "Empty", List.of(), SnapshotFixture
			.topic(SnapshotFixture.log("of-" + groupId, new long[1], new long[] { 9 }), new long[] { 9 }, null));
	}

	@Test
	void largeClusterIsWellFormed() {
		StatusSource status = new StatusSource() {

			@Override
			public int group(GroupSnapshot group) {
				return 1;
			}

			@Override
			public int partition(GroupSnapshot group, GroupTopic topic, int row) {
				return 1;
			}

			@Override
			public long wantedMembers(GroupSnapshot group) {
				return 3;
			}

			@Override
			public int health(GroupSnapshot group) {
				return 2;
			}

		};
		Scrape scrape = new Scrape(Scrapes.cluster(500, 20), Scrapes.ALL, (group, topic, row) -> row * 1001L, status);
		Map<String, Integer> families = ExpositionFormat.read(Scrapes.text(scrape, Dialect.values()), false);
		assertThat(families.keySet()).containsAll(Scrapes.families(Dialect.values())
			.stream()
			.map(Family::name)
			.filter((name) -> !name.endsWith("_empty_members"))
			.toList());
		assertThat(families).containsEntry("kafka_consumergroup_lag", 10_000)
			.containsEntry("kafka_consumergroup_group_lag_seconds", 10_000)
			.containsEntry("kafka_consumergroup_group_state", 500)
			.containsEntry("roster_group_wanted_members", 500);
	}

	@Test
	void dialectsHaveNoNameInCommon() {
		List<String> names = Scrapes.families(Dialect.values()).stream().map(Family::name).toList();
		assertThat(new HashSet<>(names)).hasSameSizeAs(names).hasSize(9 + 11 + 3 + 2 + 6 + 12);
	}

	@Test
	void textIsTheSameHoweverItIsRead() throws Exception {
		Scrape scrape = new Scrape(Scrapes.cluster(60, 20), Scrapes.ALL, null, null);
		byte[] whole = Scrapes.text(scrape, Dialect.values()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
		assertThat(Scrapes.exposition(scrape, Dialect.values()).readAllBytes()).isEqualTo(whole);
		byte[] single = new byte[whole.length];
		Exposition exposition = Scrapes.exposition(scrape, Dialect.values());
		for (int i = 0; i < whole.length; i++) {
			single[i] = (byte) exposition.read();
		}
		assertThat(single).isEqualTo(whole);
		assertThat(exposition.read()).isEqualTo(-1);
	}

	private static String samples(String text) {
		ExpositionFormat.read(text, false);
		return String.join("", Arrays.stream(text.split("(?<=\n)")).filter((line) -> !line.startsWith("#")).toList());
	}

}
