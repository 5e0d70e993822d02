package io.roster.fleet;

import java.util.Arrays;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.roster.worker.WorkerState;

import org.springframework.stereotype.Component;

/** {@code roster.workers}: how many workers this replica has, by {@code state}. */
@Component
class WorkerMeters implements MeterBinder {

	private final Reconciler reconciler;

	WorkerMeters(Reconciler reconciler) {
		this.reconciler = reconciler;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Arrays.stream(WorkerState.values())
			.forEach((state) -> Gauge.builder("roster.workers", this.reconciler, (workers) -> count(workers, state))
				.description("Workers of this replica by what they are doing")
				.baseUnit("workers")
				.tag("state", state.toString())
				.register(registry));
	}

	private static double count(Reconciler reconciler, WorkerState state) {
		return reconciler.reports().stream().filter((report) -> report.state() == state).count();
	}

}
