package io.roster.fleet;

import java.util.List;

import io.roster.cluster.ReadError;
import io.roster.worker.Worker;

/**
 * Workers of this service.
 *
 * @param workers the workers of all replicas, none if there are none
 * @param errors why the list may be out of date, or only that of this replica; empty if
 * it is not
 */
record WorkerList(List<Worker> workers, List<ReadError> errors) {

	WorkerList {
		workers = List.copyOf(workers);
		errors = List.copyOf(errors);
	}

	static WorkerList of(List<Worker> workers) {
		return new WorkerList(workers, List.of());
	}

}
