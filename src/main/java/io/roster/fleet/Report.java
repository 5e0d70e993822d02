package io.roster.fleet;

import java.util.List;

import io.roster.worker.NewWorkers;
import io.roster.worker.Worker;
import io.roster.worker.Worker.Source;
import io.roster.worker.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of a worker that it runs.
 *
 * @param worker what it is doing
 * @param declared what it does, if the replica's configuration declares it; otherwise
 * {@code null}, since the desired state has it
 * @param generation which spec it runs
 * @param restarts how many of the restarts that were asked for it has made
 * @param quiet the hold for which it holds nothing that is not committed
 * @param left the hold for which it has left its group
 * @param process the replica that says so
 */
record Report(Worker worker, @Nullable NewWorkers declared, int generation, int restarts, @Nullable String quiet,
		@Nullable String left, String process) {

	/** Whether one of these says that a worker has failed. */
	static boolean isFailed(List<Report> reports, String workerId) {
		return reports.stream()
			.anyMatch((report) -> report.workerId().equals(workerId) && report.state() == WorkerState.FAILED);
	}

	String workerId() {
		return this.worker.workerId();
	}

	String groupId() {
		return this.worker.groupId();
	}

	WorkerState state() {
		return this.worker.state();
	}

	boolean isDeclared() {
		return this.worker.source() == Source.CONFIGURATION;
	}

	Report with(Worker worker) {
		return new Report(worker, this.declared, this.generation, this.restarts, this.quiet, this.left, this.process);
	}

}
