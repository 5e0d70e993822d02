package io.roster.group;

import java.time.Instant;
import java.util.List;

import io.roster.cluster.ReadError;
import io.roster.group.DescribedGroup.Coordinator;
import org.jspecify.annotations.Nullable;

/**
 * A group, described.
 *
 * @param groupId the group's id
 * @param type what kind of group it is
 * @param state Kafka's own name of the state
 * @param assignor who shares out the partitions, {@code null} where nobody does
 * @param coordinator the broker that coordinates it
 * @param groupEpoch the group's epoch, {@code null} in the classic protocol
 * @param assignmentEpoch the epoch of the target assignment, {@code null} in the classic
 * protocol
 * @param members the number of members
 * @param topics the topics known to belong to the group
 * @param partitions the number of their partitions
 * @param lag the sum of the partitions' lag, {@code null} if none has one
 * @param simple whether offsets are committed without membership
 * @param health how it is, as lists say it, {@code null} if it is not judged yet
 * @param errors what could not be read, usually nothing
 * @param asOf when the group was read
 */
record GroupDescription(String groupId, GroupKind type, String state, @Nullable String assignor,
		@Nullable Coordinator coordinator, @Nullable Integer groupEpoch, @Nullable Integer assignmentEpoch, int members,
		List<String> topics, int partitions, @Nullable Long lag, boolean simple, @Nullable String health,
		List<ReadError> errors, Instant asOf) {

	GroupDescription {
		topics = List.copyOf(topics);
		errors = List.copyOf(errors);
	}

	static GroupDescription from(GroupReading reading, @Nullable String health) {
		DescribedGroup group = reading.group();
		return new GroupDescription(group.groupId(), group.type(), group.state(), group.assignor(), group.coordinator(),
				group.groupEpoch(), group.assignmentEpoch(), group.members().size(), reading.topics(),
				reading.partitions().size(), reading.lag(), group.simple(), health, reading.errors(), reading.asOf());
	}

}
