package io.roster.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of records that fail.
 *
 * @param groupId the group that they failed in
 * @param retry how often they are tried
 * @param deadLetterTopic where they go then: {@code null} for the name of their topic and
 * {@code -dlt}, empty if nowhere
 * @param deadLetters writes them there
 */
record FailurePolicy(String groupId, RetryPolicy retry, @Nullable String deadLetterTopic, DeadLetters deadLetters) {

	String deadLetterTopic(String topic) {
		return (this.deadLetterTopic != null) ? this.deadLetterTopic : topic + "-dlt";
	}

}
