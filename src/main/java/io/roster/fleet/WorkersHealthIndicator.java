package io.roster.fleet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.roster.worker.Worker;
import io.roster.worker.WorkerState;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * {@code health/workers}: how many workers of this replica are in which state, and of
 * what one has failed. No part of readiness: the other workers and the rest of the
 * service go on.
 */
@Component("workersHealthIndicator")
class WorkersHealthIndicator implements HealthIndicator {

	private final Reconciler reconciler;

	WorkersHealthIndicator(Reconciler reconciler) {
		this.reconciler = reconciler;
	}

	@Override
	public Health health() {
		List<Worker> workers = this.reconciler.reports().stream().map(Report::worker).toList();
		Map<String, Long> states = workers.stream()
			.collect(Collectors.groupingBy((worker) -> worker.state().toString(), TreeMap::new, Collectors.counting()));
		Map<String, String> failed = problems(workers, (worker) -> worker.state() == WorkerState.FAILED);
		// What Kafka refuses it may grant later, so these are tried again.
		Map<String, String> notStarted = problems(workers,
				(worker) -> worker.startedAt() == null && worker.lastError() != null);
		Health.Builder health = (failed.isEmpty() && notStarted.isEmpty()) ? Health.up() : Health.down();
		if (!failed.isEmpty()) {
			health.withDetail("failed", failed);
		}
		if (!notStarted.isEmpty()) {
			health.withDetail("notStarted", notStarted);
		}
		return health.withDetail("states", states).build();
	}

	private static Map<String, String> problems(List<Worker> workers, Predicate<Worker> which) {
		return workers.stream()
			.filter(which)
			.collect(Collectors.toMap(Worker::workerId,
					(worker) -> "group " + worker.groupId() + ": " + worker.lastError()));
	}

}
