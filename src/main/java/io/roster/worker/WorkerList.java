package io.roster.worker;

import java.util.List;

/**
 * Workers of this service.
 *
 * @param workers the workers, none if there are none
 */
record WorkerList(List<Worker> workers) {

	WorkerList {
		workers = List.copyOf(workers);
	}

	static WorkerList from(List<LiveWorker> workers) {
		return new WorkerList(workers.stream().map(LiveWorker::describe).toList());
	}

}
