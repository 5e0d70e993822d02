package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.cluster.ReadError;
import org.jspecify.annotations.Nullable;

/** All groups of the cluster as they were read together. Immutable. */
public final class Snapshot {

	/** An offset, lag or number that is not known. */
	public static final int UNKNOWN = -1;

	private final long id;

	private final Instant asOf;

	private final Instant readAt;

	private final Duration took;

	private final List<GroupSnapshot> groups;

	private final Map<String, GroupSnapshot> byId;

	private final Map<String, TopicLog> logs;

	private final List<ReadError> errors;

	private final int brokers;

	private final long changes;

	Snapshot(long id, Instant asOf, Instant readAt, Duration took, List<GroupSnapshot> groups,
			Map<String, TopicLog> logs, List<ReadError> errors, int brokers, long changes) {
		this.id = id;
		this.asOf = asOf;
		this.readAt = readAt;
		this.took = took;
		this.groups = List.copyOf(groups);
		this.byId = new HashMap<>(groups.size() * 2);
		groups.forEach((group) -> this.byId.put(group.groupId(), group));
		this.logs = Map.copyOf(logs);
		this.errors = List.copyOf(errors);
		this.brokers = brokers;
		this.changes = changes;
	}

	/**
	 * Returns the number of the snapshot, which no other one has, of no replica.
	 * @return the number
	 */
	public long id() {
		return this.id;
	}

	/**
	 * Returns when the read of the logs and of what is committed began.
	 * @return the time
	 */
	public Instant asOf() {
		return this.asOf;
	}

	/**
	 * Returns when the read of the groups, their members and owners began.
	 * @return the same as {@link #asOf()}, but where commits are followed: then lag is
	 * brought up to date a few times before groups are read again
	 */
	public Instant readAt() {
		return this.readAt;
	}

	/**
	 * Returns how long the read took.
	 * @return the time from its beginning to its end
	 */
	public Duration took() {
		return this.took;
	}

	/**
	 * Returns all groups, the service's own included.
	 * @return in the order of their ids
	 */
	public List<GroupSnapshot> groups() {
		return this.groups;
	}

	/**
	 * Returns a group.
	 * @param groupId its id
	 * @return {@code null} if it was not there
	 */
	public @Nullable GroupSnapshot group(String groupId) {
		return this.byId.get(groupId);
	}

	/**
	 * Returns the logs of all topics that are known to belong to any group.
	 * @return in no order
	 */
	public Collection<TopicLog> logs() {
		return this.logs.values();
	}

	/**
	 * Returns the logs of a topic.
	 * @param topic the topic
	 * @return {@code null} if it is gone, or belongs to no group
	 */
	public @Nullable TopicLog log(String topic) {
		return this.logs.get(topic);
	}

	/**
	 * Returns what could not be read.
	 * @return empty as a rule
	 */
	public List<ReadError> errors() {
		return this.errors;
	}

	/**
	 * Returns how many brokers the cluster has.
	 * @return the number of those that are up, {@link #UNKNOWN} if nobody has told
	 */
	public int brokers() {
		return this.brokers;
	}

	/** How many changes this service had made to groups when the read began. */
	long changes() {
		return this.changes;
	}

}
