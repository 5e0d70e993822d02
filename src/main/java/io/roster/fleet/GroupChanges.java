package io.roster.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.roster.worker.NewWorkers;
import io.roster.worker.Subscription;
import io.roster.worker.Worker.Mode;
import io.roster.worker.WorkerSpec;
import io.roster.worker.WorkerState;
import org.apache.kafka.common.TopicPartition;
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
		requireCompatible(state, spec);
		requireRoom(state, workerIds.size());
		NewWorkers current = state.spec();
		boolean other = spec.subscription().mode() == Mode.MANUAL || current == null
				|| !current.toSpec(this.maxCount).equals(spec);
		GroupState next = other ? state.withSpec(wanted) : state;
		for (String workerId : workerIds) {
			next = next.plus(workerId, this.placement.slotFor(this.groupId, next));
		}
		return next;
	}

	private void requireCompatible(GroupState state, WorkerSpec wanted) {
		Map<String, WorkerSpec> running = running(state);
		for (WorkerSpec other : running.values()) {
			if (other.subscription().mode() != wanted.subscription().mode()) {
				throw new WorkerConflictException("Group '" + this.groupId + "' has " + other.subscription().mode()
						+ " workers; a group is automatic or manual, not both.");
			}
		}
		if (wanted.subscription() instanceof Subscription.Partitions manual) {
			Map<TopicPartition, String> held = manualOwners(running);
			for (TopicPartition partition : manual.partitions()) {
				String holder = held.get(partition);
				if (holder != null) {
					throw new WorkerConflictException("Worker " + holder + " of group '" + this.groupId
							+ "' already has partition " + partition + ".");
				}
			}
			return;
		}
		running.values().stream().filter((other) -> !other.equals(wanted)).findFirst().ifPresent((other) -> {
			throw new WorkerConflictException("All workers of group '" + this.groupId
					+ "' do the same, and those that run have " + String.join(", ", other.differences(wanted)) + ".");
		});
	}

	/**
	 * What the workers that should run do; the newest spec counts while they come to it.
	 */
	private Map<String, WorkerSpec> running(GroupState state) {
		Map<String, WorkerSpec> specs = new TreeMap<>();
		for (PlacedWorker worker : state.workers()) {
			NewWorkers spec = state.isManual() ? state.specs().get(worker.generation()) : state.spec();
			if (spec != null && !isFailed(worker.workerId())) {
				specs.put(worker.workerId(), spec.toSpec(this.maxCount));
			}
		}
		for (Report report : declared(state)) {
			if (report.declared() != null && report.state() != WorkerState.FAILED) {
				specs.put(report.workerId(), report.declared().toSpec(this.maxCount));
			}
		}
		return specs;
	}

	/** One that is stopping holds its partitions until it has committed. */
	private Map<TopicPartition, String> manualOwners(Map<String, WorkerSpec> running) {
		Map<TopicPartition, String> owners = new TreeMap<>(
				Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
		this.reports.stream()
			.filter((report) -> report.worker().mode() == Mode.MANUAL && report.state() == WorkerState.STOPPING)
			.forEach((report) -> report.worker()
				.assignment()
				.forEach((topic) -> topic.partitions()
					.forEach((number) -> owners.put(new TopicPartition(topic.topic(), number), report.workerId()))));
		running.forEach((workerId, spec) -> {
			if (spec.subscription() instanceof Subscription.Partitions manual) {
				manual.partitions().forEach((partition) -> owners.put(partition, workerId));
			}
		});
		return owners;
	}

	private void requireRoom(GroupState state, int count) {
		int running = running(state).size();
		if (running + count > this.maxCount) {
			throw new WorkerConflictException("Group '" + this.groupId + "' has " + running + " workers; with " + count
					+ " more it would have more than " + this.maxCount + " (roster.worker.max-count).");
		}
	}

	/** The declared workers that were not stopped. */
	List<Report> declared(GroupState state) {
		return this.reports.stream().filter(Report::isDeclared).filter((report) -> {
			DeclaredChange change = state.declared().get(report.workerId());
			return change == null || !change.stopped();
		}).toList();
	}

	private boolean isFailed(String workerId) {
		return this.reports.stream()
			.anyMatch((report) -> report.workerId().equals(workerId) && report.state() == WorkerState.FAILED);
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
			next = isFailed(worker.workerId()) ? next.without(worker.workerId()) : next;
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
					&& !isFailed(change.getKey())) {
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
		Set<String> declared = this.reports.stream()
			.map(Report::workerId)
			.collect(Collectors.toCollection(HashSet::new));
		return remove(state, declared).withoutSpecs();
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
