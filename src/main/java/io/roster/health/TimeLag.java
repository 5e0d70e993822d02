package io.roster.health;

/** Tells how far behind a group is in time. */
@FunctionalInterface
public interface TimeLag {

	/** What does not know of any partition. */
	TimeLag UNKNOWN = (groupId, topic, partition) -> -1;

	/**
	 * Returns how long the oldest record that is not read yet has been waiting.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the partition's number
	 * @return the time in milliseconds, 0 if nothing waits, -1 if that is not known
	 */
	long millis(String groupId, String topic, int partition);

}
