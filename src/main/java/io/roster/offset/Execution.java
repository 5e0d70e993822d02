package io.roster.offset;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.history.Outcome;
import io.roster.history.PartitionOutcome;
import io.roster.history.PastReset;
import io.roster.history.PastReset.State;
import io.roster.history.Requester;
import io.roster.history.ResetLog;
import io.roster.plan.Committed;
import io.roster.plan.CommittedOffsets;
import io.roster.plan.Ids;
import io.roster.plan.Plan;
import io.roster.plan.PlannedOffset;
import io.roster.plan.Planner;
import io.roster.plan.Positions;
import io.roster.problem.ProblemException;
import io.roster.fleet.WorkerPauses.Pause;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsOptions;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Carries plans out: makes room, reads again, keeps what was committed, writes, and reads
 * once more. Kafka has no conditional commit, so what comes in between is found
 * afterwards.
 */
@Component
class Execution {

	private static final Log log = LogFactory.getLog(Execution.class);

	private static final int STRIPES = 64;

	private final Cluster cluster;

	private final Planner planner;

	private final Guard guard;

	private final CommittedOffsets committed;

	private final ResetLog resets;

	private final Clock clock;

	/** Resets of one group in this replica come one after the other. */
	private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

	Execution(Cluster cluster, Planner planner, Guard guard, CommittedOffsets committed, ResetLog resets, Clock clock) {
		this.cluster = cluster;
		this.planner = planner;
		this.guard = guard;
		this.committed = committed;
		this.resets = resets;
		this.clock = clock;
	}

	/**
	 * Executes a plan for a group that must have no members.
	 * @param plan the plan; one that was executed before is not executed again, and one
	 * that was executed in part goes on
	 * @param mayPause whether workers of this service may be asked to make room
	 * @param afterPause works the plan out again once they have
	 * @param by who asked for it
	 * @return what came of it
	 * @throws GroupActiveException if the group has members
	 * @throws PlanOutdatedException if things are no longer as the plan saw them
	 */
	Executed execute(Plan plan, boolean mayPause, UnaryOperator<Plan> afterPause, Requester by) {
		return alone(plan.groupId(), () -> {
			Optional<PastReset> earlier = earlier(plan);
			if (earlier.isPresent() && earlier.get().state() == State.DONE) {
				return Executed.before(earlier.get());
			}
			Optional<PastReset> undone = (plan.undoOf() != null) ? this.resets.undoOf(plan.undoOf()) : Optional.empty();
			if (undone.isPresent()) {
				return Executed.before(undone.get());
			}
			try (Pause pause = this.guard.makeRoom(plan.groupId(), mayPause)) {
				boolean again = pause != null && earlier.isEmpty();
				return execute(again ? afterPause.apply(plan) : plan, pause != null, by);
			}
		});
	}

	/**
	 * Deletes offsets of a group that may have members; Kafka says whether they are in
	 * the way.
	 * @param plan the plan
	 * @param by who asked for it
	 * @return what came of it
	 */
	Executed executeBesideMembers(Plan plan, Requester by) {
		this.guard.requireNotByHand(plan.groupId(), plan.topicPartitions());
		return alone(plan.groupId(), () -> execute(plan, true, by));
	}

	private <T> T alone(String groupId, Supplier<T> work) {
		ReentrantLock lock = this.locks.get(Math.floorMod(groupId.hashCode(), STRIPES));
		lock.lock();
		try {
			return work.get();
		}
		finally {
			lock.unlock();
		}
	}

	private Optional<PastReset> earlier(Plan plan) {
		return this.resets.reset(Ids.reset(plan.planId()));
	}

	private Executed execute(Plan wanted, boolean mayHaveMovedOn, Requester by) {
		Plan.Seen seen = Plan.Seen.of(this.planner.find(wanted.groupId()).orElse(null));
		Positions now = this.planner.positions(wanted);
		// Read after the offsets: whoever wrote them has kept the old ones before.
		PastReset earlier = earlier(wanted).orElse(null);
		if (earlier != null && earlier.state() == State.DONE) {
			return Executed.before(earlier);
		}
		Plan plan = (earlier != null) ? earlier.plan() : wanted;
		PlanCheck check = PlanCheck.of(plan, now, seen, earlier, mayHaveMovedOn);
		check.throwIfOutdated();
		PastReset reset = (earlier != null) ? earlier : begin(plan, now, by);
		List<PlannedOffset> pending = plan.partitions()
			.stream()
			.filter((planned) -> check.isOpen(planned.topicPartition()))
			.filter((planned) -> !Objects.equals(now.committed(planned.topicPartition()), planned.to()))
			.toList();
		Map<TopicPartition, PartitionOutcome> failed = new HashMap<>(check.unreadable());
		if (!pending.isEmpty()) {
			failed.putAll(new OffsetWrites(this.cluster.calls(), plan.groupId()).write(pending));
		}
		List<PartitionOutcome> outcomes = outcomes(plan, failed, check);
		this.planner.changed(plan.groupId());
		plan.errors().stream().filter(Execution::matters).map(PartitionOutcome::notDone).forEach(outcomes::add);
		PastReset ended = reset.ended(outcomes);
		boolean nothingWritten = earlier == null && !outcomes.isEmpty()
				&& outcomes.stream().allMatch((outcome) -> outcome.outcome() == Outcome.NOT_DONE);
		if (nothingWritten) {
			forget(reset);
			return new Executed(reset.with(plan.withPartitions(List.of())), outcomes, false);
		}
		if (!plan.partitions().isEmpty()) {
			keepEnd(ended);
		}
		return new Executed(ended, outcomes, false);
	}

