package io.roster.deadletter;

import io.roster.history.Outcome;
import io.roster.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a dead letter that was to be put back.
 *
 * @param deadLetterTopic the topic that it lies in
 * @param deadLetterPartition the partition there
 * @param deadLetterOffset the offset there
 * @param topic the topic that it comes from, {@code null} if its headers do not say
 * @param partition the partition there, {@code null} if its headers do not say
 * @param outcome whether it was put back
 * @param status the HTTP status that the failure alone would have had, {@code null} if it
 * was put back
 * @param detail what happened, {@code null} if it was put back
 */
record RedriveOutcome(String deadLetterTopic, int deadLetterPartition, long deadLetterOffset, @Nullable String topic,
		@Nullable Integer partition, Outcome outcome, @Nullable Integer status, @Nullable String detail) {

	static RedriveOutcome done(DeadLetter letter) {
		return of(letter, Outcome.DONE, null, null);
	}

	static RedriveOutcome failed(DeadLetter letter, Outcome outcome, ProblemException problem) {
		return of(letter, outcome, problem.getStatusCode().value(), problem.detail());
	}

	static RedriveOutcome of(DeadLetter letter, Outcome outcome, @Nullable Integer status, @Nullable String detail) {
		return new RedriveOutcome(letter.deadLetterTopic(), letter.deadLetterPartition(), letter.deadLetterOffset(),
				letter.topic(), letter.partition(), outcome, status, detail);
	}

	boolean isDone() {
		return this.outcome == Outcome.DONE;
	}

}
