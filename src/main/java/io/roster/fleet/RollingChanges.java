package io.roster.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.worker.WorkerState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Has the workers of a group come to its newest spec, or restart, one at a time: the next
 * one is told when the one before runs again, or does not in a minute.
 */
@Component
class RollingChanges {

	private static final Log log = LogFactory.getLog(RollingChanges.class);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Set<WorkerState> ARRIVED = Set.of(WorkerState.RUNNING, WorkerState.PAUSED, WorkerState.FAILED);

	private final DesiredState desired;

	private final FleetView view;

	/** When the last worker of a group was told. */
	private final Map<String, Long> toldAt = new HashMap<>();

	RollingChanges(DesiredState desired, FleetView view) {
		this.desired = desired;
		this.view = view;
	}

	/** Somebody else goes on. */
	void forget() {
		this.toldAt.clear();
	}

	/** Tells the next worker of each group that is on its way. */
	void step() {
		this.toldAt.keySet().retainAll(this.desired.snapshot().values().keySet());
		this.desired.snapshot().values().forEach((groupId, group) -> {
			List<Report> reports = this.view.reports(groupId);
			if (group.hold() != null || next(group, reports).equals(group)) {
				this.toldAt.remove(groupId);
			}
			else if (hasArrived(groupId, group, reports)) {
				this.toldAt.put(groupId, System.nanoTime());
				this.desired.update(groupId, (state) -> next(state, reports));
			}
		});
	}

	private boolean hasArrived(String groupId, GroupState group, List<Report> reports) {
		String missing = missing(group, reports);
		if (missing == null) {
			return true;
		}
		long told = this.toldAt.computeIfAbsent(groupId, (id) -> System.nanoTime());
		if (System.nanoTime() - told < PATIENCE.toNanos()) {
			return false;
		}
		log.warn("Worker " + missing + " of group '" + groupId + "' does not run after " + PATIENCE
				+ "; the next one is changed all the same");
		return true;
	}

	/** A worker that was told and does not run yet, {@code null} if there is none. */
	private static @Nullable String missing(GroupState group, List<Report> reports) {
		Map<String, Report> byId = new HashMap<>();
		reports.forEach(
				(report) -> byId.merge(report.workerId(), report, (one, other) -> one.state().lives() ? one : other));
		for (PlacedWorker worker : group.workers()) {
			Report report = byId.get(worker.workerId());
			if (report == null || report.generation() != worker.generation() || report.restarts() != worker.restarts()
					|| !ARRIVED.contains(report.state())) {
				return worker.workerId();
			}
		}
		for (Map.Entry<String, DeclaredChange> change : group.declared().entrySet()) {
			Report report = byId.get(change.getKey());
			if (report != null
					&& (report.restarts() != change.getValue().restarts() || !ARRIVED.contains(report.state()))) {
				return change.getKey();
			}
		}
		return null;
	}

	/** The state with one more worker told; the same if there is none left. */
	private static GroupState next(GroupState group, List<Report> reports) {
		for (PlacedWorker worker : group.workers()) {
			int generation = group.isManual() ? worker.generation() : group.generation();
			if (worker.generation() != generation || worker.wave() != group.wave()) {
				return group.with(worker.workerId(), (changing) -> changing.rolledTo(generation, group.wave()));
			}
		}
		for (Report report : reports) {
			DeclaredChange change = group.declared().get(report.workerId());
			if (change != null && change.wave() != group.wave() && !change.stopped()) {
				return group.withDeclared(report.workerId(), change.process(),
						(changing) -> changing.restarted(group.wave()));
			}
		}
		return group;
	}

}
