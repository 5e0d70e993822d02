package io.roster.offset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.roster.cluster.ReadError;
import io.roster.history.Outcome;
import io.roster.history.PartitionOutcome;
import io.roster.history.PastReset;
import io.roster.plan.Committed;
import io.roster.plan.Plan;
import io.roster.plan.PlannedOffset;
import io.roster.plan.Positions;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a plan saw with what is there now.
 *
 * @param plan the plan
 * @param changes what is no longer as it was
 * @param unreadable partitions that cannot be read any more, which fails only these
 * @param done partitions that were written when the plan was executed before
 */
record PlanCheck(Plan plan, List<Change> changes, Map<TopicPartition, PartitionOutcome> unreadable,
		Set<TopicPartition> done) {

	/**
	 * Compares.
	 * @param plan the plan
	 * @param now what is committed now, and where the logs are
	 * @param seen the group now, {@code null} if it does not exist
	 * @param earlier what came of it when the plan was executed before, {@code null} if
	 * it was not
	 * @param mayHaveMovedOn whether the group was running until now, so that commits may
	 * have moved on
	 * @return what differs
	 */
	static PlanCheck of(Plan plan, Positions now, Plan.@Nullable Seen seen, @Nullable PastReset earlier,
			boolean mayHaveMovedOn) {
		List<Change> changes = new ArrayList<>();
		boolean movedOnIsRight = mayHaveMovedOn && earlier == null;
		if (!mayHaveMovedOn) {
			compareGroup(plan.seen(), seen, earlier != null, changes);
		}
		Set<TopicPartition> done = new HashSet<>();
		Function<TopicPartition, Outcome> earlierOutcomes = (earlier != null) ? earlier.outcomeOf() : null;
		Map<TopicPartition, PartitionOutcome> unreadable = new HashMap<>();
		Set<TopicPartition> partitions = new HashSet<>();
		for (PlannedOffset planned : plan.partitions()) {
			TopicPartition partition = planned.topicPartition();
			partitions.add(partition);
			Long before = Committed.offsetOf(planned.from());
			Long committed = Committed.offsetOf(now.committed(partition));
			// What was written then belongs to whoever has read on from there.
			if (earlierOutcomes != null && earlierOutcomes.apply(partition) == Outcome.DONE) {
				done.add(partition);
				continue;
			}
			boolean same = Objects.equals(before, committed);
			boolean written = earlier != null && Objects.equals(Committed.offsetOf(planned.to()), committed);
			boolean movedOn = movedOnIsRight && committed != null && (before == null || committed > before);
			if (!same && !written && !movedOn) {
				changes.add(new Change(planned.topic(), planned.partition(), "committedOffset", before, committed));
			}
			if (plan.withinLog()) {
				compareLog(planned, now, changes, unreadable);
			}
		}
		if (plan.withinLog()) {
			for (ReadError error : now.log().errors(partitions)) {
				unreadable.put(new TopicPartition(String.valueOf(error.topic()), orZero(error.partition())),
						PartitionOutcome.notDone(error));
			}
		}
		unreadable.keySet().removeAll(done);
		return new PlanCheck(plan, changes, unreadable, done);
	}

	private static int orZero(@Nullable Integer number) {
		return (number != null) ? number : 0;
	}

	private static void compareGroup(Plan.@Nullable Seen before, Plan.@Nullable Seen now, boolean begun,
			List<Change> changes) {
		String stateBefore = (before != null) ? before.state() : null;
		String stateNow = (now != null) ? now.state() : null;
		if (!Objects.equals(stateBefore, stateNow) && !(begun && stateBefore == null)) {
			changes.add(new Change(null, null, "state", stateBefore, stateNow));
		}
		Integer epochBefore = (before != null) ? before.groupEpoch() : null;
		Integer epochNow = (now != null) ? now.groupEpoch() : null;
		if (epochBefore != null && epochNow != null && !epochBefore.equals(epochNow)) {
			changes.add(new Change(null, null, "groupEpoch", epochBefore, epochNow));
		}
	}

	private static void compareLog(PlannedOffset planned, Positions now, List<Change> changes,
			Map<TopicPartition, PartitionOutcome> unreadable) {
		TopicPartition partition = planned.topicPartition();
		Long start = now.log().start(partition);
		Long end = now.log().end(partition);
		Long to = Committed.offsetOf(planned.to());
		if (start == null || end == null) {
			unreadable.put(partition, new PartitionOutcome(planned.topic(), planned.partition(), Outcome.NOT_DONE, 404,
					"Partition " + partition + " is gone.", null));
		}
		else if (to != null && to < start) {
			changes.add(new Change(planned.topic(), planned.partition(), "logStartOffset", planned.start(), start));
		}
		else if (to != null && to > end) {
			changes.add(new Change(planned.topic(), planned.partition(), "logEndOffset", planned.end(), end));
		}
	}

	/**
	 * Returns whether a partition is still to be written.
	 * @param partition the partition
	 * @return {@code false} if it was written before or cannot be
	 */
	boolean isOpen(TopicPartition partition) {
		return !this.done.contains(partition) && !this.unreadable.containsKey(partition);
	}

	void throwIfOutdated() {
		if (!this.changes.isEmpty()) {
			throw new PlanOutdatedException(this.plan.groupId(), this.changes);
		}
	}

	/**
	 * What is no longer as a plan saw it.
	 *
	 * @param topic the topic, {@code null} where it is about the group
	 * @param partition the number, {@code null} where it is about the group
	 * @param what what has changed
	 * @param planned as the plan saw it
	 * @param now as it is
	 */
	record Change(@Nullable String topic, @Nullable Integer partition, String what, @Nullable Object planned,
			@Nullable Object now) {

		@Override
		public String toString() {
			String where = (this.topic != null) ? this.topic + "-" + this.partition + " " : "";
			return where + this.what + " was " + this.planned + " and is " + this.now;
		}

	}

}
