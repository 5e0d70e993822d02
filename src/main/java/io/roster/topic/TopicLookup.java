package io.roster.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.cluster.ReadError;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions the topics of a read have, and which of them have a leader. Offsets
 * are asked only of those: for a partition that is gone Kafka's client tries until the
 * time-out.
 */
public final class TopicLookup {

	/**
	 * Topics of one call; calls are made side by side, and Kafka answers a large one in
	 * pages.
	 */
	private static final int CHUNK = 250;

	private final Calls calls;

	private final TopicCache cache;

	private final Map<String, KafkaFuture<TopicDescription>> asked = new HashMap<>();

	private final Map<String, TopicDescription> found = new HashMap<>();

	private final Map<String, ProblemException> failed = new HashMap<>();

	TopicLookup(Calls calls, TopicCache cache) {
		this.calls = calls;
		this.cache = cache;
	}

	/**
	 * Starts to ask for topics; those that were asked for already are left out.
	 * @param names the topics
	 */
	public void ask(Collection<String> names) {
		Set<String> missing = new HashSet<>();
		for (String name : names) {
			TopicDescription remembered = this.cache.get(name);
			if (remembered != null) {
				this.found.putIfAbsent(name, remembered);
			}
			else if (!this.asked.containsKey(name)) {
				missing.add(name);
			}
		}
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
	public void await() {
		Map<String, KafkaFuture<TopicDescription>> open = new HashMap<>(this.asked);
		open.keySet().removeAll(this.found.keySet());
		open.keySet().removeAll(this.failed.keySet());
		this.calls.each(open, (name, topic) -> {
			this.found.put(name, topic);
			this.cache.put(name, topic);
		}, this.failed::put);
	}

	/**
	 * Looks topics up whatever is remembered of them.
	 * @param names the topics
	 */
	public void lookUpAgain(Collection<String> names) {
		names.forEach((name) -> {
			this.cache.remove(name);
			this.found.remove(name);
			this.failed.remove(name);
			this.asked.remove(name);
		});
		ask(names);
		await();
	}

	/**
	 * Returns the partitions of topics that are there.
	 * @param names the topics
	 * @return all their partitions; none of a topic that is gone or could not be
	 * described
	 */
	public Set<TopicPartition> partitions(Collection<String> names) {
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
	 * Returns how many partitions a topic has.
	 * @param name the topic
	 * @return 0 if it is gone or could not be described
	 */
	public int count(String name) {
		TopicDescription topic = this.found.get(name);
		return (topic != null) ? topic.partitions().size() : 0;
	}

	/**
	 * Returns whether the log of a partition can be read.
	 * @param partition the partition
	 * @param errors gets a line if it is there but cannot be read
	 * @return {@code false} if it is gone or has no leader
	 */
	public boolean readable(TopicPartition partition, List<ReadError> errors) {
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
	 * Takes note that a log could not be read, which may be because its topic has changed
	 * since it was looked up.
	 * @param partition the partition
	 */
	void distrust(TopicPartition partition) {
		this.cache.remove(partition.topic());
	}

	/**
	 * Returns why a topic could not be looked up.
	 * @param name the topic
	 * @return 404 if there is none; {@code null} if it was found
	 */
	public @Nullable ProblemException failure(String name) {
		return this.failed.get(name);
	}

	/**
	 * Returns what could not be looked up, topics that are gone apart.
	 * @return one line for each topic
	 */
	public List<ReadError> errors() {
		return this.failed.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().getStatusCode().value() != 404)
			.map((entry) -> ReadError.of(entry.getKey(), null, entry.getValue()))
			.toList();
	}

}
