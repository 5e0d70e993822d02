package io.roster.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Which partitions the topics of a read have, and which of them have a leader. Offsets
 * are asked only of those: for a partition that is gone Kafka's client tries until the
 * time-out.
 */
class TopicLookup {

	/**
	 * Topics of one call; calls are made side by side, and Kafka answers a large one in
	 * pages.
	 */
	private static final int CHUNK = 250;

	private final Calls calls;

	private final Map<String, KafkaFuture<TopicDescription>> asked = new HashMap<>();

	private final Map<String, TopicDescription> found = new HashMap<>();

	private final Map<String, ProblemException> failed = new HashMap<>();

	TopicLookup(Calls calls) {
		this.calls = calls;
	}

	/**
	 * Starts to ask for topics; those that were asked for already are left out.
	 * @param names the topics
	 */
	void ask(Collection<String> names) {
		Set<String> missing = new HashSet<>(names);
		missing.removeAll(this.asked.keySet());
		List<String> all = new ArrayList<>(missing);
		for (int from = 0; from < all.size(); from += CHUNK) {
			List<String> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
			this.asked.putAll(this.calls.admin()
				.describeTopics(TopicCollection.ofTopicNames(chunk),
						this.calls.within(new DescribeTopicsOptions().includeAuthorizedOperations(false)))
				.topicNameValues());
		}
	}

	/** Waits for what was asked. */
	void await() {
		Map<String, KafkaFuture<TopicDescription>> open = new HashMap<>(this.asked);
		open.keySet().removeAll(this.found.keySet());
		open.keySet().removeAll(this.failed.keySet());
		this.calls.each(open, this.found::put, this.failed::put);
	}

	/**
	 * Returns the partitions of topics that are there.
	 * @param names the topics
	 * @return all their partitions; none of a topic that is gone or could not be
	 * described
	 */
	Set<TopicPartition> partitions(Collection<String> names) {
		Set<TopicPartition> partitions = new HashSet<>();
		names.forEach((name) -> {
			TopicDescription topic = this.found.get(name);
			if (topic != null) {
				topic.partitions()
					.forEach((partition) -> partitions.add(new TopicPartition(name, partition.partition())));
			}
		});
		return partitions;
	}

	/**
	 * Returns whether the log of a partition can be read.
	 * @param partition the partition
	 * @param errors gets a line if it is there but cannot be read
	 * @return {@code false} if it is gone or has no leader
	 */
	boolean readable(TopicPartition partition, List<ReadError> errors) {
		TopicDescription topic = this.found.get(partition.topic());
		if (topic == null || partition.partition() >= topic.partitions().size()) {
			return false;
		}
		TopicPartitionInfo info = topic.partitions().get(partition.partition());
		boolean led = info.leader() != null && !info.leader().isEmpty();
		if (!led) {
			errors.add(ReadError.leaderless(partition));
		}
		return led;
	}

	/**
	 * Returns what could not be looked up, topics that are gone apart.
	 * @return one line for each topic
	 */
	List<ReadError> errors() {
		return this.failed.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().getStatusCode().value() != 404)
			.map((entry) -> ReadError.of(entry.getKey(), null, entry.getValue()))
			.toList();
	}

}