	/** What is committed now is kept before anything is written. */
	private PastReset begin(Plan plan, Positions now, Requester by) {
		List<PlannedOffset> current = plan.partitions()
			.stream()
			.map((planned) -> planned.withFrom(now.committed(planned.topicPartition())))
			.toList();
		PastReset reset = new PastReset(Ids.reset(plan.planId()), this.clock.instant().truncatedTo(ChronoUnit.MILLIS),
				by, State.STARTED, plan.withPartitions(current), List.of());
		if (!current.isEmpty()) {
			this.resets.keepResets(List.of(reset));
		}
		return reset;
	}

	/** What is gone needs no offset any more. */
	private static boolean matters(ReadError error) {
		return error.status() != HttpStatus.NOT_FOUND.value();
	}

	/** What has become of each partition, by what is committed now. */
	private List<PartitionOutcome> outcomes(Plan plan, Map<TopicPartition, PartitionOutcome> failed, PlanCheck check) {
		Map<TopicPartition, Committed> after = committedAfter(plan);
		List<PartitionOutcome> outcomes = new ArrayList<>();
		for (PlannedOffset planned : plan.partitions()) {
			TopicPartition partition = planned.topicPartition();
			PartitionOutcome failure = failed.get(partition);
			Long committed = (after != null) ? Committed.offsetOf(after.get(partition)) : null;
			boolean known = after != null;
			boolean asPlanned = known && Objects.equals(committed, Committed.offsetOf(planned.to()));
			if (failure == null) {
				PartitionOutcome done = PartitionOutcome.done(partition);
				boolean justNow = check.isOpen(partition);
				outcomes.add((known && justNow && !asPlanned) ? done.overwrittenBy(committed) : done);
			}
			else if (failure.outcome() == Outcome.UNKNOWN && asPlanned) {
				outcomes.add(PartitionOutcome.done(partition));
			}
			else {
				outcomes.add(failure);
			}
		}
		if (after != null && plan.removesGroup() && after.isEmpty()) {
			removeGroup(plan.groupId());
		}
		return outcomes;
	}

	private @Nullable Map<TopicPartition, Committed> committedAfter(Plan plan) {
		try {
			return this.committed.of(plan.groupId());
		}
		catch (ProblemException ex) {
			log.warn("What was committed to group '" + plan.groupId() + "' could not be read again: " + ex.detail());
			return null;
		}
	}

	/** It was not there before the reset that is undone. */
	private void removeGroup(String groupId) {
		Calls calls = this.cluster.calls();
		calls.get(
				calls.admin()
					.deleteConsumerGroups(Set.of(groupId), calls.within(new DeleteConsumerGroupsOptions()))
					.all(),
				(problem) -> log.info("Group '" + groupId + "' is empty but was not removed: " + problem.detail()));
	}

	/** Nothing was done, so there is nothing to undo. */
	private void forget(PastReset reset) {
		try {
			this.resets.forget(List.of(reset.resetId()));
		}
		catch (ProblemException ex) {
			log.warn("Reset " + reset.resetId() + ", which wrote nothing, was not removed: " + ex.detail());
		}
	}

	/** The offsets are set; that it was not noted only makes the list less exact. */
	private void keepEnd(PastReset ended) {
		try {
			this.resets.keepResets(List.of(ended));
		}
		catch (ProblemException ex) {
			log.warn("What came of reset " + ended.resetId() + " was not kept: " + ex.detail());
		}
	}

	/**
	 * What came of an execution.
	 *
	 * @param reset the reset as it is kept
	 * @param outcomes what has become of each partition
	 * @param isRepeated whether it was executed before, and nothing was done now
	 */
	record Executed(PastReset reset, List<PartitionOutcome> outcomes, boolean isRepeated) {

		Executed with(UnaryOperator<Plan> change) {
			return new Executed(this.reset.with(change.apply(this.reset.plan())), this.outcomes, this.isRepeated);
		}

		/** What came of it the first time. */
		static Executed before(PastReset reset) {
			Map<TopicPartition, PartitionOutcome> told = new HashMap<>();
			reset.outcomes()
				.forEach((outcome) -> told.put(new TopicPartition(String.valueOf(outcome.topic()), outcome.number()),
						outcome));
			return new Executed(reset,
					reset.plan()
						.partitions()
						.stream()
						.map(PlannedOffset::topicPartition)
						.map((partition) -> told.getOrDefault(partition, PartitionOutcome.done(partition)))
						.toList(),
					true);
		}

		boolean isComplete() {
			return this.outcomes.stream().allMatch(PartitionOutcome::isInForce);
		}

	}

}
