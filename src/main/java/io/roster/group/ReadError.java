package io.roster.group;

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

	static ReadError of(@Nullable String groupId, ProblemException problem) {
		return new ReadError(groupId, null, null, problem.getStatusCode().value(), title(problem), problem.detail());
	}

	static ReadError of(String topic, @Nullable Integer partition, ProblemException problem) {
		return new ReadError(null, topic, partition, problem.getStatusCode().value(), title(problem), problem.detail());
	}

	static ReadError leaderless(TopicPartition partition) {
		return new ReadError(null, partition.topic(), partition.partition(), 503, "No leader",
				"Partition " + partition + " has no leader, so its log cannot be read.");
	}

	private static String title(ProblemException problem) {
		String title = problem.getBody().getTitle();
		return (title != null) ? title : "Error";
	}

}
