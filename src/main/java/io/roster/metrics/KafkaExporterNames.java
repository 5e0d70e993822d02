package io.roster.metrics;

import java.util.List;

import io.roster.metrics.Family.Meaning;
import io.roster.snapshot.TopicLog;

/**
 * The families of danielqsj/kafka_exporter ({@code kafka_exporter.go}). It writes a -1
 * where nothing is committed, and so sums that are too low; here there is no sample. What
 * it says of replicas and of brokers' addresses is in no snapshot.
 */
final class KafkaExporterNames {

	private KafkaExporterNames() {
	}

	static List<Family> families(String clusterName) {
		Naming naming = new Naming(null, clusterName, "consumergroup", "topic", "partition");
		return List.of(
				naming.ofCluster(Meaning.of("kafka_brokers", "Brokers of the cluster that are up"),
						(scrape) -> Values.known(scrape.snapshot().brokers())),
				naming.ofTopics(Meaning.of("kafka_topic_partitions", "Partitions of a topic"), TopicLog::partitions),
				naming.ofTopicPartitions(
						Meaning.of("kafka_topic_partition_current_offset", "Where the log of a partition ends"),
						Values::end),
				naming.ofTopicPartitions(
						Meaning.of("kafka_topic_partition_oldest_offset", "Where the log of a partition begins"),
						Values::start),
				naming.ofGroups(Meaning.of("kafka_consumergroup_members", "Members of a group"), Values::members),
				naming.ofGroupPartitions(
						Meaning.of("kafka_consumergroup_current_offset", "What a group has committed for a partition"),
						Values::committed),
				naming.ofGroupPartitions(Meaning.of("kafka_consumergroup_lag",
						"Records of a partition that a group has not committed yet"), Values::lag),
				naming.ofGroupTopics(
						Meaning.of("kafka_consumergroup_current_offset_sum",
								"What a group has committed for a topic, summed over its partitions"),
						Values::committed),
				naming.ofGroupTopics(Meaning.of("kafka_consumergroup_lag_sum",
						"Records of a topic that a group has not committed yet"), Values::lag));
	}

}
