package io.roster.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.InvalidRequestException.FieldError;
import io.roster.problem.ProblemException;
import io.roster.topic.TopicLookup;
import io.roster.topic.Topics;
import io.roster.topic.UnknownPartitionsException;
import org.apache.kafka.common.TopicPartition;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What groups have committed, as a scope asks for it. */
@Component
public class CommittedOffsets {

	private final Cluster cluster;

	private final Topics topics;

	CommittedOffsets(Cluster cluster, Topics topics) {
		this.cluster = cluster;
		this.topics = topics;
	}

	/**
	 * Returns what a group has committed.
	 * @param groupId the group
	 * @param scope for which partitions
	 * @return by partition; those without a commit are left out
	 */
	public Map<TopicPartition, Committed> of(String groupId, Scope scope) {
		Calls calls = this.cluster.calls();
		TopicLookup topics = this.topics.lookUp(calls);
		Positions positions = Positions.ask(calls, groupId, topics);
		topics.lookUpAgain(scope.byTopic().keySet());
		Map<TopicPartition, Committed> committed = new HashMap<>(positions.awaitCommitted());
		if (!scope.isAllTopics()) {
			Map<String, Set<Integer>> wanted = scope.byTopic();
			requireTopics(topics, wanted.keySet(), committed.keySet());
			committed.keySet().removeIf((partition) -> {
				Set<Integer> numbers = wanted.get(partition.topic());
				return numbers == null || !(numbers.isEmpty() || numbers.contains(partition.partition()));
			});
		}
		return committed;
	}

	/** What is committed for a topic that is gone may still be named. */
	private static void requireTopics(TopicLookup topics, Set<String> names, Set<TopicPartition> committed) {
		Map<String, FieldError> missing = new TreeMap<>();
		for (String name : names) {
			ProblemException failure = topics.failure(name);
			boolean gone = failure != null && failure.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND);
			if (gone && committed.stream().noneMatch((partition) -> partition.topic().equals(name))) {
				missing.put(name, UnknownPartitionsException.noTopic("topic", name));
			}
		}
		if (!missing.isEmpty()) {
			throw new UnknownPartitionsException(missing);
		}
	}

	/**
	 * Checks that partitions are there, or something is committed for them.
	 * @param topic their topic
	 * @param partitions the partitions
	 * @param committed what is committed
	 * @throws UnknownPartitionsException if one is neither
	 */
	public void requirePartitions(String topic, Set<TopicPartition> partitions, Set<TopicPartition> committed) {
		TopicLookup topics = this.topics.lookUp(this.cluster.calls());
		topics.lookUpAgain(Set.of(topic));
		Map<String, FieldError> missing = new TreeMap<>();
		for (TopicPartition partition : partitions) {
			if (!committed.contains(partition) && topics.failure(topic) == null
					&& partition.partition() >= topics.count(topic)) {
				missing.put(partition.toString(),
						UnknownPartitionsException.noPartition("partition", partition.toString(), topics.count(topic)));
			}
		}
		if (!missing.isEmpty()) {
			throw new UnknownPartitionsException(missing);
		}
	}

	/**
	 * Returns all that a group has committed.
	 * @param groupId the group
	 * @return by partition
	 */
	public Map<TopicPartition, Committed> of(String groupId) {
		Calls calls = this.cluster.calls();
		return Positions.ask(calls, groupId, this.topics.lookUp(calls)).awaitCommitted();
	}

}
