package io.roster.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.stereotype.Component;

/**
 * Has the workers of a group make room: Kafka takes offsets of a group from nobody but
 * its members, and pausing a consumer keeps its membership.
 */
@Component
public class WorkerPauses {

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final Workers workers;

	private final WorkerProperties properties;

	WorkerPauses(Workers workers, WorkerProperties properties) {
		this.workers = workers;
		this.properties = properties;
	}

	/**
	 * Has all workers of a group in this replica finish what they hold, commit and leave,
	 * and waits until they have. No worker joins the group until the pause is closed.
	 * @param groupId the group
	 * @return the pause; when it is closed the workers that ran go on where the group's
	 * offsets are then. It has no workers if there are none
	 * @throws io.roster.problem.ProblemException 409 if the workers make room for
	 * somebody else already, or did not finish within {@code roster.worker.stop-timeout};
	 * then they go on
	 */
	public Pause pause(String groupId) {
		WorkerGroup group = this.workers.group(groupId);
		awaitJoined(groupId, group);
		List<LiveWorker> workers = group.hold();
		if (!awaitQuiet(workers)) {
			group.release();
			workers.forEach((worker) -> worker.leaving().resume());
			throw busy(groupId);
		}
		Pause pause = new Pause(group, workers);
		if (!pause.awaitLeft(this.properties.stopTimeout().toMillis())) {
			pause.close();
			throw busy(groupId);
		}
		return pause;
	}

	private WorkerConflictException busy(String groupId) {
		return new WorkerConflictException(
				"The workers of group '" + groupId + "' did not finish what they hold within "
						+ this.properties.stopTimeout() + " (roster.worker.stop-timeout); they go on.");
	}

	private boolean awaitQuiet(List<LiveWorker> workers) {
		workers.forEach((worker) -> worker.leaving().quiet());
		long end = System.nanoTime() + this.properties.stopTimeout().toNanos();
		while (!workers.stream().allMatch((worker) -> worker.leaving().isQuiet())) {
			if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
		return true;
	}

	/**
	 * A consumer that leaves before Kafka has let it in stays in the way until its
	 * session has timed out.
	 */
	private void awaitJoined(String groupId, WorkerGroup group) {
		CompletableFuture<?>[] joined = group.all()
			.stream()
			.map((worker) -> worker.status().joined())
			.toArray(CompletableFuture[]::new);
		boolean all = CompletableFuture.allOf(joined)
			.thenApply((done) -> true)
			.completeOnTimeout(false, this.properties.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)
			.join();
		if (!all) {
			throw new WorkerConflictException("Workers of group '" + groupId + "' are still joining it after "
					+ this.properties.stopTimeout() + " (roster.worker.stop-timeout); try again.");
		}
	}

	/** Workers that have made room. */
	public static final class Pause implements AutoCloseable {

		private final WorkerGroup group;

		private final List<Leaving.Hold> holds;

		private Pause(WorkerGroup group, List<LiveWorker> workers) {
			this.group = group;
			this.holds = workers.stream().map((worker) -> worker.leaving().hold()).toList();
		}

		private boolean awaitLeft(long millis) {
			return CompletableFuture
				.allOf(this.holds.stream().map(Leaving.Hold::left).toArray(CompletableFuture[]::new))
				.thenApply((done) -> true)
				.completeOnTimeout(false, millis, TimeUnit.MILLISECONDS)
				.join();
		}

		/** Has the workers join again; returns at once. */
		@Override
		public void close() {
			this.group.release();
			this.holds.forEach(Leaving.Hold::release);
		}

	}

}
