package io.roster.health;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a group or partition is, the better first. */
public enum HealthStatus {

	/** What is written is read. */
	OK,

	/** It is read, but not as it should be, or not for much longer. */
	WARNING,

	/** Records wait and nobody reads them, or are lost. */
	ERROR;

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
