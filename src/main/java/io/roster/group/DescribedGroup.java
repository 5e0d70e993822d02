package io.roster.group;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupSubtopologyDescription;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka says when it is asked to describe a group, the same for all kinds of groups.
 *
 * @param groupId the group's id
 * @param type what kind of group it is
 * @param state Kafka's own name of the state, such as {@code Stable}
 * @param protocolType {@code consumer}, {@code connect} and so on; empty where offsets
 * are committed without membership
 * @param assignor who shares out the partitions, {@code null} where nobody does
 * @param coordinator the broker that coordinates the group
 * @param groupEpoch the group's epoch, {@code null} in the classic protocol
 * @param assignmentEpoch the epoch of the target assignment, {@code null} in the classic
 * protocol
 * @param simple whether offsets are committed without membership
 * @param members the members, none if the group is empty
 */
public record DescribedGroup(String groupId, GroupKind type, String state, String protocolType,
		@Nullable String assignor, @Nullable Coordinator coordinator, @Nullable Integer groupEpoch,
		@Nullable Integer assignmentEpoch, boolean simple, List<Member> members) {

	public DescribedGroup {
		members = List.copyOf(members);
	}

	/**
	 * Returns whether the group exists. Brokers before Kafka 4.0 describe a group that is
	 * not there as dead instead of refusing (KIP-1043 changed that).
	 * @return {@code false} for a dead group
	 */
	public boolean exists() {
		return !ClassicGroupState.DEAD.toString().equals(this.state);
	}

	DescribedGroup withMembers(List<Member> members) {
		return new DescribedGroup(this.groupId, this.type, this.state, this.protocolType, this.assignor,
				this.coordinator, this.groupEpoch, this.assignmentEpoch, this.simple, members);
	}

	static DescribedGroup from(ClassicGroupDescription group) {
		return new DescribedGroup(group.groupId(), GroupKind.CLASSIC, group.state().toString(), group.protocol(),
				textOrNull(group.protocolData()), Coordinator.from(group.coordinator()), null, null,
				group.isSimpleConsumerGroup(), members(group.members(), Member::from));
	}

	static DescribedGroup from(ConsumerGroupDescription group) {
		// The call falls back to a classic describe by itself; the type tells.
		return new DescribedGroup(group.groupId(), GroupKind.of(group.type()), group.groupState().toString(),
				group.isSimpleConsumerGroup() ? "" : "consumer", textOrNull(group.partitionAssignor()),
				Coordinator.from(group.coordinator()), orNull(group.groupEpoch()),
				orNull(group.targetAssignmentEpoch()), group.isSimpleConsumerGroup(),
				members(group.members(), Member::from));
	}

	static DescribedGroup from(ShareGroupDescription group) {
		return new DescribedGroup(group.groupId(), GroupKind.SHARE, group.groupState().toString(), "share", null,
				Coordinator.from(group.coordinator()), group.groupEpoch(), group.targetAssignmentEpoch(), false,
				members(group.members(), Member::from));
	}

	static DescribedGroup from(StreamsGroupDescription group) {
		Map<String, List<String>> sources = group.subtopologies()
			.stream()
			.collect(Collectors.toMap(StreamsGroupSubtopologyDescription::subtopologyId, DescribedGroup::sources));
		return new DescribedGroup(group.groupId(), GroupKind.STREAMS, group.groupState().toString(), "streams", null,
				Coordinator.from(group.coordinator()), group.groupEpoch(), group.targetAssignmentEpoch(), false,
				members(group.members(), (member) -> Member.from(member, sources)));
	}

	/** What the tasks of a subtopology read, topics for repartitioning included. */
	private static List<String> sources(StreamsGroupSubtopologyDescription subtopology) {
		return Stream
			.concat(subtopology.sourceTopics().stream(), subtopology.repartitionSourceTopics().keySet().stream())
			.toList();
	}

	private static <T> List<Member> members(Collection<T> members, Function<T, Member> from) {
		return members.stream().map(from).sorted(Member.BY_ID).toList();
	}

	private static @Nullable String textOrNull(@Nullable String text) {
		return (text == null || text.isEmpty()) ? null : text;
	}

	private static @Nullable Integer orNull(Optional<Integer> value) {
		return value.isPresent() ? value.get() : null;
	}

	/**
	 * The broker that coordinates a group.
	 *
	 * @param id the broker's id
	 * @param host the host that it advertises
	 * @param port the port that it advertises
	 * @param rack the broker's rack, {@code null} if it has none
	 */
	public record Coordinator(int id, String host, int port, @Nullable String rack) {

		static @Nullable Coordinator from(@Nullable Node node) {
			return (node == null || node.isEmpty()) ? null
					: new Coordinator(node.id(), node.host(), node.port(), node.rack());
		}

	}

}
