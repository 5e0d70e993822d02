package io.roster.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import io.roster.group.LocalWorkers.LocalGroup;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one group in this replica, and what all automatic ones have in common.
 * Changes come one after the other; whoever only looks waits for none of them.
 */
class WorkerGroup {

	private final String groupId;

	private final List<LiveWorker> workers = new CopyOnWriteArrayList<>();

	/**
	 * What the automatic workers do; kept at zero workers, so that they can be scaled up
	 * again.
	 */
	private @Nullable WorkerSpec spec;

	/** Whether the workers have left for a while. */
	private boolean held;

	WorkerGroup(String groupId) {
		this.groupId = groupId;
	}

	/**
	 * Adds workers, all of them or none.
	 * @param wanted what they are to do
	 * @param count how many
	 * @param maxCount how many the group may have
	 * @param starter starts one
	 * @return those added
	 * @throws WorkerConflictException if they do not go with those that run
	 */
	synchronized List<LiveWorker> add(WorkerSpec wanted, int count, int maxCount, Supplier<LiveWorker> starter) {
		requireNotHeld();
		List<LiveWorker> running = running();
		requireCompatible(wanted, running);
		if (running.size() + count > maxCount) {
			throw new WorkerConflictException("Group '" + this.groupId + "' has " + running.size() + " workers; with "
					+ count + " more it would have more than " + maxCount + " (roster.worker.max-count).");
		}
		List<LiveWorker> added = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				added.add(starter.get());
			}
		}
		catch (RuntimeException ex) {
			added.forEach(LiveWorker::stop);
			throw ex;
		}
		for (LiveWorker worker : added) {
			this.workers.add(worker);
			var unused = worker.stopped().thenRun(() -> this.workers.remove(worker));
		}
		this.spec = (wanted.subscription().mode() == Worker.Mode.AUTOMATIC) ? wanted : null;
		return added;
	}

	private void requireCompatible(WorkerSpec wanted, List<LiveWorker> running) {
		for (LiveWorker worker : running) {
			if (worker.spec().subscription().mode() != wanted.subscription().mode()) {
				throw new WorkerConflictException("Group '" + this.groupId + "' has "
						+ worker.spec().subscription().mode() + " workers; a group is automatic or manual, not both.");
			}
		}
		if (wanted.subscription() instanceof Subscription.Partitions manual) {
			// One that is stopping holds its partitions until it has committed.
			Map<TopicPartition, String> held = manualOwners();
			for (TopicPartition partition : manual.partitions()) {
				String holder = held.get(partition);
				if (holder != null) {
					throw new WorkerConflictException("Worker " + holder + " of group '" + this.groupId
							+ "' already has partition " + partition + ".");
				}
			}
		}
		else if (this.spec != null && !running.isEmpty() && !this.spec.equals(wanted)) {
			throw new WorkerConflictException(
					"All workers of group '" + this.groupId + "' do the same, and those that run have "
							+ String.join(", ", this.spec.differences(wanted)) + ".");
		}
	}

	/**
	 * Sets how many automatic workers there are, by starting or stopping only the
	 * difference. Workers that have failed do not count; they are removed.
	 * @param count how many
	 * @param starter starts one that does the same as the others
	 * @return those that were told to stop, the newest first
	 * @throws WorkerConflictException if the group is manual or has never had a worker
	 */
	synchronized List<LiveWorker> scale(int count, Function<WorkerSpec, LiveWorker> starter) {
		requireNotHeld();
		WorkerSpec current = this.spec;
		if (current == null) {
			String reason = all().isEmpty() ? "has no workers here; POST starts some and says what they do"
					: "is manual; its workers have the partitions that they were given";
			throw new WorkerConflictException("Group '" + this.groupId + "' " + reason + ".");
		}
		List<LiveWorker> running = running();
		List<LiveWorker> stopped = new ArrayList<>(
				all().stream().filter((worker) -> worker.status().state() == WorkerState.FAILED).toList());
		if (count > running.size()) {
			add(current, count - running.size(), count, () -> starter.apply(current));
		}
		for (int i = running.size() - 1; i >= count; i--) {
			stopped.add(running.get(i));
		}
		stopped.forEach(LiveWorker::stop);
		return stopped;
	}

	/**
	 * Has all workers leave for a while; until they are released none is added or scaled.
	 * @return those that are running or still stopping
	 * @throws WorkerConflictException if they are held already
	 */
	synchronized List<LiveWorker> hold() {
		requireNotHeld();
		this.held = true;
		return all().stream().filter((worker) -> worker.status().state() != WorkerState.FAILED).toList();
	}

	synchronized void release() {
		this.held = false;
	}

	private void requireNotHeld() {
		if (this.held) {
			throw new WorkerConflictException(
					"The workers of group '" + this.groupId + "' make room for its offsets to be set; try again.");
		}
	}

	/**
	 * Stops all workers and forgets what they did.
	 * @return those that were told to stop
	 */
	synchronized List<LiveWorker> stopAll() {
		List<LiveWorker> all = all();
		all.forEach(LiveWorker::stop);
		this.spec = null;
		return all;
	}

	/**
	 * All workers, those that are stopping included, but not one that has stopped and is
	 * about to be forgotten.
	 */
	List<LiveWorker> all() {
		return this.workers.stream().filter((worker) -> !worker.stopped().isDone()).toList();
	}

	private List<LiveWorker> running() {
		return all().stream().filter((worker) -> worker.status().state().lives()).toList();
	}

	private Map<TopicPartition, String> manualOwners() {
		Map<TopicPartition, String> owners = new HashMap<>();
		for (LiveWorker worker : all()) {
			if (worker.spec().subscription() instanceof Subscription.Partitions manual
					&& worker.status().state() != WorkerState.FAILED) {
				manual.partitions().forEach((partition) -> owners.put(partition, worker.workerId()));
			}
		}
		return owners;
	}

	LocalGroup local() {
		Set<String> topics = new HashSet<>();
		Map<String, String> workerIds = new HashMap<>();
		for (LiveWorker worker : all()) {
			topics.addAll(worker.spec().subscription().topics());
			topics.addAll(worker.status().topics());
			workerIds.put(WorkerIdentity.clientId(worker.workerId()), worker.workerId());
		}
		return new LocalGroup(topics, workerIds, manualOwners());
	}

}
