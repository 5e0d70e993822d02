package io.roster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.roster.worker.Worker;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerState;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/** Pauses, resumes and restarts workers, wherever they run. */
@Component
class WorkerActions {

	private final Workers workers;

	private final FleetView view;

	private final Duration stopTimeout;

	WorkerActions(Workers workers, FleetView view, WorkerProperties properties) {
		this.workers = workers;
		this.view = view;
		this.stopTimeout = properties.stopTimeout();
	}

	/**
	 * Has workers fetch nothing, or go on; they keep their membership and their
	 * partitions.
	 * @param groupId the group
	 * @param workerId the worker, {@code null} for all
	 * @param paused whether they are to fetch nothing
	 * @return the workers, which are or are about to be as asked
	 * @throws NoSuchWorkerException if there is no such worker
	 */
	List<Worker> pause(String groupId, @Nullable String workerId, boolean paused) {
		if (find(groupId, workerId).isEmpty()) {
			return List.of();
		}
		Predicate<String> which = which(workerId);
		this.workers.change(groupId, (changes, state) -> changes.paused(state, which, paused));
		WorkerState not = paused ? WorkerState.RUNNING : WorkerState.PAUSED;
		this.workers.await(this.stopTimeout,
				() -> find(groupId, workerId).stream().allMatch((worker) -> worker.state() != not));
		return find(groupId, workerId);
	}

	/**
	 * Has a worker stop and start again, also one that has failed.
	 * @param groupId the group
	 * @param workerId the worker
	 * @return the worker, which may still be stopping if it holds much
	 * @throws NoSuchWorkerException if there is no such worker
	 */
	Worker restart(String groupId, String workerId) {
		find(groupId, workerId);
		Map<String, Integer> restarts = new TreeMap<>();
		this.workers.change(groupId, (changes, state) -> {
			GroupState next = changes.restarted(state, workerId);
			PlacedWorker placed = next.worker(workerId);
			DeclaredChange declared = next.declared().get(workerId);
			restarts.put(workerId, (placed != null) ? placed.restarts() : (declared != null) ? declared.restarts() : 0);
			return next;
		});
		int wanted = restarts.getOrDefault(workerId, 0);
		this.workers.await(this.stopTimeout,
				() -> this.view.reports(groupId)
					.stream()
					.anyMatch((report) -> report.workerId().equals(workerId) && report.restarts() >= wanted
							&& report.state() != WorkerState.STOPPING));
		return this.workers.get(groupId, workerId);
	}

	/**
	 * Has all workers of a group stop and start again, one by one.
	 * @param groupId the group
	 * @return the workers, before
	 */
	List<Worker> restartAll(String groupId) {
		if (!find(groupId, null).isEmpty()) {
			this.workers.change(groupId, GroupChanges::restartedAll);
		}
		return find(groupId, null);
	}

	private List<Worker> find(String groupId, @Nullable String workerId) {
		if (workerId != null) {
			return List.of(this.workers.get(groupId, workerId));
		}
		this.view.read();
		return this.view.workers(groupId);
	}

	private static Predicate<String> which(@Nullable String workerId) {
		return (id) -> workerId == null || workerId.equals(id);
	}

}
