package io.roster.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.roster.problem.ProblemException;
import io.roster.worker.WorkerProperties;

import org.springframework.stereotype.Component;

/**
 * Has a worker that moves to this replica wait until the one before has ended, where two
 * at once would shut each other out: those with partitions by hand, whose commits have
 * one transactional id, and static members, which have one {@code group.instance.id}.
 * Kafka itself sees to it that others do not have the same partitions.
 */
@Component
class Handover {

	/** What it takes the other replica to hear of the move, and to tell that it ended. */
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private final FleetView view;

	private final long patienceNanos;

	/** When it was first asked for workers that wait. */
	private final Map<String, Long> waiting = new ConcurrentHashMap<>();

	Handover(FleetView view, WorkerProperties properties) {
		this.view = view;
		this.patienceNanos = properties.stopTimeout().plus(MARGIN).toNanos();
	}

	/**
	 * Returns whether a worker may start.
	 * @param worker the worker, which does not run in this replica
	 * @return {@code true} if it runs in no replica that is there, or that has not ended
	 * for longer than a stop may take
	 */
	boolean mayStart(Target worker) {
		boolean exclusive = worker.spec().partitions() != null || worker.identity().groupInstanceId() != null;
		if (worker.slot() == null || !exclusive) {
			return true;
		}
		long since = this.waiting.computeIfAbsent(worker.workerId(), (id) -> System.nanoTime());
		boolean free = System.nanoTime() - since > this.patienceNanos || !runsElsewhere(worker);
		if (free) {
			this.waiting.remove(worker.workerId());
		}
		return free;
	}

	private boolean runsElsewhere(Target worker) {
		try {
			return this.view.runsElsewhere(worker.groupId(), worker.workerId());
		}
		catch (ProblemException ex) {
			// Nobody can say, so it waits as long as it may.
			return true;
		}
	}

}
