package io.roster.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.roster.worker.NewWorkers;
import io.roster.worker.Protocol;
import io.roster.worker.Worker.Mode;
import io.roster.worker.WorkerSpec;
import io.roster.worker.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * Changes of what should run in a group, each all or nothing: computed from what is
 * there, they are computed anew when somebody else was faster.
 *
 * @param groupId the group
 * @param reports what is reported of its workers
 * @param placement chooses slots
 * @param maxCount how many workers a group may have
 */
record GroupChanges(String groupId, List<Report> reports, Placement placement, int maxCount) {

	GroupChanges {
		reports = List.copyOf(reports);
	}

	/**
	 * Adds workers.
	 * @param state what should run
	 * @param wanted what they are to do
	 * @param workerIds their ids
	 * @return what should run then
	 * @throws WorkerConflictException if they do not go with those that should run
	 */
	GroupState add(GroupState state, NewWorkers wanted, List<String> workerIds) {
		requireNotHeld(state);
		WorkerSpec spec = wanted.toSpec(this.maxCount);
		Compatibility compatibility = compatibility(state);
		compatibility.require(spec);
		compatibility.requireRoom(workerIds.size());
		NewWorkers current = state.spec();
		boolean other = spec.subscription().mode() == Mode.MANUAL || current == null
				|| !current.toSpec(this.maxCount).equals(spec);
		GroupState next = other ? state.withSpec(wanted) : state;
		for (String workerId : workerIds) {
			next = next.plus(workerId, this.placement.slotFor(this.groupId, next));
		}
		return next;
	}

	private Compatibility compatibility(GroupState state) {
		return new Compatibility(this.groupId, state, this.reports, declared(state), this.maxCount);
	}

	/** The declared workers that were not stopped. */
	List<Report> declared(GroupState state) {
		return this.reports.stream().filter(Report::isDeclared).filter((report) -> {
			DeclaredChange change = state.declared().get(report.workerId());
			return change == null || !change.stopped();
		}).toList();
	}

	/**
	 * Sets how many automatic workers there are, by starting or stopping only the
	 * difference: the newest stop first, declared ones last. Workers that have failed do
	 * not count; they are removed.
	 * @param state what should run
	 * @param count how many
	 * @return what should run then
	 * @throws WorkerConflictException if the group is manual or has never had a worker
	 */
	GroupState scale(GroupState state, int count) {
		requireNotHeld(state);
		List<Report> declared = declared(state);
		NewWorkers spec = state.spec();
		if (spec == null) {
			spec = declared.isEmpty() ? null : declared.get(0).declared();
		}
		if (spec == null || spec.partitions() != null) {
			String reason = (spec == null && state.workers().isEmpty())
					? "has no workers; POST starts some and says what they do"
					: "is manual; its workers have the partitions that they were given";
			throw new WorkerConflictException("Group '" + this.groupId + "' " + reason + ".");
		}
		GroupState next = state;
		for (PlacedWorker worker : state.workers()) {
			next = Report.isFailed(this.reports, worker.workerId()) ? next.without(worker.workerId()) : next;
		}
		List<Report> living = new ArrayList<>();
		for (Report report : declared) {
			if (report.state() == WorkerState.FAILED) {
				next = stopped(next, report);
			}
			else {
				living.add(report);
			}
		}
		int missing = count - living.size() - next.workers().size();
		for (int i = next.workers().size() - 1; missing < 0 && i >= 0; i--, missing++) {
			next = next.without(next.workers().get(i).workerId());
		}
		for (int i = living.size() - 1; missing < 0 && i >= 0; i--, missing++) {
			next = stopped(next, living.get(i));
		}
		return (missing > 0) ? grown(next, spec, missing) : next;
	}

	private static GroupState stopped(GroupState state, Report declared) {
		return state.withDeclared(declared.workerId(), String.valueOf(declared.process()),
				(change) -> change.stopped(true));
	}

	/** Declared workers that were stopped come back first. */
	private GroupState grown(GroupState state, NewWorkers spec, int missing) {
		GroupState next = state;
		int left = missing;
		Set<String> there = this.placement.processes();
		for (Map.Entry<String, DeclaredChange> change : new TreeMap<>(state.declared()).entrySet()) {
			if (left > 0 && change.getValue().stopped() && there.contains(change.getValue().process())
					&& !Report.isFailed(this.reports, change.getKey())) {
				next = next.withDeclared(change.getKey(), change.getValue().process(),
						(before) -> before.stopped(false));
				left--;
			}
		}
		if (left > 0 && next.spec() == null) {
			next = next.withSpec(spec);
		}
		for (; left > 0; left--) {
			next = next.plus("w-" + Self.newId(), this.placement.slotFor(this.groupId, next));
		}
		return next;
	}

