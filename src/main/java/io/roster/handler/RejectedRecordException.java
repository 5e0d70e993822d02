package io.roster.handler;

import org.jspecify.annotations.Nullable;

/** A record that no repetition would help: it goes to the dead letter topic at once. */
public class RejectedRecordException extends RuntimeException {

	/**
	 * Makes one.
	 * @param message why the record is not accepted
	 * @param cause what was thrown, {@code null} if nothing was
	 */
	public RejectedRecordException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Makes one.
	 * @param message why the record can never be processed
	 */
	public RejectedRecordException(String message) {
		this(message, null);
	}

}
