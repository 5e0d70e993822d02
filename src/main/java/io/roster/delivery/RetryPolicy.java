package io.roster.delivery;

import java.time.Duration;

import io.roster.problem.Violations;
import org.jspecify.annotations.Nullable;

/**
 * How often a record is tried, and after which pauses: each is twice as long as the one
 * before, a tenth more or less at random, so that what failed together does not come back
 * together.
 *
 * @param attempts how often a record is delivered before it counts as failed for good,
 * the first time included; from 1, 5 by default
 * @param backoff the first pause, 1 s by default, from 1 ms to 1 h
 * @param maxBackoff the longest pause, 30 s by default, from 1 ms to 1 d; an answer that
 * asks for a longer one gets it
 */
public record RetryPolicy(@Nullable Integer attempts, @Nullable Duration backoff, @Nullable Duration maxBackoff) {

	/** Five deliveries within about 15 s. */
	public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

	/**
	 * Checks that this is right.
	 * @param violations takes what is wrong
	 * @param field the path of this in the request
	 */
	public void check(Violations violations, String field) {
		violations.check(this.attempts == null || this.attempts >= 1, field + ".attempts", "must be 1 or more");
		violations.check(within(this.backoff, Duration.ofHours(1)), field + ".backoff",
				"must be from PT0.001S to PT1H");
		violations.check(within(this.maxBackoff, Duration.ofDays(1)), field + ".maxBackoff",
				"must be from PT0.001S to P1D");
		violations.check(
				this.backoff == null || this.maxBackoff == null || this.maxBackoff.compareTo(this.backoff) >= 0,
				field + ".maxBackoff", "must not be shorter than backoff");
	}

	@Override
	public String toString() {
		return this.attempts + " attempts, backoff " + this.backoff + " to " + this.maxBackoff;
	}

	private static boolean within(@Nullable Duration duration, Duration max) {
		return duration == null || (duration.toMillis() >= 1 && duration.compareTo(max) <= 0);
	}

	/**
	 * Returns the same with every default spelled out.
	 * @return a policy without {@code null}
	 */
	public RetryPolicy withDefaults() {
		Duration first = (this.backoff != null) ? this.backoff : Duration.ofSeconds(1);
		Duration longest = (this.maxBackoff != null) ? this.maxBackoff : Duration.ofSeconds(30);
		return new RetryPolicy((this.attempts != null) ? this.attempts : 5, first,
				(longest.compareTo(first) >= 0) ? longest : first);
	}

	int maxAttempts() {
		return (this.attempts != null) ? this.attempts : 5;
	}

	/** No pause is longer than this, in milliseconds. */
	long longestPauseMillis() {
		Duration longest = withDefaults().maxBackoff;
		return (longest != null) ? Math.round(longest.toMillis() * 1.1) : 0;
	}

	/**
	 * Returns the pause after a failure.
	 * @param failures how often the record has failed, from 1
	 * @param random from 0 to 1
	 * @return the pause in milliseconds
	 */
	long pauseMillis(int failures, double random) {
		RetryPolicy all = withDefaults();
		long first = (all.backoff != null) ? all.backoff.toMillis() : 0;
		long longest = (all.maxBackoff != null) ? all.maxBackoff.toMillis() : 0;
		double pause = Math.min((double) longest, (double) first * Math.pow(2, Math.min(failures - 1, 40)));
		return Math.max(1, Math.round(pause * (0.9 + 0.2 * random)));
	}

}
