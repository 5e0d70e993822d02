package io.roster.group;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.cluster.ReadError;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Who owns each partition of a group, as it was read live.
 *
 * @param groupId the group's id
 * @param type what kind of group it is
 * @param state Kafka's own name of the state
 * @param partitions every partition of every topic known to belong to the group, in the
 * order of topic and number; those of topics that are gone are left out
 * @param errors what could not be read, usually nothing
 * @param asOf when the group was read
 */
public record GroupOwners(String groupId, GroupKind type, String state, List<PartitionOwners> partitions,
		List<ReadError> errors, Instant asOf) {

	public GroupOwners {
		partitions = List.copyOf(partitions);
		errors = List.copyOf(errors);
	}

	static GroupOwners from(GroupReading reading) {
		Map<TopicPartition, List<String>> members = new HashMap<>();
		reading.group()
			.members()
			.forEach((member) -> member.assignment()
				.forEach((topic) -> topic.partitions()
					.forEach((number) -> members
						.computeIfAbsent(new TopicPartition(topic.topic(), number), (key) -> new ArrayList<>())
						.add(member.memberId()))));
		return new GroupOwners(reading.group().groupId(), reading.group().type(), reading.group().state(),
				reading.partitions()
					.stream()
					.filter((row) -> isThere(row, reading.errors()))
					.map((row) -> PartitionOwners.from(row, members.getOrDefault(row.partition(), List.of())))
					.toList(),
				reading.errors(), reading.asOf());
	}

	/**
	 * A commit outlives its topic; a log that could not be read is there all the same.
	 */
	private static boolean isThere(PartitionReading row, List<ReadError> errors) {
		TopicPartition partition = row.partition();
		return row.owned() || row.logEndOffset() != null
				|| errors.stream()
					.anyMatch((error) -> partition.topic().equals(error.topic())
							&& (error.partition() == null || error.partition() == partition.partition()));
	}

	/**
	 * Who owns a partition.
	 *
	 * @param topic the topic
	 * @param partition the partition's number
	 * @param members the members that own it
	 * @param workerId the worker of this service that took it by hand, {@code null} if
	 * none did
	 */
	public record PartitionOwners(String topic, int partition, List<String> members, @Nullable String workerId) {

		public PartitionOwners {
			members = List.copyOf(members);
		}

		static PartitionOwners from(PartitionReading row, List<String> members) {
			return new PartitionOwners(row.partition().topic(), row.partition().partition(), members,
					(row.owner() == null) ? row.workerId() : null);
		}

		/**
		 * Returns how many own it.
		 * @return 1 as a rule
		 */
		public int count() {
			return this.members.size() + ((this.workerId != null) ? 1 : 0);
		}

	}

}
