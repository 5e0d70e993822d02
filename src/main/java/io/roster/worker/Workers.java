package io.roster.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.roster.group.DescribedGroup;
import io.roster.group.LocalWorkers;
import io.roster.problem.Violations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * The workers of this replica: starts, scales and stops them, and says what they are
 * doing.
 */
@Component
class Workers implements LocalWorkers {

	private static final Log log = LogFactory.getLog(Workers.class);

	/**
	 * How long the first worker in somebody else's group has to show that they can share
	 * it.
	 */
	private static final Duration FIRST_JOIN = Duration.ofSeconds(5);

	private final WorkerContainers containers;

	private final WorkerProperties properties;

	private final Map<String, WorkerGroup> groups = new ConcurrentSkipListMap<>();

	private volatile boolean stopping;

	Workers(WorkerContainers containers, WorkerProperties properties) {
		this.containers = containers;
		this.properties = properties;
	}

	/**
	 * Adds workers to a group, all of them or none. Kafka makes the group when the first
	 * one joins.
	 * @param groupId the group
	 * @param spec what they are to do
	 * @param count how many
	 * @return those added
	 * @throws WorkerConflictException if they do not go with those that run
	 */
	List<LiveWorker> add(String groupId, WorkerSpec spec, int count) {
		WorkerGroup group = group(groupId);
		List<LiveWorker> added = group.add(spec, count, this.properties.maxCount(), () -> start(groupId, spec));
		log.info("Started " + count + " worker(s) in group '" + groupId + "' on " + spec.subscription());
		return added;
	}

	/**
	 * Adds workers to a group that others have members in. Whether they can share it,
	 * only Kafka knows: so one worker tries, and the rest follow if it is let in.
	 * @param existing the group as it is
	 * @param spec what the workers are to do
	 * @param count how many
	 * @return those added
	 * @throws WorkerConflictException if Kafka does not let them in
	 */
	List<LiveWorker> addBeside(DescribedGroup existing, WorkerSpec spec, int count) {
		String groupId = existing.groupId();
		LiveWorker first = add(groupId, spec, 1).get(0);
		CompletableFuture<WorkerState> joined = first.status().joined();
		joined.completeOnTimeout(WorkerState.STARTING, FIRST_JOIN.toMillis(), TimeUnit.MILLISECONDS).join();
		if (first.status().state() == WorkerState.FAILED) {
			// With what they do, so that nobody scales up what was refused.
			removeAll(groupId);
			throw new WorkerConflictException("Kafka does not let a worker with the assignor '" + spec.assignor()
					+ "' (" + spec.protocol() + " protocol) into group '" + groupId + "', whose members use '"
					+ existing.assignor() + "' (" + existing.type() + "): " + first.status().lastError());
		}
		List<LiveWorker> added = new ArrayList<>(List.of(first));
		try {
			if (count > 1) {
				added.addAll(add(groupId, spec, count - 1));
			}
		}
		catch (RuntimeException ex) {
			first.stop();
			throw ex;
		}
		return added;
	}

	/**
	 * Asked again for each one, since what is under way when the service stops must not
	 * go on.
	 */
	private LiveWorker start(String groupId, WorkerSpec spec) {
		requireNotStopping();
		return this.containers.start(groupId, spec);
	}

	/**
	 * Sets how many automatic workers a group has.
	 * @param groupId the group
	 * @param count how many, from 0 to the maximum
	 * @throws WorkerConflictException if the group is manual or has no workers
	 */
	void scale(String groupId, int count) {
		requireNotStopping();
		Violations violations = new Violations();
		violations.check(count >= 0 && count <= this.properties.maxCount(), "count",
				"must be from 0 to " + this.properties.maxCount());
		violations.throwIfAny();
		WorkerGroup group = this.groups.getOrDefault(groupId, new WorkerGroup(groupId));
		List<LiveWorker> stopped = group.scale(count, (spec) -> start(groupId, spec));
		await(stopped, this.properties.stopTimeout());
	}

	/**
	 * Stops one worker.
	 * @param groupId the group
	 * @param workerId the worker
	 * @return the worker if it was still stopping when the wait ended, otherwise empty
	 * @throws NoSuchWorkerException if there is none
	 */
	Optional<LiveWorker> remove(String groupId, String workerId) {
		LiveWorker worker = get(groupId, workerId);
		worker.stop();
		return await(List.of(worker), this.properties.stopTimeout()) ? Optional.empty() : Optional.of(worker);
	}

	/**
	 * Stops all workers of a group and forgets what they did.
	 * @param groupId the group
	 * @return those that were still stopping when the wait ended
	 */
	List<LiveWorker> removeAll(String groupId) {
		WorkerGroup group = this.groups.get(groupId);
		List<LiveWorker> workers = (group != null) ? group.stopAll() : List.of();
		await(workers, this.properties.stopTimeout());
		return workers.stream().filter((worker) -> !worker.stopped().isDone()).toList();
	}

	/** Stops everything, and whatever would start from now on. */
	void shutDown() {
		this.stopping = true;
		List<LiveWorker> workers = this.groups.values()
			.stream()
			.map(WorkerGroup::stopAll)
			.flatMap(List::stream)
			.toList();
		if (!await(workers, this.properties.shutdownTimeout())) {
			log.warn("Some workers did not finish within " + this.properties.shutdownTimeout()
					+ "; what they hold is not committed and will be read again");
		}
	}

	private static boolean await(List<LiveWorker> workers, Duration timeout) {
		CompletableFuture<?>[] stopped = workers.stream().map(LiveWorker::stopped).toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(stopped)
			.thenApply((done) -> true)
			.completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	private void requireNotStopping() {
		if (this.stopping) {
			throw new StoppingException();
		}
	}

	LiveWorker get(String groupId, String workerId) {
		return inGroup(groupId).stream()
			.filter((worker) -> worker.workerId().equals(workerId))
			.findFirst()
			.orElseThrow(() -> new NoSuchWorkerException(groupId, workerId));
	}

	/**
	 * Returns the workers of a group as one.
	 * @param groupId the group
	 * @return an empty group if there are none
	 */
	WorkerGroup group(String groupId) {
		requireNotStopping();
		return this.groups.computeIfAbsent(groupId, WorkerGroup::new);
	}

	List<LiveWorker> inGroup(String groupId) {
		WorkerGroup group = this.groups.get(groupId);
		return (group != null) ? group.all() : List.of();
	}

	List<LiveWorker> all() {
		return this.groups.values().stream().map(WorkerGroup::all).flatMap(List::stream).toList();
	}

	@Override
	public Set<String> groupIds() {
		return this.groups.entrySet()
			.stream()
			.filter((group) -> !group.getValue().all().isEmpty())
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	@Override
	public LocalGroup of(String groupId) {
		WorkerGroup group = this.groups.get(groupId);
		return (group != null) ? group.local() : LocalGroup.NONE;
	}

}
