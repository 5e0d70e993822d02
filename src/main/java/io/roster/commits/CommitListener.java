package io.roster.commits;

/**
 * Hears of every commit of every group, in the order in which each group has made them,
 * when {@code roster.commits.follow} is on: first of those of the last
 * {@code roster.commits.look-back}, then of new ones. Called on the thread that reads, so
 * it must be quick; what it throws is logged once and nobody else misses anything.
 */
public interface CommitListener {

	/**
	 * A group has committed an offset. Other than in Kafka's API there may be commits for
	 * topics that are gone by now.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the partition's number
	 * @param offset the committed offset, which can be lower than the one before
	 * @param committedAt when, by the clock of the group's coordinator, in milliseconds
	 * since 1970; of a commit in a transaction: when it was sent, not when the
	 * transaction ended
	 */
	void committed(String groupId, String topic, int partition, long offset, long committedAt);

	/**
	 * What a group has committed for a partition is gone: it was deleted or has expired,
	 * or the group or the topic was deleted.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the partition's number
	 */
	void deleted(String groupId, String topic, int partition);

}