	/**
	 * Stops workers.
	 * @param state what should run
	 * @param workerIds which
	 * @return what should run then
	 */
	GroupState remove(GroupState state, Set<String> workerIds) {
		GroupState next = state;
		for (String workerId : workerIds) {
			next = next.without(workerId);
		}
		for (Report report : this.reports) {
			if (report.isDeclared() && workerIds.contains(report.workerId())) {
				next = stopped(next, report);
			}
		}
		return next;
	}

	/** Stops all workers and forgets what they did. */
	GroupState removeAll(GroupState state) {
		Set<String> all = this.reports.stream().map(Report::workerId).collect(Collectors.toCollection(HashSet::new));
		return remove(state, all).withoutSpecs();
	}

	/** The same without a worker, and with what it does if nobody else does it. */
	GroupState withoutRefused(GroupState state, String workerId) {
		boolean others = state.workers().stream().anyMatch((worker) -> !worker.workerId().equals(workerId));
		return others ? remove(state, Set.of(workerId)) : removeAll(state);
	}

	/**
	 * Changes what the automatic workers do; they come to it one by one.
	 * @param state what should run
	 * @param wanted what they are to do
	 * @return what should run then; the same if they do that already
	 * @throws WorkerConflictException if the group is manual, or a configuration declares
	 * workers that do something else
	 */
	GroupState respec(GroupState state, NewWorkers wanted) {
		requireNotHeld(state);
		WorkerSpec spec = wanted.toSpec(this.maxCount);
		if (state.isManual() && !state.workers().isEmpty()) {
			throw new WorkerConflictException(
					"Group '" + this.groupId + "' is manual; its workers have the partitions that they were given.");
		}
		compatibility(state).requireNoManual();
		for (Report report : declared(state)) {
			WorkerSpec other = (report.declared() != null) ? report.declared().toSpec(this.maxCount) : spec;
			if (!other.equals(spec)) {
				throw new WorkerConflictException(
						"The configuration of replica '" + report.worker().instance() + "' declares workers of group '"
								+ this.groupId + "' that have " + String.join(", ", other.differences(spec)) + ".");
			}
		}
		NewWorkers current = state.spec();
		return (current != null && current.toSpec(this.maxCount).equals(spec)) ? state : state.withSpec(wanted);
	}

	/**
	 * Changes the protocol of the automatic workers.
	 * @param state what should run
	 * @param protocol the protocol
	 * @param assignor who is to share the partitions out, {@code null} for the default
	 * @return what should run then; the same if they have it already
	 * @throws WorkerConflictException as with {@link #respec}, and if there is no spec
	 */
	GroupState migrated(GroupState state, Protocol protocol, @Nullable String assignor) {
		NewWorkers current = specOf(state);
		if (current == null) {
			throw new WorkerConflictException(
					"Group '" + this.groupId + "' has no workers; POST starts some and says what they do.");
		}
		if (current.partitions() != null) {
			throw new WorkerConflictException("Group '" + this.groupId
					+ "' is manual; who takes partitions by hand joins no group and has no protocol.");
		}
		boolean same = current.toSpec(this.maxCount).protocol() == protocol && assignor == null;
		return same ? state : respec(state, current.withProtocol(protocol, assignor));
	}

	/** The same with some workers paused, or not. */
	GroupState paused(GroupState state, Predicate<String> which, boolean paused) {
		GroupState next = state.withWorkers(state.workers()
			.stream()
			.map((worker) -> which.test(worker.workerId()) ? worker.paused(paused) : worker)
			.toList());
		for (Report report : declared(state)) {
			if (which.test(report.workerId())) {
				next = next.withDeclared(report.workerId(), report.process(), (change) -> change.paused(paused));
			}
		}
		return next;
	}

	/** The same with a worker to restart. */
	GroupState restarted(GroupState state, String workerId) {
		GroupState next = state.with(workerId, PlacedWorker::restarted);
		for (Report report : declared(state)) {
			if (report.workerId().equals(workerId)) {
				next = next.withDeclared(workerId, report.process(), (change) -> change.restarted(change.wave()));
			}
		}
		return next;
	}

	/** The same with all workers to restart, one by one. */
	GroupState restartedAll(GroupState state) {
		GroupState next = state;
		for (Report report : declared(state)) {
			next = next.withDeclared(report.workerId(), report.process(), (change) -> change);
		}
		return next.withWave(state.wave() + 1);
	}

	void requireNotHeld(GroupState state) {
		Hold hold = state.hold();
		if (hold != null && this.placement.isValid(hold)) {
			throw new WorkerConflictException(
					"The workers of group '" + this.groupId + "' make room for its offsets to be set; try again.");
		}
	}

	/** What workers do now, {@code null} if nobody has said so. */
	@Nullable NewWorkers specOf(GroupState state) {
		NewWorkers spec = state.spec();
		List<Report> declared = declared(state);
		return (spec != null || declared.isEmpty()) ? spec : declared.get(0).declared();
	}

}
