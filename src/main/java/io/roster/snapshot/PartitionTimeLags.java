package io.roster.snapshot;

/**
 * Knows how far behind groups are in time in each partition. Asked for every partition of
 * every group again and again, so it makes no object.
 */
@FunctionalInterface
public interface PartitionTimeLags {

	/** Knows nothing. */
	PartitionTimeLags UNKNOWN = (group, topic, row) -> Snapshot.UNKNOWN;

	/**
	 * Returns how long the oldest record that a group has not read has been there.
	 * @param group a group of a snapshot
	 * @param topic one of its topics
	 * @param row a row of the topic, from 0
	 * @return milliseconds, 0 if everything is read, {@link Snapshot#UNKNOWN} if it is
	 * not known
	 */
	long millis(GroupSnapshot group, GroupTopic topic, int row);

}
