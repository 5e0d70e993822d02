package io.roster.health;

import java.time.Instant;
import java.util.List;

import io.roster.cluster.ReadError;
import io.roster.group.GroupKind;
import io.roster.group.GroupOwners;
import io.roster.group.GroupOwners.PartitionOwners;
import org.jspecify.annotations.Nullable;

/**
 * Whether each partition of a group has exactly one owner.
 *
 * @param groupId the group's id
 * @param covered whether each has; in a share group, whether each has any
 * @param reason one sentence that says so, or why not
 * @param state Kafka's own name of the group's state
 * @param total how many partitions are known to belong to the group
 * @param partitions those without exactly one owner
 * @param errors what could not be read, usually nothing
 * @param asOf when the group was read
 */
record GroupCoverage(String groupId, boolean covered, String reason, String state, int total,
		List<UncoveredPartition> partitions, List<ReadError> errors, Instant asOf) {

	GroupCoverage {
		partitions = List.copyOf(partitions);
		errors = List.copyOf(errors);
	}

	static GroupCoverage from(GroupOwners owners) {
		boolean shared = owners.type() == GroupKind.SHARE;
		List<UncoveredPartition> uncovered = owners.partitions()
			.stream()
			.filter((partition) -> partition.count() == 0 || (partition.count() > 1 && !shared))
			.map(UncoveredPartition::from)
			.toList();
		String gap = gap(owners.errors());
		int total = owners.partitions().size();
		return new GroupCoverage(owners.groupId(), total > 0 && uncovered.isEmpty() && gap == null,
				reason(owners, uncovered, gap), owners.state(), total, uncovered, owners.errors(), owners.asOf());
	}

	/**
	 * A topic or the commits that could not be read may have more partitions than are
	 * known; a log that could not be read has not.
	 */
	private static @Nullable String gap(List<ReadError> errors) {
		return errors.stream()
			.filter((error) -> error.partition() == null)
			.findFirst()
			.map((error) -> (error.topic() != null) ? "topic " + error.topic() : "the group's commits")
			.orElse(null);
	}

	private static String reason(GroupOwners owners, List<UncoveredPartition> uncovered, @Nullable String gap) {
		String all = Reasons.count(owners.partitions().size(), "partition");
		if (!uncovered.isEmpty()) {
			UncoveredPartition first = uncovered.get(0);
			boolean shared = owners.type() == GroupKind.SHARE;
			String such = first.topic() + "-" + first.partition() + (shared ? ""
					: ", which has " + ((first.owners() == 0) ? "none" : String.valueOf(first.owners())));
			return uncovered.size() + " of " + all + ((uncovered.size() == 1) ? " has" : " have")
					+ (shared ? " no owner, such as " : " not exactly one owner, such as ") + such
					+ "; the group is in state " + owners.state() + ".";
		}
		if (gap != null) {
			return "It is not known whether there are more than " + all + ", since " + gap + " could not be read.";
		}
		return owners.partitions().isEmpty()
				? "No partition is known to belong to the group: it has no member with an assignment and no commit for a "
						+ "topic that is there."
				: "Each of " + all + " has " + ((owners.type() == GroupKind.SHARE) ? "an" : "exactly one") + " owner.";
	}

	/**
	 * A partition without exactly one owner.
	 *
	 * @param topic the topic
	 * @param partition the partition's number
	 * @param owners how many it has
	 * @param members the members that own it
	 * @param workerId the worker of this service that took it by hand, {@code null} if
	 * none did
	 */
	record UncoveredPartition(String topic, int partition, int owners, List<String> members,
			@Nullable String workerId) {

		UncoveredPartition {
			members = List.copyOf(members);
		}

		static UncoveredPartition from(PartitionOwners partition) {
			return new UncoveredPartition(partition.topic(), partition.partition(), partition.count(),
					partition.members(), partition.workerId());
		}

	}

}
