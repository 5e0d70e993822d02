package io.roster.history;

import com.fasterxml.jackson.annotation.JsonValue;

/** What has become of one item of a call on many. */
public enum Outcome {

	/** It was done. */
	DONE("done"),

	/** It was not done, and will not be. */
	NOT_DONE("not-done"),

	/** It may have been done, or may still be. */
	UNKNOWN("unknown");

	private final String text;

	Outcome(String text) {
		this.text = text;
	}

	@JsonValue
	@Override
	public String toString() {
		return this.text;
	}

}
