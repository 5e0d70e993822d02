package io.roster.worker;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * {@code health/workers}: how many workers are in which state, and of what one has
 * failed. No part of readiness: the other workers and the rest of the service go on.
 */
@Component("workersHealthIndicator")
class WorkersHealthIndicator implements HealthIndicator {

	private final Workers workers;

	private final DeclaredWorkers declared;

	WorkersHealthIndicator(Workers workers, DeclaredWorkers declared) {
		this.workers = workers;
		this.declared = declared;
	}

	@Override
	public Health health() {
		Map<String, Long> states = this.workers.all()
			.stream()
			.collect(Collectors.groupingBy((worker) -> worker.status().state().toString(), TreeMap::new,
					Collectors.counting()));
		Map<String, String> failed = this.workers.all()
			.stream()
			.filter((worker) -> worker.status().state() == WorkerState.FAILED)
			.collect(Collectors.toMap(LiveWorker::workerId,
					(worker) -> "group " + worker.groupId() + ": " + worker.status().lastError()));
		Map<String, String> pending = this.declared.pending();
		Health.Builder health = (failed.isEmpty() && pending.isEmpty()) ? Health.up() : Health.down();
		if (!failed.isEmpty()) {
			health.withDetail("failed", failed);
		}
		if (!pending.isEmpty()) {
			health.withDetail("notStarted", pending);
		}
		return health.withDetail("states", states).build();
	}

}
