package io.roster.cluster;

import io.roster.problem.ProblemException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What could not be read while the rest of an answer could.
 *
 * @param groupId the group that failed, or that the failure is about
 * @param topic the topic that failed, {@code null} if it is not about one
 * @param partition the partition that failed, {@code null} if it is not about one
 * @param status the HTTP status that the failure alone would have had
 * @param title the short summary
 * @param detail what happened
 */
public record ReadError(@Nullable String groupId, @Nullable String topic, @Nullable Integer partition, int status,
		String title, String detail) {

	/**
	 * Returns the error of a group or of no part in particular.
	 * @param groupId the group, {@code null} if it is not about one
	 * @param problem what happened
	 * @return the error
	 */
	public static ReadError of(@Nullable String groupId, ProblemException problem) {
		return new ReadError(groupId, null, null, problem.getStatusCode().value(), title(problem), problem.detail());
	}

	/**
	 * Returns the error of a topic or partition.
	 * @param topic the topic
	 * @param partition the partition, {@code null} if it is about all of the topic
	 * @param problem what happened
	 * @return the error
	 */
	public static ReadError of(String topic, @Nullable Integer partition, ProblemException problem) {
		return new ReadError(null, topic, partition, problem.getStatusCode().value(), title(problem), problem.detail());
	}

	/**
	 * Returns the error of a partition that nobody leads.
	 * @param partition the partition
	 * @return the error
	 */
	public static ReadError leaderless(TopicPartition partition) {
		return new ReadError(null, partition.topic(), partition.partition(), 503, "No leader",
				"Partition " + partition + " has no leader, so its log cannot be read.");
	}

	/**
	 * Returns the error of a group that Kafka has not answered about in time.
	 * @param groupId the group
	 * @return the error
	 */
	public static ReadError late(String groupId) {
		return new ReadError(groupId, null, null, 504, "No answer in time",
				"Kafka has not answered about this group in time.");
	}

	/**
	 * Returns the error of a partition whose leader has not answered in time.
	 * @param partition the partition
	 * @return the error
	 */
	public static ReadError late(TopicPartition partition) {
		return new ReadError(null, partition.topic(), partition.partition(), 504, "No answer in time",
				"The leader of partition " + partition + " has not answered in time.");
	}

	private static String title(ProblemException problem) {
		String title = problem.getBody().getTitle();
		return (title != null) ? title : "Error";
	}

}
