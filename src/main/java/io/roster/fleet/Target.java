package io.roster.fleet;

import io.roster.worker.NewWorkers;
import io.roster.worker.Worker.Source;
import io.roster.worker.WorkerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What a worker of this replica is to be.
 *
 * @param identity who it is
 * @param spec what it does
 * @param source who wants it
 * @param slot the slot that it is in, {@code null} if it is this replica's own
 * @param generation which spec of its group that is
 * @param restarts how often it was asked to restart
 * @param paused whether it is to fetch nothing
 * @param resumes how often it was asked to go on, which tries again what has stopped
 * @param hold whether it is to make room
 */
record Target(WorkerIdentity identity, NewWorkers spec, Source source, @Nullable Integer slot, int generation,
		int restarts, boolean paused, int resumes, @Nullable Hold hold) {

	String workerId() {
		return this.identity.workerId();
	}

	String groupId() {
		return this.identity.groupId();
	}

	/** Whether a worker that does the one also does the other, without a restart. */
	boolean isSameRun(Target other) {
		return this.generation == other.generation && this.restarts == other.restarts
				&& this.identity.equals(other.identity) && this.spec.equals(other.spec);
	}

}
