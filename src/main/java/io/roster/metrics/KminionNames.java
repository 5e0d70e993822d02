package io.roster.metrics;

import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

import io.roster.group.Member;
import io.roster.group.Member.TopicPartitions;
import io.roster.metrics.Family.Meaning;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.TopicLog;

/**
 * The families of redpanda-data/kminion ({@code prometheus/exporter.go}) with its default
 * prefix. What it counts of commits, and what it says of log directories, of the settings
 * of topics and of brokers, is in no snapshot.
 */
final class KminionNames {

	private static final byte[] PROTOCOL = Family.ascii(",protocol=\"");

	private static final byte[] PROTOCOL_TYPE = Family.ascii("\",protocol_type=\"");

	private static final byte[] STATE = Family.ascii("\",state=\"");

	private static final byte[] COORDINATOR = Family.ascii("\",coordinator_id=\"");

	private KminionNames() {
	}

	static List<Family> families(String clusterName) {
		Naming naming = new Naming(null, clusterName, "group_id", "topic_name", "partition_id");
		return List.of(
				naming.ofGroups(Meaning.of("kminion_kafka_consumer_group_info", "Whether a group is stable, 1 or 0"),
						(scrape, group) -> group.isDescribed() ? ("Stable".equals(group.state()) ? 1 : 0) : Family.NONE,
						KminionNames::info),
				naming.ofGroups(Meaning.of("kminion_kafka_consumer_group_members", "Members of a group"),
						Values::members),
				naming.ofGroups(Meaning.of("kminion_kafka_consumer_group_empty_members",
						"Members of a group that have no partition, where there are any"), KminionNames::idle),
				naming.ofGroupTopics(
						Meaning.of("kminion_kafka_consumer_group_topic_members",
								"Members of a group that have a partition of a topic"),
						(group, topic) -> assigned(group, topic, (partitions) -> 1)),
				naming.ofGroupTopics(
						Meaning.of("kminion_kafka_consumer_group_topic_assigned_partitions",
								"Partitions of a topic that members of a group have"),
						(group, topic) -> assigned(group, topic, (of) -> of.partitions().size())),
				naming.ofGroupTopics(
						Meaning.of("kminion_kafka_consumer_group_topic_offset_sum",
								"What a group has committed for a topic, summed over its partitions"),
						Values::committed),
				naming.ofGroupPartitions(Meaning.of("kminion_kafka_consumer_group_topic_partition_lag",
						"Records of a partition that a group has not committed yet"), Values::lag),
				naming.ofGroupTopics(Meaning.of("kminion_kafka_consumer_group_topic_lag",
						"Records of a topic that a group has not committed yet"), Values::lag),
				naming.ofTopicPartitions(Meaning.of("kminion_kafka_topic_partition_high_water_mark",
						"Where the log of a partition ends"), Values::end),
				naming.ofTopics(
						Meaning.of("kminion_kafka_topic_high_water_mark_sum",
								"Where the logs of a topic end, summed over its partitions"),
						(log) -> sum(log, Values::end)),
				naming.ofTopicPartitions(Meaning.of("kminion_kafka_topic_partition_low_water_mark",
						"Where the log of a partition begins"), Values::start),
				naming.ofTopics(
						Meaning.of("kminion_kafka_topic_low_water_mark_sum",
								"Where the logs of a topic begin, summed over its partitions"),
						(log) -> sum(log, Values::start)));
	}

	private static void info(Text text, GroupSnapshot group) {
		text.put(PROTOCOL).label(Objects.requireNonNullElse(group.assignor(), ""));
		text.put(PROTOCOL_TYPE).label(group.protocolType());
		text.put(STATE).label(Objects.requireNonNullElse(group.state(), "Unknown"));
		text.put(COORDINATOR);
		if (group.coordinator() >= 0) {
			text.number(group.coordinator());
		}
		text.put('"');
	}

	private static long idle(Scrape scrape, GroupSnapshot group) {
		long idle = 0;
		for (Member member : group.members()) {
			if (member.assignment().isEmpty()) {
				idle++;
			}
		}
		return (idle > 0) ? idle : Family.NONE;
	}

	private static long assigned(GroupSnapshot group, GroupTopic topic, ToIntFunction<TopicPartitions> counted) {
		long sum = 0;
		for (Member member : group.members()) {
			for (TopicPartitions of : member.assignment()) {
				if (of.topic().equals(topic.topic())) {
					sum += counted.applyAsInt(of);
				}
			}
		}
		return (sum > 0) ? sum : Family.NONE;
	}

	/** Only if it is known of all partitions, as kminion has it. */
	private static long sum(TopicLog log, Naming.LogValue value) {
		long sum = 0;
		for (int partition = 0; partition < log.partitions(); partition++) {
			long one = value.of(log, partition);
			if (one == Family.NONE) {
				return Family.NONE;
			}
			sum += one;
		}
		return sum;
	}

}
