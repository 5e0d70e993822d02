package io.roster.worker;

import java.time.Clock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * What all workers of this replica did, those that are gone included:
 * {@code roster.worker.records} by {@code outcome}, and {@code roster.worker.rebalances}
 * by what became of a worker's partitions. Not by worker or group, so that nothing is
 * left of those that go.
 */
@Component
class WorkerCounters {

	private final Clock clock;

	private final Counter processed;

	private final Counter retried;

	private final Counter failed;

	private final Counter deadLettered;

	private final Counter assigned;

	private final Counter revoked;

	private final Counter lost;

	WorkerCounters(MeterRegistry registry, Clock clock) {
		this.clock = clock;
		this.processed = records(registry, "processed");
		this.retried = records(registry, "retried");
		this.failed = records(registry, "failed");
		this.deadLettered = records(registry, "dead-lettered");
		this.assigned = rebalances(registry, "assigned");
		this.revoked = rebalances(registry, "revoked");
		this.lost = rebalances(registry, "lost");
	}

	private static Counter records(MeterRegistry registry, String outcome) {
		return Counter.builder("roster.worker.records")
			.description("Records of this replica's workers by what became of them")
			.baseUnit("records")
			.tag("outcome", outcome)
			.register(registry);
	}

	private static Counter rebalances(MeterRegistry registry, String event) {
		return Counter.builder("roster.worker.rebalances")
			.description("How often workers of this replica were assigned partitions, had some revoked or lost them")
			.tag("event", event)
			.register(registry);
	}

	/**
	 * Returns the status of a new worker.
	 * @return one that is counted here
	 */
	WorkerStatus newStatus() {
		return new WorkerStatus(this.clock, this);
	}

	void processed(int records) {
		this.processed.increment(records);
	}

	void retried(long records) {
		this.retried.increment((double) records);
	}

	void failed() {
		this.failed.increment();
	}

	void deadLettered() {
		this.deadLettered.increment();
	}

	void assigned() {
		this.assigned.increment();
	}

	void revoked() {
		this.revoked.increment();
	}

	void lost() {
		this.lost.increment();
	}

}
