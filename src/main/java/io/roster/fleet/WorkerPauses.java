package io.roster.fleet;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.roster.problem.ProblemException;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Has the workers of a group make room, in whichever replica they run: Kafka takes
 * offsets of a group from nobody but its members, and pausing a consumer keeps its
 * membership.
 */
@Component
public class WorkerPauses {

	private static final Log log = LogFactory.getLog(WorkerPauses.class);

	private final Workers workers;

	private final DesiredState desired;

	private final FleetView view;

	private final Self self;

	private final Duration stopTimeout;

	private final Clock clock;

	WorkerPauses(Workers workers, DesiredState desired, FleetView view, Self self, WorkerProperties properties,
			Clock clock) {
		this.workers = workers;
		this.desired = desired;
		this.view = view;
		this.self = self;
		this.stopTimeout = properties.stopTimeout();
		this.clock = clock;
	}

	/**
	 * Has all workers of a group finish what they hold, commit and leave, and waits until
	 * they have. No worker joins the group until the pause is closed, or a minute has
	 * passed.
	 * @param groupId the group
	 * @return the pause; when it is closed the workers that ran go on where the group's
	 * offsets are then. It has no workers if there are none
	 * @throws ProblemException 409 if the workers make room for somebody else already, or
	 * did not finish within {@code roster.worker.stop-timeout}; then they go on
	 */
	public Pause pause(String groupId) {
		awaitJoined(groupId);
		Hold hold = new Hold("h-" + Self.newId(), this.self.process(), false, this.clock.instant().plus(Hold.LONGEST));
		Pause pause = new Pause(groupId, hold.id());
		try {
			change(groupId, hold, false);
			await(groupId, hold.id(), Report::quiet);
			change(groupId, hold.leaving(), true);
			await(groupId, hold.id(), Report::left);
			return pause;
		}
		catch (RuntimeException ex) {
			pause.close();
			throw ex;
		}
	}

	private void change(String groupId, Hold hold, boolean again) {
		this.workers.change(groupId, (changes, state) -> {
			if (!again || state.hold() == null || !state.hold().id().equals(hold.id())) {
				changes.requireNotHeld(state);
			}
			return state.withHold(hold);
		});
	}

	/** Where nothing is reported by a replica that knows of the hold, nothing runs. */
	private void await(String groupId, String hold, Function<Report, @Nullable String> phase) {
		long position = this.desired.snapshot().position();
		boolean done = this.workers.await(this.stopTimeout, () -> {
			List<Report> reports = this.view.reports(groupId);
			return this.view.isInForce(position)
					&& reports.stream().allMatch((report) -> hold.equals(phase.apply(report)));
		});
		if (!done) {
			throw new WorkerConflictException(
					"The workers of group '" + groupId + "' did not finish what they hold within " + this.stopTimeout
							+ " (roster.worker.stop-timeout); they go on.");
		}
	}

	/**
	 * A consumer that leaves before Kafka has let it in stays in the way until its
	 * session has timed out.
	 */
	private void awaitJoined(String groupId) {
		boolean joined = this.workers.await(this.stopTimeout,
				() -> this.view.workers(groupId).stream().allMatch((worker) -> worker.state() != WorkerState.STARTING));
		if (!joined) {
			throw new WorkerConflictException("Workers of group '" + groupId + "' are still joining it after "
					+ this.stopTimeout + " (roster.worker.stop-timeout); try again.");
		}
	}

	private void release(String groupId, String hold) {
		try {
			this.desired.update(groupId,
					(state) -> (state.hold() != null && state.hold().id().equals(hold)) ? state.withHold(null) : state);
		}
		catch (ProblemException ex) {
			log.warn("The workers of group '" + groupId + "' go on only after " + Hold.LONGEST
					+ ", since Kafka could not be told: " + ex.detail());
		}
	}

	/** Workers that have made room. */
	public final class Pause implements AutoCloseable {

		private final String groupId;

		private final String hold;

		private Pause(String groupId, String hold) {
			this.groupId = groupId;
			this.hold = hold;
		}

		/** Has the workers join again; returns before they have. */
		@Override
		public void close() {
			release(this.groupId, this.hold);
		}

	}

}
