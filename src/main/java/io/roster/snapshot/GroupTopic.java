package io.roster.snapshot;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What a group has to do with one topic: a row for each partition, owned or not,
 * committed or not. Of a topic that is gone there is a row for each partition that
 * something is committed for. Immutable.
 */
public final class GroupTopic {

	/** As an owner: no member has the partition. */
	public static final int NOBODY = -1;

	/**
	 * As an owner: somebody has it who is no single member of the group, as more than one
	 * in a share group, or a worker by hand.
	 */
	public static final int SOMEBODY = -2;

	private final String topic;

	private final @Nullable TopicLog log;

	/** The numbers of the rows' partitions, {@code null} where a row is its partition. */
	private final int @Nullable [] partitions;

	private final long @Nullable [] committed;

	private final int @Nullable [] owners;

	/** A topic that is there. */
	GroupTopic(TopicLog log, long @Nullable [] committed, int @Nullable [] owners) {
		this(log.topic(), log, null, committed, owners);
	}

	/** A topic that is gone. */
	GroupTopic(String topic, int[] partitions, long[] committed, int @Nullable [] owners) {
		this(topic, null, partitions, committed, owners);
	}

	private GroupTopic(String topic, @Nullable TopicLog log, int @Nullable [] partitions, long @Nullable [] committed,
			int @Nullable [] owners) {
		this.topic = topic;
		this.log = log;
		this.partitions = partitions;
		this.committed = committed;
		this.owners = owners;
	}

	/**
	 * Returns the topic.
	 * @return its name
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Returns whether the topic is there.
	 * @return {@code false} if it is gone, or may not be seen
	 */
	public boolean exists() {
		return this.log != null;
	}

	/**
	 * Returns where the topic's logs begin and end.
	 * @return {@code null} if it is gone
	 */
	public @Nullable TopicLog log() {
		return this.log;
	}

	/**
	 * Returns how many rows there are.
	 * @return as many as partitions, if the topic is there
	 */
	public int size() {
		if (this.partitions != null) {
			return this.partitions.length;
		}
		return (this.log != null) ? this.log.partitions() : 0;
	}

	/**
	 * Returns the partition of a row.
	 * @param row the row, from 0
	 * @return the partition's number
	 */
	public int partition(int row) {
		return (this.partitions != null) ? this.partitions[row] : row;
	}

	/**
	 * Returns what is committed.
	 * @param row the row, from 0
	 * @return {@link Snapshot#UNKNOWN} if nothing is
	 */
	public long committed(int row) {
		return (this.committed != null) ? this.committed[row] : Snapshot.UNKNOWN;
	}

	/**
	 * Returns where the partition's log ends.
	 * @param row the row, from 0
	 * @return {@link Snapshot#UNKNOWN} if that is not known
	 */
	public long end(int row) {
		return (this.log != null) ? this.log.end(row) : Snapshot.UNKNOWN;
	}

	/**
	 * Returns where the partition's log begins.
	 * @param row the row, from 0
	 * @return {@link Snapshot#UNKNOWN} if that is not known
	 */
	public long start(int row) {
		return (this.log != null) ? this.log.start(row) : Snapshot.UNKNOWN;
	}

	/**
	 * Returns how many records are not read yet.
	 * @param row the row, from 0
	 * @return never below zero, but {@link Snapshot#UNKNOWN} if nothing is committed or
	 * the log's end is not known
	 */
	public long lag(int row) {
		long committed = committed(row);
		long end = end(row);
		return (committed < 0 || end < 0) ? Snapshot.UNKNOWN : Math.max(0, end - committed);
	}

	/**
	 * Returns who has the partition.
	 * @param row the row, from 0
	 * @return the place in the list of members, {@link #NOBODY} or {@link #SOMEBODY}
	 */
	public int owner(int row) {
		return (this.owners != null) ? this.owners[row] : NOBODY;
	}

	/** The same with other commits. */
	GroupTopic with(long[] committed) {
		return new GroupTopic(this.topic, this.log, this.partitions, committed, this.owners);
	}

	/** The same with the logs as they are in a later snapshot. */
	GroupTopic on(@Nullable TopicLog later) {
		if (later == null || this.log == null || later.partitions() < this.log.partitions()) {
			return this;
		}
		int more = later.partitions();
		long[] committed = null;
		if (this.committed != null) {
			committed = Arrays.copyOf(this.committed, more);
			Arrays.fill(committed, this.committed.length, more, Snapshot.UNKNOWN);
		}
		int[] owners = null;
		if (this.owners != null) {
			owners = Arrays.copyOf(this.owners, more);
			Arrays.fill(owners, this.owners.length, more, NOBODY);
		}
		return new GroupTopic(later, committed, owners);
	}

}
