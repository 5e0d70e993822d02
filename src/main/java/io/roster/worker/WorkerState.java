package io.roster.worker;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a worker is doing. */
public enum WorkerState {

	/** Its consumer is there but has not joined the group yet. */
	STARTING,

	/** It processes what it owns, which may be nothing. */
	RUNNING,

	/** It gave partitions back and waits for its next assignment. */
	REBALANCING,

	/**
	 * It fetches nothing because it was told so, or has left the group for a while until
	 * offsets are set.
	 */
	PAUSED,

	/** It finishes what it holds, commits, and leaves the group. */
	STOPPING,

	/** It has left. */
	STOPPED,

	/** Its consumer has died; {@code lastError} says of what. */
	FAILED;

	/**
	 * Returns whether the worker does nothing any more.
	 * @return {@code true} once it has stopped or failed
	 */
	public boolean ended() {
		return this == STOPPED || this == FAILED;
	}

	/**
	 * Returns whether the worker counts among those of its group.
	 * @return {@code false} once it has been told to stop, or has ended
	 */
	public boolean lives() {
		return this != STOPPING && !ended();
	}

	@JsonValue
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
