package io.roster.group;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.roster.cluster.ReadError;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which partition of a group.
 *
 * @param groupId the group's id
 * @param state Kafka's own name of the state
 * @param assignor who shares out the partitions, {@code null} where nobody does
 * @param partitions one row for every partition of every topic known to belong to the
 * group, owned or not
 * @param unassigned how many of them nobody owns
 * @param members how much each member has
 * @param errors what could not be read, usually nothing
 * @param asOf when the group was read
 */
record GroupAssignments(String groupId, String state, @Nullable String assignor, List<PartitionAssignment> partitions,
		long unassigned, List<MemberShare> members, List<ReadError> errors, Instant asOf) {

	GroupAssignments {
		partitions = List.copyOf(partitions);
		members = List.copyOf(members);
		errors = List.copyOf(errors);
	}

	static GroupAssignments from(GroupReading reading, TimeLags timeLags) {
		DescribedGroup group = reading.group();
		Map<String, List<PartitionReading>> owned = reading.partitions()
			.stream()
			.filter((partition) -> partition.owner() != null)
			.collect(Collectors.groupingBy(GroupAssignments::ownerId));
		return new GroupAssignments(group.groupId(), group.state(), group.assignor(),
				reading.partitions()
					.stream()
					.map((partition) -> PartitionAssignment.from(partition, timeLags))
					.toList(),
				reading.partitions().stream().filter((partition) -> !partition.owned()).count(),
				group.members()
					.stream()
					.map((member) -> MemberShare.from(member, owned.getOrDefault(member.memberId(), List.of())))
					.toList(),
				reading.errors(), reading.asOf());
	}

	private static String ownerId(PartitionReading partition) {
		return (partition.owner() != null) ? partition.owner().memberId() : "";
	}

	/**
	 * A partition and who owns it.
	 *
	 * @param topic the topic
	 * @param partition the number
	 * @param memberId the member that owns it, {@code null} if none does
	 * @param clientId that member's {@code client.id}
	 * @param host where that member connects from
	 * @param groupInstanceId that member's {@code group.instance.id}, if it is a static
	 * one
	 * @param workerId the worker of this service that owns it, as a member or by hand
	 * @param committedOffset what is committed, {@code null} if nothing is
	 * @param logStartOffset the first offset of the log
	 * @param logEndOffset the offset of the next record
	 * @param lag how many records are not read yet, never below zero, {@code null} if
	 * nothing is committed
	 * @param timeLag how long the first record that is not read has been there, zero if
	 * all are read, {@code null} if that is not known
	 * @param timeLagMethod how that was found out
	 * @param metadata what the commit carries beside the offset
	 */
	record PartitionAssignment(String topic, int partition, @Nullable String memberId, @Nullable String clientId,
			@Nullable String host, @Nullable String groupInstanceId, @Nullable String workerId,
			@Nullable Long committedOffset, @Nullable Long logStartOffset, @Nullable Long logEndOffset,
			@Nullable Long lag, @Nullable Duration timeLag, TimeLag.@Nullable Method timeLagMethod,
			@Nullable String metadata) {

		static PartitionAssignment from(PartitionReading reading, TimeLags timeLags) {
			TimeLag timeLag = reading.timeLag(timeLags);
			Member owner = reading.owner();
			return new PartitionAssignment(reading.partition().topic(), reading.partition().partition(),
					(owner != null) ? owner.memberId() : null, (owner != null) ? owner.clientId() : null,
					(owner != null) ? owner.host() : null, (owner != null) ? owner.groupInstanceId() : null,
					reading.workerId(), reading.committedOffset(), reading.logStartOffset(), reading.logEndOffset(),
					reading.lag(), (timeLag != null) ? timeLag.value() : null,
					(timeLag != null) ? timeLag.method() : null,
					(reading.committed() != null) ? reading.committed().metadata() : null);
		}

	}

	/**
	 * How much a member has.
	 *
	 * @param memberId the member
	 * @param clientId its {@code client.id}
	 * @param partitions how many partitions it owns
	 * @param lag the sum of their lag, {@code null} if none has one
	 */
	record MemberShare(String memberId, String clientId, int partitions, @Nullable Long lag) {

		static MemberShare from(Member member, List<PartitionReading> owned) {
			int partitions = member.assignment().stream().mapToInt((topic) -> topic.partitions().size()).sum();
			return new MemberShare(member.memberId(), member.clientId(), partitions, GroupReading.lag(owned));
		}

	}

}
