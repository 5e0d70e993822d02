package io.roster.metrics;

import java.util.List;

import io.roster.group.Member;
import io.roster.metrics.Family.Meaning;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import org.jspecify.annotations.Nullable;

/**
 * The families of seglo/kafka-lag-exporter ({@code Metrics.scala}) and those that
 * softwaremill/klag-exporter ({@code definitions.rs}) added to them. The former writes
 * NaN for a time lag that it does not know; here there is no sample.
 */
final class LagExporterNames {

	private static final byte[] HOST = Family.ascii(",member_host=\"");

	private static final byte[] CONSUMER = Family.ascii("\",consumer_id=\"");

	private static final byte[] CLIENT = Family.ascii("\",client_id=\"");

	private LagExporterNames() {
	}

	static List<Family> families(String clusterName) {
		Naming naming = naming(clusterName);
		return List.of(
				naming.ofTopicPartitions(
						Meaning.of("kafka_partition_latest_offset", "Where the log of a partition ends"), Values::end),
				naming.ofTopicPartitions(
						Meaning.of("kafka_partition_earliest_offset", "Where the log of a partition begins"),
						Values::start),
				naming.ofGroupPartitions(
						Meaning.of("kafka_consumergroup_group_offset", "What a group has committed for a partition"),
						Values::committed, LagExporterNames::owner),
				naming.ofGroupPartitions(
						Meaning.of("kafka_consumergroup_group_lag",
								"Records of a partition that a group has not committed yet"),
						Values::lag, LagExporterNames::owner),
				naming.ofGroupPartitions(
						Meaning.inThousandths("kafka_consumergroup_group_lag_seconds",
								"How far behind a group is in a partition, in seconds"),
						Values::timeLag, LagExporterNames::owner),
				naming.ofGroups(
						Meaning.of("kafka_consumergroup_group_max_lag",
								"The largest number of records that a group has not committed yet in one partition"),
						Values::maxLag),
				naming.ofGroups(
						Meaning.inThousandths("kafka_consumergroup_group_max_lag_seconds",
								"How far behind a group is in the partition that is worst in this, in seconds"),
						Values::maxTimeLag),
				naming.ofGroups(
						Meaning.of("kafka_consumergroup_group_sum_lag", "Records that a group has not committed yet"),
						Values::lag),
				naming.ofGroupTopics(Meaning.of("kafka_consumergroup_group_topic_sum_lag",
						"Records of a topic that a group has not committed yet"), Values::lag),
				naming.ofGroups(Meaning.of("kafka_consumergroup_group_state",
						"State of a group: 0 Unknown, 1 PreparingRebalance, 2 CompletingRebalance, 3 Stable, 4 Dead, "
								+ "5 Empty, 6 Assigning, 7 Reconciling"),
						LagExporterNames::state),
				naming.ofCluster(
						Meaning.of("kafka_consumergroup_poll_time_ms",
								"How long it took to read all groups, in milliseconds"),
						(scrape) -> scrape.took().toMillis()));
	}

	/**
	 * Returns what klag-exporter says of retention.
	 * @param clusterName the cluster's name
	 * @return three samples for each partition of each group
	 */
	static List<Family> retentionFamilies(String clusterName) {
		Naming naming = naming(clusterName);
		return List.of(
				naming.ofGroupPartitions(
						Meaning.of("kafka_consumergroup_group_messages_lost",
								"Offsets of a partition that were deleted before a group had committed them"),
						LagExporterNames::lost),
				naming.ofGroupPartitions(Meaning.of("kafka_consumergroup_group_retention_margin",
						"Offsets from where the log of a partition begins to what a group has committed, "
								+ "below 0 if some were deleted before"),
						LagExporterNames::margin),
				naming.ofGroupPartitions(Meaning.inThousandths("kafka_consumergroup_group_lag_retention_ratio",
						"Lag of a group in percent of what the log of a partition holds, "
								+ "above 100 if some was deleted before"),
						LagExporterNames::ratio));
	}

	private static Naming naming(String clusterName) {
		return new Naming("cluster_name", clusterName, "group", "topic", "partition");
	}

	private static void owner(Text text, @Nullable Member owner) {
		text.put(HOST);
		if (owner != null) {
			text.label(owner.host());
		}
		text.put(CONSUMER);
		if (owner != null) {
			text.label(owner.memberId());
		}
		text.put(CLIENT);
		if (owner != null) {
			text.label(owner.clientId());
		}
		text.put('"');
	}

	private static long state(Scrape scrape, GroupSnapshot group) {
		String state = group.state();
		if (state == null) {
			return 0;
		}
		return switch (state) {
			case "PreparingRebalance" -> 1;
			case "CompletingRebalance" -> 2;
			case "Stable" -> 3;
			case "Dead" -> 4;
			case "Empty" -> 5;
			case "Assigning" -> 6;
			case "Reconciling" -> 7;
			default -> 0;
		};
	}

	private static long lost(Scrape scrape, GroupSnapshot group, GroupTopic topic, int row) {
		long margin = margin(scrape, group, topic, row);
		return (margin == Family.NONE) ? Family.NONE : Math.max(0, -margin);
	}

	private static long margin(Scrape scrape, GroupSnapshot group, GroupTopic topic, int row) {
		long committed = topic.committed(row);
		long start = topic.start(row);
		return (committed < 0 || start < 0) ? Family.NONE : committed - start;
	}

	/** In thousandths of a percent. */
	private static long ratio(Scrape scrape, GroupSnapshot group, GroupTopic topic, int row) {
		long lag = topic.lag(row);
		long start = topic.start(row);
		if (lag < 0 || start < 0) {
			return Family.NONE;
		}
		long held = topic.end(row) - start;
		return (held > 0) ? Math.round(100_000.0 * lag / held) : 0;
	}

}
