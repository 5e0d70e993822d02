package io.roster.group;

import java.time.Duration;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How far behind a group is in time: how long the oldest record that it has not read has
 * been there.
 *
 * @param value that time, never negative; zero where everything is read
 * @param method how it was found out
 */
public record TimeLag(Duration value, Method method) {

	/** Where everything is read. */
	public static final TimeLag NONE = new TimeLag(Duration.ZERO, Method.EXACT);

	/** How a time lag is found out. */
	public enum Method {

		/** By the timestamp of the record at the committed offset. */
		EXACT,

		/**
		 * By when the log had come to the committed offset, between two times at which
		 * its end was read.
		 */
		INTERPOLATED,

		/**
		 * It is no less than this: the record was there when the log was first looked at.
		 */
		BOUND;

		/**
		 * Returns the name that JSON shows.
		 * @return the name in lower case
		 */
		@JsonValue
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
