package io.roster.fleet;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.roster.problem.ProblemException;
import io.roster.worker.Leaving;
import io.roster.worker.LiveWorker;
import io.roster.worker.Worker;
import io.roster.worker.Worker.Source;
import io.roster.worker.WorkerState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A worker of this replica on its way to what it is to be: each step is taken when the
 * one before has come to its end. A worker that dies is started again after a pause that
 * doubles, unless the same would happen at once, or it has happened too often in a row.
 */
class RunningWorker {

	private static final Log log = LogFactory.getLog(RunningWorker.class);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	/** Who has run this long did not die of how it was started. */
	private static final long RAN_WELL_NANOS = Duration.ofMinutes(1).toNanos();

	private final Runner runner;

	private final Self self;

	private Target target;

	private @Nullable LiveWorker live;

	private boolean stopAsked;

	private boolean fetchesNothing;

	private int resumes;

	private Leaving.@Nullable Hold held;

	private @Nullable String holdId;

	private int failures;

	private boolean givenUp;

	private @Nullable String lastError;

	private long startedAt;

	private long notBefore = System.nanoTime();

	RunningWorker(Target target, Runner runner, Self self) {
		this.target = target;
		this.runner = runner;
		this.self = self;
	}

	synchronized Target target() {
		return this.target;
	}

	/**
	 * Takes the next step.
	 * @param wanted what the worker is to be, {@code null} if it is not to run here
	 * @return whether there is nothing left of it
	 */
	synchronized boolean converge(@Nullable Target wanted) {
		LiveWorker current = this.live;
		if (current != null && current.stopped().isDone()) {
			this.live = null;
			this.held = null;
			current = null;
		}
		if (wanted == null) {
			tellToStop();
			return current == null;
		}
		boolean other = !wanted.isSameRun(this.target);
		if (other) {
			this.failures = 0;
			this.givenUp = false;
			this.notBefore = System.nanoTime();
			tellToStop();
		}
		this.target = wanted;
		if (current == null) {
			if (wanted.hold() == null && !this.givenUp && System.nanoTime() - this.notBefore >= 0) {
				start(wanted);
			}
		}
		else if (!this.stopAsked) {
			if (current.state() == WorkerState.FAILED) {
				died(current);
			}
			else {
				steer(current, wanted);
			}
		}
		return false;
	}

	private void start(Target wanted) {
		this.stopAsked = false;
		this.fetchesNothing = false;
		this.resumes = wanted.resumes();
		this.holdId = null;
		this.startedAt = System.nanoTime();
		try {
			this.live = this.runner.start(wanted);
			if (wanted.paused()) {
				steer(this.live, wanted);
			}
			log.info("Started worker " + wanted.workerId() + " of group '" + wanted.groupId() + "'");
		}
		catch (RuntimeException ex) {
			this.lastError = String.valueOf(ex.getMessage());
			log.warn("Worker " + wanted.workerId() + " of group '" + wanted.groupId() + "' cannot start", ex);
			// What Kafka refuses today it may grant tomorrow.
			failed(!(ex instanceof ProblemException) && this.failures >= this.runner.maxRestarts());
		}
	}

	private void died(LiveWorker dead) {
		if (this.givenUp) {
			return;
		}
		if (System.nanoTime() - this.startedAt > RAN_WELL_NANOS) {
			this.failures = 0;
		}
		this.lastError = dead.describe().lastError();
		failed(dead.isFatal() || this.failures >= this.runner.maxRestarts());
		if (!this.givenUp) {
			tellToStop();
		}
		else {
			log.error("Worker " + this.target.workerId() + " of group '" + this.target.groupId() + "' has failed: "
					+ this.lastError);
		}
	}

	private void failed(boolean forGood) {
		this.givenUp = forGood;
		long pause = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(this.failures, 10));
		this.notBefore = System.nanoTime() + Duration.ofMillis(pause).toNanos();
		this.failures++;
	}

	/** Has it fetch or not, make room or come back. */
	private void steer(LiveWorker current, Target wanted) {
		Hold hold = wanted.hold();
		if (hold != null) {
			if (!hold.id().equals(this.holdId)) {
				this.holdId = hold.id();
				current.leaving().quiet();
			}
			if (hold.leave() && this.held == null) {
				this.held = current.leaving().hold();
				var unused = this.held.left().thenRun(this.runner::wake);
			}
			return;
		}
		if (this.holdId != null) {
			if (this.held != null && !this.held.left().isDone()) {
				return;
			}
			if (this.held != null) {
				this.held.release();
				this.fetchesNothing = false;
			}
			else if (!wanted.paused()) {
				current.leaving().resume();
			}
			this.held = null;
			this.holdId = null;
		}
		boolean again = wanted.resumes() != this.resumes && !wanted.paused();
		this.resumes = wanted.resumes();
		if (wanted.paused() != this.fetchesNothing || again) {
			this.fetchesNothing = wanted.paused();
			if (wanted.paused()) {
				current.pause();
			}
			else {
				current.resume();
			}
		}
	}

	private void tellToStop() {
		LiveWorker current = this.live;
		if (current != null && !this.stopAsked) {
			this.stopAsked = true;
			current.stop();
			var unused = current.stopped().thenRun(this.runner::wake);
		}
	}

	/** Has it stop; it is gone when what is returned completes. */
	synchronized CompletableFuture<Void> stop() {
		tellToStop();
		LiveWorker current = this.live;
		return (current != null) ? current.stopped() : CompletableFuture.completedFuture(null);
	}

	synchronized Report report() {
		LiveWorker current = this.live;
		return report((current != null) ? current.describe() : null);
	}

	synchronized Worker describeWithRecords() {
		LiveWorker current = this.live;
		return report((current != null) ? current.describeWithRecords() : null).worker();
	}

	private Report report(@Nullable Worker live) {
		Worker worker = (live != null) ? live : this.runner.notStarted(this.target, this.lastError);
		LiveWorker current = this.live;
		boolean quiet = current == null || current.leaving().isQuiet() || current.state().ended();
		if (this.givenUp) {
			worker = worker.withState(WorkerState.FAILED);
		}
		else if (worker.state() == WorkerState.FAILED) {
			// It is about to be started again.
			worker = worker.withState(this.stopAsked ? WorkerState.STOPPING : WorkerState.STARTING);
		}
		else if (worker.state() == WorkerState.RUNNING && this.fetchesNothing && quiet) {
			worker = worker.withState(WorkerState.PAUSED);
		}
		Hold hold = this.target.hold();
		boolean ended = current == null || current.state().ended();
		String quietFor = (hold != null && quiet && (ended || hold.id().equals(this.holdId))) ? hold.id() : null;
		boolean left = ended || (this.held != null && this.held.left().isDone());
		return new Report(worker.from(this.self.instance(), this.target.source(), null),
				(this.target.source() == Source.CONFIGURATION) ? this.target.spec() : null, this.target.generation(),
				this.target.restarts(), quietFor, (hold != null && hold.leave() && left) ? hold.id() : null,
				this.self.process());
	}

	/** Starts workers, and is told when one has ended. */
	interface Runner {

		LiveWorker start(Target target);

		Worker notStarted(Target target, @Nullable String lastError);

		void wake();

		int maxRestarts();

	}

}
