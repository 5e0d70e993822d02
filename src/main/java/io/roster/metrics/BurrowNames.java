package io.roster.metrics;

import java.util.List;

import io.roster.metrics.Family.Meaning;

/** The families of linkedin/Burrow ({@code httpserver/prometheus.go}). */
final class BurrowNames {

	private BurrowNames() {
	}

	static List<Family> families(String clusterName) {
		Naming naming = new Naming("cluster", clusterName, "consumer_group", "topic", "partition");
		return List.of(
				naming.ofGroups(
						Meaning.of("burrow_kafka_consumer_lag_total", "Records that a group has not committed yet"),
						Values::lag),
				naming.ofGroups(
						Meaning.of("burrow_kafka_consumer_status", "How a group is: 0 NOTFOUND, 1 OK, 2 WARN, 3 ERR"),
						Scrape::status),
				naming.ofGroupPartitions(
						Meaning.of("burrow_kafka_topic_partition_status",
								"How a group does in a partition: 1 OK, 2 WARN, 4 STOP, 5 STALL, 6 REWIND"),
						Scrape::status),
				naming.ofGroupPartitions(Meaning.of("burrow_kafka_consumer_current_offset",
						"What a group has committed for a partition"), Values::committed),
				naming.ofGroupPartitions(Meaning.of("burrow_kafka_consumer_partition_lag",
						"Records of a partition that a group has not committed yet"), Values::lag),
				naming.ofTopicPartitions(
						Meaning.of("burrow_kafka_topic_partition_offset", "Where the log of a partition ends"),
						Values::end));
	}

}
