package io.roster.handler;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A record that could not be processed, and when it makes sense to try again. */
public class RetryLaterException extends RuntimeException {

	private final Duration after;

	/**
	 * Makes one.
	 * @param message why the record could not be processed
	 * @param after how long to wait at least; zero or less for the usual pause
	 * @param cause what was thrown, {@code null} if nothing was
	 */
	public RetryLaterException(String message, Duration after, @Nullable Throwable cause) {
		super(message, cause);
		this.after = after;
	}

	/**
	 * Makes one.
	 * @param message why the record cannot be processed now
	 * @param after how long to wait at least
	 */
	public RetryLaterException(String message, Duration after) {
		this(message, after, null);
	}

	/**
	 * Returns how long to wait at least.
	 * @return the time; zero or less for the usual pause
	 */
	public Duration after() {
		return this.after;
	}

}
