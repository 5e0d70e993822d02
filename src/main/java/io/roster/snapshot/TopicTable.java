package io.roster.snapshot;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.common.PartitionInfo;
import org.jspecify.annotations.Nullable;

/** The topics of the cluster as one request for metadata tells them. */
final class TopicTable {

	private final Map<String, Topic> topics = new HashMap<>();

	static TopicTable from(Map<String, List<PartitionInfo>> metadata) {
		TopicTable table = new TopicTable();
		metadata.forEach((name, partitions) -> {
			BitSet leaderless = new BitSet();
			int size = 0;
			for (PartitionInfo partition : partitions) {
				size = Math.max(size, partition.partition() + 1);
				if (partition.leader() == null || partition.leader().isEmpty()) {
					leaderless.set(partition.partition());
				}
			}
			if (size > 0) {
				table.topics.put(name, new Topic(name, size, leaderless));
			}
		});
		return table;
	}

	/**
	 * Returns a topic.
	 * @return {@code null} if it is not there or may not be seen
	 */
	@Nullable Topic topic(String name) {
		return this.topics.get(name);
	}

	/**
	 * A topic.
	 *
	 * @param name its name, the same object for all who ask
	 * @param partitions how many partitions it has
	 * @param leaderless those that nobody leads
	 */
	record Topic(String name, int partitions, BitSet leaderless) {
	}

}
