package io.roster.delivery;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

import io.roster.handler.RecordProcessor.NotReadyException;
import io.roster.handler.RejectedRecordException;
import io.roster.handler.RetryLaterException;
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

	/** The longest pause that a handler can ask for. */
	private static final long LONGEST_PAUSE_MILLIS = Duration.ofHours(1).toMillis();

	String deadLetterTopic(String topic) {
		return (this.deadLetterTopic != null) ? this.deadLetterTopic : topic + "-dlt";
	}

	static Throwable unwrapped(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
		return (cause != null) ? cause : failure;
	}

	/**
	 * Returns whether a failure counts as a delivery of the record.
	 * @param cause the failure
	 * @return {@code false} for what ails the whole process, or the handler as such
	 */
	static boolean isOfRecord(Throwable cause) {
		boolean process = cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError);
		return !process && !(cause instanceof NotReadyException);
	}

	/**
	 * Returns whether a record is not tried again.
	 * @param cause why it failed
	 * @param failures how often it has, this time included
	 * @return {@code true} if it has failed for good
	 */
	boolean isFinal(Throwable cause, int failures) {
		return cause instanceof RejectedRecordException || (isOfRecord(cause) && failures >= this.retry.maxAttempts());
	}

	/** No record waits longer than this, in milliseconds. */
	long longestPauseMillis() {
		return Math.max(this.retry.longestPauseMillis(), LONGEST_PAUSE_MILLIS);
	}

	/**
	 * Returns how long a record waits before it is tried again.
	 * @param cause why it failed
	 * @param failures how often it has
	 * @return the pause in milliseconds, the one that the handler asks for if that is
	 * longer, but no more than an hour then
	 */
	long pauseMillis(Throwable cause, int failures) {
		long pause = this.retry.pauseMillis(Math.max(1, failures), ThreadLocalRandom.current().nextDouble());
		return (cause instanceof RetryLaterException later)
				? Math.max(pause, Math.min(later.after().toMillis(), LONGEST_PAUSE_MILLIS)) : pause;
	}

}
