package io.roster.group;

import java.util.Map;
import java.util.Set;

import org.apache.kafka.common.TopicPartition;

/**
 * What this service knows of a group because it runs workers in it, and Kafka does not
 * tell: which member is which worker, which topics the workers subscribe to, and which
 * partitions they took by hand.
 */
public interface LocalWorkers {

	/**
	 * Returns what is known of a group.
	 * @param groupId the group
	 * @return empty parts if this service runs no worker in it
	 */
	LocalGroup of(String groupId);

	/**
	 * Returns the groups that this service runs workers in.
	 * @return their ids, whether Kafka knows the groups yet or not
	 */
	Set<String> groupIds();

	/**
	 * Returns whether a group is the service's own: the one by which its replicas find
	 * each other. It is left out of lists, and nobody writes to it.
	 * @param groupId the group
	 * @return {@code false} for all groups of users
	 */
	default boolean isOwn(String groupId) {
		return false;
	}

	/**
	 * Returns the workers that are paused, of all replicas and groups.
	 * @return their ids, none as a rule
	 */
	default Set<String> paused() {
		return Set.of();
	}

	/**
	 * Returns how many replicas of this service there are, this one included.
	 * @return at least 1
	 */
	default int replicas() {
		return 1;
	}

	/**
	 * Has the answers be from after this call, also as to the workers of other replicas,
	 * which are otherwise up to half a second old.
	 * @throws io.roster.problem.ProblemException if Kafka cannot be asked
	 */
	default void refresh() {
	}

	/**
	 * What this service's workers know of their group.
	 *
	 * @param topics the topics that they subscribe to or read by hand
	 * @param workerIds the worker by the {@code client.id} of its consumer, which no
	 * other consumer has, and which Kafka knows from the first attempt to join
	 * @param manual the worker by the partition that it took by hand
	 */
	record LocalGroup(Set<String> topics, Map<String, String> workerIds, Map<TopicPartition, String> manual) {

		/** A group in which this service has no worker. */
		public static final LocalGroup NONE = new LocalGroup(Set.of(), Map.of(), Map.of());

		public LocalGroup {
			topics = Set.copyOf(topics);
			workerIds = Map.copyOf(workerIds);
			manual = Map.copyOf(manual);
		}

	}

}
