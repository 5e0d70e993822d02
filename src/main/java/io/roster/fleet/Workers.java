package io.roster.fleet;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.group.DescribedGroup;
import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import io.roster.store.FencedTopic.Snapshot;
import io.roster.worker.NewWorkers;
import io.roster.worker.Worker;
import io.roster.worker.Worker.Source;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerState;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Changes which workers should run, and waits for what comes of it, wherever they run.
 */
@Component
class Workers {

	private static final Log log = LogFactory.getLog(Workers.class);

	/**
	 * How long the first worker in somebody else's group has to show that they can share
	 * it.
	 */
	private static final Duration FIRST_JOIN = Duration.ofSeconds(5);

	private final DesiredState desired;

	private final FleetView view;

	private final Replicas replicas;

	private final Fleet fleet;

	private final Fences fences;

	private final WorkerProperties properties;

	private final Clock clock;

	Workers(DesiredState desired, FleetView view, Replicas replicas, Fleet fleet, Fences fences,
			WorkerProperties properties, Clock clock) {
		this.desired = desired;
		this.view = view;
		this.replicas = replicas;
		this.fleet = fleet;
		this.fences = fences;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Changes what should run in a group.
	 * @param groupId the group
	 * @param change makes the new state of the one that is there
	 * @return what was read after the change
	 */
	Snapshot<GroupState> change(String groupId, BiFunction<GroupChanges, GroupState, GroupState> change) {
		this.view.read();
		this.fleet.activate();
		this.fences.fence(this.view.left(groupId));
		Snapshot<GroupState> after = this.desired.update(groupId, (state) -> change.apply(changes(groupId), state));
		try {
			// A replica that has died meanwhile, and what should not run from now on.
			this.fences.fence(this.view.left(groupId));
		}
		catch (ProblemException ex) {
			log.info("What replicas of group '" + groupId + "' have left is fenced later: " + ex.detail());
		}
		return after;
	}

	/**
	 * Changes what should run in a group, and waits for those that are to stop.
	 * @param groupId the group
	 * @param change makes the new state of the one that is there
	 */
	void changeAndWait(String groupId, BiFunction<GroupChanges, GroupState, GroupState> change) {
		List<Worker> before = this.view.workers(groupId);
		Snapshot<GroupState> after = change(groupId, change);
		awaitGone(groupId, stopped(groupId, before, after), after.position());
	}

	/** What can be changed in a group, as it is now. */
	GroupChanges changes(String groupId) {
		return new GroupChanges(
				groupId, this.view.reports(groupId), new Placement(this.desired.snapshot().values(),
						this.replicas.known(), Placement.byProcess(this.view.declared()), this.clock.instant()),
				this.properties.maxCount());
	}

	static List<String> newIds(int count) {
		return IntStream.range(0, count).mapToObj((number) -> "w-" + Self.newId()).toList();
	}

	/**
	 * Adds workers to a group that others have members in. Whether they can share it,
	 * only Kafka knows: so one worker tries, and the rest follow if it is let in.
	 * @param existing the group as it is
	 * @param wanted what the workers are to do
	 * @param workerIds their ids
	 * @param remember notes the request with the first of them
	 * @throws WorkerConflictException if Kafka does not let them in
	 */
	void addBeside(DescribedGroup existing, NewWorkers wanted, List<String> workerIds,
			UnaryOperator<GroupState> remember) {
		String groupId = existing.groupId();
		String first = workerIds.get(0);
		change(groupId, (changes, state) -> remember.apply(changes.add(state, wanted, List.of(first))));
		await(FIRST_JOIN,
				() -> this.view.workers(groupId)
					.stream()
					.anyMatch((worker) -> worker.workerId().equals(first) && worker.state() != WorkerState.STARTING));
		Worker tried = this.view.workers(groupId)
			.stream()
			.filter((worker) -> worker.workerId().equals(first))
			.findFirst()
			.orElse(null);
		if (tried != null && tried.state() == WorkerState.FAILED) {
			change(groupId, (changes, state) -> changes.withoutRefused(state, first));
			throw new WorkerConflictException("Kafka does not let a worker with the assignor '"
					+ wanted.toSpec(this.properties.maxCount()).assignor() + "' (" + tried.protocol()
					+ " protocol) into group '" + groupId + "', whose members use '" + existing.assignor() + "' ("
					+ existing.type() + "): " + tried.lastError());
		}
		List<String> rest = workerIds.subList(1, workerIds.size());
		if (!rest.isEmpty()) {
			try {
				change(groupId, (changes, state) -> changes.add(state, wanted, rest));
			}
			catch (RuntimeException ex) {
				change(groupId, (changes, state) -> changes.remove(state, Set.of(first)));
				throw ex;
			}
		}
	}

	/**
	 * Sets how many automatic workers a group has.
	 * @param groupId the group
	 * @param count how many, from 0 to the maximum
	 * @return the workers
	 * @throws WorkerConflictException if the group is manual or has no workers
	 */
	List<Worker> scale(String groupId, int count) {
		Violations violations = new Violations();
		violations.check(count >= 0 && count <= this.properties.maxCount(), "count",
				"must be from 0 to " + this.properties.maxCount());
		violations.throwIfAny();
		requireWorkers(groupId);
		changeAndWait(groupId, (changes, state) -> changes.scale(state, count));
		return this.view.workers(groupId);
	}

	/** So that a refusal makes no topic. */
	private void requireWorkers(String groupId) {
		this.view.read();
		if (this.view.workers(groupId).isEmpty() && this.desired.group(groupId).spec() == null) {
			throw new WorkerConflictException(
					"Group '" + groupId + "' has no workers; POST starts some and says what they do.");
		}
	}

	private static Set<String> stopped(String groupId, List<Worker> before, Snapshot<GroupState> after) {
		GroupState state = after.values().getOrDefault(groupId, GroupState.EMPTY);
		return before.stream().filter((worker) -> {
			DeclaredChange change = state.declared().get(worker.workerId());
			return (worker.source() == Source.CONFIGURATION) ? change != null && change.stopped()
					: state.worker(worker.workerId()) == null;
		}).map(Worker::workerId).collect(Collectors.toSet());
	}

	/**
	 * Stops one worker.
	 * @param groupId the group
	 * @param workerId the worker
	 * @return the worker if it was still stopping when the wait ended, otherwise none
	 * @throws NoSuchWorkerException if there is none
	 */
	List<Worker> remove(String groupId, String workerId) {
		get(groupId, workerId);
		return remove(groupId, (changes, state) -> changes.remove(state, Set.of(workerId)),
				(worker) -> worker.equals(workerId));
	}

	/**
	 * Stops all workers of a group and forgets what they did.
	 * @param groupId the group
	 * @return those that were still stopping when the wait ended
	 */
	List<Worker> removeAll(String groupId) {
		this.view.read();
		if (this.view.workers(groupId).isEmpty() && this.desired.group(groupId).specs().isEmpty()) {
			return List.of();
		}
		return remove(groupId, GroupChanges::removeAll, (worker) -> true);
	}

	private List<Worker> remove(String groupId, BiFunction<GroupChanges, GroupState, GroupState> change,
			Predicate<String> which) {
		Map<String, Worker> before = new HashMap<>();
		this.view.workers(groupId).forEach((worker) -> before.put(worker.workerId(), worker));
		before.keySet().removeIf((id) -> !which.test(id));
		long position = change(groupId, change).position();
		Set<String> left = awaitGone(groupId, before.keySet(), position);
		Map<String, Worker> now = this.view.workers(groupId)
			.stream()
			.collect(Collectors.toMap(Worker::workerId, (worker) -> worker, (one, other) -> one));
		return left.stream()
			.sorted()
			.map((id) -> now.getOrDefault(id, Objects.requireNonNull(before.get(id))))
			.map((worker) -> worker.withState(WorkerState.STOPPING))
			.toList();
	}

	/**
	 * Waits until workers run nowhere, and nobody is about to start them.
	 * @return those of which that is not known
	 */
	private Set<String> awaitGone(String groupId, Collection<String> workerIds, long position) {
		Set<String> left = new HashSet<>(workerIds);
		if (!left.isEmpty()) {
			await(this.properties.stopTimeout(), () -> {
				if (!this.view.isInForce(position)) {
					return false;
				}
				Set<String> there = this.view.reports(groupId)
					.stream()
					.map(Report::workerId)
					.collect(Collectors.toSet());
				left.retainAll(there);
				return left.isEmpty();
			});
		}
		return left;
	}

	/**
	 * Waits for something that replicas report.
	 * @param timeout how long
	 * @param condition the condition
	 * @return whether it came true
	 */
	boolean await(Duration timeout, BooleanSupplier condition) {
		long end = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				return false;
			}
			this.fleet.pause();
			this.view.read();
		}
		this.fleet.tellNow();
		return true;
	}

	/**
	 * Finds a worker.
	 * @param groupId the group
	 * @param workerId the worker
	 * @return the worker as it is or was reported last
	 * @throws NoSuchWorkerException if there is none
	 */
	Worker get(String groupId, String workerId) {
		this.view.read();
		return this.view.workers(groupId)
			.stream()
			.filter((worker) -> worker.workerId().equals(workerId))
			.findFirst()
			.orElseThrow(() -> new NoSuchWorkerException(groupId, workerId));
	}

}
