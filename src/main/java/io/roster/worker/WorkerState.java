package io.roster.worker;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a worker is doing. */
enum WorkerState {

	/** Its consumer is there but has not joined the group yet. */
	STARTING,

	/** It processes what it owns, which may be nothing. */
	RUNNING,

	/** It gave partitions back and waits for its next assignment. */
	REBALANCING,

	/** It has left the group for a while, and joins again by itself. */
	PAUSED,

	/** It finishes what it holds, commits, and leaves the group. */
	STOPPING,

	/** It has left. */
	STOPPED,

	/** Its consumer has died; {@code lastError} says of what. */
	FAILED;

	boolean ended() {
		return this == STOPPED || this == FAILED;
	}

	/**
	 * Returns whether the worker counts among those of its group.
	 * @return {@code false} once it has been told to stop, or has ended
	 */
	boolean lives() {
		return this != STOPPING && !ended();
	}

	@JsonValue
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
