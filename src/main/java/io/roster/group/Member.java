package io.roster.group;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberAssignment;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group.
 *
 * @param memberId the id that Kafka knows it by
 * @param clientId the {@code client.id} of its consumer
 * @param groupInstanceId the {@code group.instance.id} of a static member (KIP-345),
 * otherwise {@code null}
 * @param host where it connects from, as Kafka writes it
 * @param rack its {@code client.rack}, {@code null} where it has none or the protocol
 * does not tell
 * @param memberEpoch its epoch, {@code null} in the classic protocol
 * @param assignment what it owns, by topic; empty if nothing
 * @param targetAssignment what it is to own, {@code null} where the protocol has none
 * @param upgraded whether it uses the consumer protocol (KIP-848), {@code null} where the
 * group is not of that type
 * @param workerId the worker of this service that it is, {@code null} if it is none
 */
public record Member(String memberId, String clientId, @Nullable String groupInstanceId, String host,
		@Nullable String rack, @Nullable Integer memberEpoch, List<TopicPartitions> assignment,
		@Nullable List<TopicPartitions> targetAssignment, @Nullable Boolean upgraded, @Nullable String workerId) {

	static final Comparator<Member> BY_ID = Comparator.comparing(Member::memberId);

	public Member {
		assignment = List.copyOf(assignment);
		targetAssignment = (targetAssignment != null) ? List.copyOf(targetAssignment) : null;
	}

	/**
	 * Returns the same member as a worker of this service.
	 * @param workerId the worker, {@code null} if it is none
	 * @return the member
	 */
	public Member withWorkerId(@Nullable String workerId) {
		return new Member(this.memberId, this.clientId, this.groupInstanceId, this.host, this.rack, this.memberEpoch,
				this.assignment, this.targetAssignment, this.upgraded, workerId);
	}

	static Member from(MemberDescription member) {
		List<TopicPartitions> target = member.targetAssignment().isPresent()
				? TopicPartitions.from(member.targetAssignment().get().topicPartitions()) : null;
		return new Member(member.consumerId(), member.clientId(), orNull(member.groupInstanceId()), member.host(),
				orNull(member.rackId()), orNull(member.memberEpoch()),
				TopicPartitions.from(member.assignment().topicPartitions()), target, orNull(member.upgraded()), null);
	}

	static Member from(ShareMemberDescription member) {
		return new Member(member.consumerId(), member.clientId(), null, member.host(), orNull(member.rackId()),
				member.memberEpoch(), TopicPartitions.from(member.assignment().topicPartitions()), null, null, null);
	}

	static Member from(StreamsGroupMemberDescription member, Map<String, List<String>> sourceTopics) {
		return new Member(member.memberId(), member.clientId(), orNull(member.instanceId()), member.clientHost(),
				orNull(member.rackId()), member.memberEpoch(), tasks(member.assignment(), sourceTopics),
				tasks(member.targetAssignment(), sourceTopics), null, null);
	}

	/**
	 * An active task of a subtopology reads its partition of each of the subtopology's
	 * source topics.
	 */
	private static List<TopicPartitions> tasks(StreamsGroupMemberAssignment assignment,
			Map<String, List<String>> sourceTopics) {
		return TopicPartitions.from(assignment.activeTasks()
			.stream()
			.flatMap((task) -> sourceTopics.getOrDefault(task.subtopologyId(), List.of())
				.stream()
				.flatMap(
						(topic) -> task.partitions().stream().map((partition) -> new TopicPartition(topic, partition))))
			.toList());
	}

	private static <T> @Nullable T orNull(Optional<T> value) {
		return value.isPresent() ? value.get() : null;
	}

	/**
	 * Partitions of a topic.
	 *
	 * @param topic the topic
	 * @param partitions their numbers, in ascending order
	 */
	public record TopicPartitions(String topic, List<Integer> partitions) {

		public TopicPartitions {
			partitions = List.copyOf(partitions);
		}

		/**
		 * Groups partitions by topic.
		 * @param partitions the partitions, in any order
		 * @return one entry for each topic, in the order of their names; empty if there
		 * is no partition
		 */
		public static List<TopicPartitions> from(Collection<TopicPartition> partitions) {
			TreeMap<String, TreeSet<Integer>> byTopic = new TreeMap<>();
			partitions.forEach((partition) -> byTopic.computeIfAbsent(partition.topic(), (topic) -> new TreeSet<>())
				.add(partition.partition()));
			return byTopic.entrySet()
				.stream()
				.map((entry) -> new TopicPartitions(entry.getKey(), List.copyOf(entry.getValue())))
				.toList();
		}

	}

}
