package io.roster.snapshot;

import java.time.Instant;
import java.util.List;

import io.roster.group.GroupKind;
import io.roster.group.Member;
import org.jspecify.annotations.Nullable;

/**
 * One group of a snapshot. Immutable.
 */
public final class GroupSnapshot {

	private final String groupId;

	private final GroupKind type;

	private final @Nullable String state;

	private final String protocolType;

	private final @Nullable String assignor;

	private final int coordinator;

	private final List<Member> members;

	private final List<GroupTopic> topics;

	private final Instant asOf;

	private final boolean internal;

	private final boolean stale;

	private final boolean described;

	private final long lag;

	GroupSnapshot(Head head, List<GroupTopic> topics, Instant asOf, boolean internal, boolean stale) {
		this.groupId = head.groupId();
		this.type = head.type();
		this.state = head.state();
		this.protocolType = head.protocolType();
		this.assignor = head.assignor();
		this.coordinator = head.coordinator();
		this.members = head.members();
		this.described = head.described();
		this.topics = List.copyOf(topics);
		this.asOf = asOf;
		this.internal = internal;
		this.stale = stale;
		this.lag = sum();
	}

	private long sum() {
		long sum = Snapshot.UNKNOWN;
		for (GroupTopic topic : this.topics) {
			for (int row = 0; row < topic.size(); row++) {
				long lag = topic.lag(row);
				if (lag >= 0) {
					sum = Math.max(0, sum) + lag;
				}
			}
		}
		return sum;
	}

	/**
	 * Returns the group's id.
	 * @return the id
	 */
	public String groupId() {
		return this.groupId;
	}

	/**
	 * Returns what kind of group it is.
	 * @return the type
	 */
	public GroupKind type() {
		return this.type;
	}

	/**
	 * Returns Kafka's own name of the state.
	 * @return {@code null} if it was never read
	 */
	public @Nullable String state() {
		return this.state;
	}

	/**
	 * Returns the protocol that members speak.
	 * @return {@code consumer}, {@code connect} and so on; empty where offsets are
	 * committed without membership
	 */
	public String protocolType() {
		return this.protocolType;
	}

	/**
	 * Returns who shares out the partitions.
	 * @return {@code null} where nobody does
	 */
	public @Nullable String assignor() {
		return this.assignor;
	}

	/**
	 * Returns the broker that coordinates the group.
	 * @return its id, {@link Snapshot#UNKNOWN} if that is not known
	 */
	public int coordinator() {
		return this.coordinator;
	}

	/**
	 * Returns the members.
	 * @return none if the group is empty
	 */
	public List<Member> members() {
		return this.members;
	}

	/**
	 * Returns the topics that are known to belong to the group, with their partitions.
	 * @return in the order of their names
	 */
	public List<GroupTopic> topics() {
		return this.topics;
	}

	List<String> topicNames() {
		return this.topics.stream().map(GroupTopic::topic).distinct().toList();
	}

	/**
	 * Returns how many partitions these topics have.
	 * @return the number of rows
	 */
	public int partitions() {
		int partitions = 0;
		for (GroupTopic topic : this.topics) {
			partitions += topic.size();
		}
		return partitions;
	}

	/**
	 * Returns the sum of the partitions' lag.
	 * @return {@link Snapshot#UNKNOWN} if none has one
	 */
	public long lag() {
		return this.lag;
	}

	/**
	 * Returns when the group, its offsets and its logs were read.
	 * @return earlier than the snapshot if the group could not be read this time
	 */
	public Instant asOf() {
		return this.asOf;
	}

	/**
	 * Returns when the oldest was read that makes up the lag.
	 * @return {@code null} if all is as new as the snapshot
	 */
	@Nullable Instant oldest() {
		Instant oldest = this.stale ? this.asOf : null;
		for (GroupTopic topic : this.topics) {
			Instant log = (topic.log() != null) ? topic.log().oldest() : null;
			if (log != null && (oldest == null || log.isBefore(oldest))) {
				oldest = log;
			}
		}
		return oldest;
	}

	/**
	 * Returns whether some of it could not be read this time and is from an earlier
	 * snapshot.
	 * @return {@code false} as a rule
	 */
	public boolean isStale() {
		return this.stale;
	}

	/**
	 * Returns whether it was ever described.
	 * @return {@code false} if it was only listed, because the service may not describe
	 * it or its coordinator has not answered
	 */
	public boolean isDescribed() {
		return this.described;
	}

	/**
	 * Returns whether the group is the service's own.
	 * @return {@code false} for all groups of users
	 */
	public boolean isInternal() {
		return this.internal;
	}

	Head head() {
		return new Head(this.groupId, this.type, this.state, this.protocolType, this.assignor, this.coordinator,
				this.members, this.described);
	}

	/**
	 * What a group is, apart from its partitions.
	 */
	record Head(String groupId, GroupKind type, @Nullable String state, String protocolType, @Nullable String assignor,
			int coordinator, List<Member> members, boolean described) {

		Head {
			members = List.copyOf(members);
		}

	}

}
