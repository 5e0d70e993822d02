package io.roster.offset;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.cluster.ReadError;
import io.roster.group.DescribedGroup;
import io.roster.group.GroupKind;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a reset is to do, and the state of things that it was planned upon.
 *
 * @param planId its id
 * @param groupId the group
 * @param strategy the target's name
 * @param shift with {@code shift}: how far
 * @param time the instant that was meant, {@code null} if the target is not a time
 * @param withinLog whether the offsets have to be within the log
 * @param seen the group as it was, {@code null} if it did not exist
 * @param partitions what is to be done, in the order of topic and number
 * @param errors what was asked for and cannot be done
 * @param asOf when the plan was made
 * @param undoOf the reset that is undone, {@code null} if none is
 * @param removesGroup whether the group is to be gone in the end, if nothing is committed
 * then
 */
record Plan(String planId, String groupId, String strategy, @Nullable Long shift, @Nullable Instant time,
		boolean withinLog, @Nullable Seen seen, List<PlannedOffset> partitions, List<ReadError> errors, Instant asOf,
		@Nullable String undoOf, boolean removesGroup) {

	Plan {
		partitions = List.copyOf(partitions);
		errors = List.copyOf(errors);
	}

	Set<TopicPartition> topicPartitions() {
		return this.partitions.stream().map(PlannedOffset::topicPartition).collect(Collectors.toSet());
	}

	Plan withErrors(List<ReadError> errors) {
		return new Plan(this.planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				this.partitions, errors, this.asOf, this.undoOf, this.removesGroup);
	}

	Plan withPartitions(List<PlannedOffset> partitions) {
		return new Plan(this.planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				partitions, this.errors, this.asOf, this.undoOf, this.removesGroup);
	}

	/** The same plan, made again. */
	Plan as(String planId) {
		return new Plan(planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				this.partitions, this.errors, this.asOf, this.undoOf, this.removesGroup);
	}

	Plan asUndoOf(PastReset past) {
		return new Plan(this.planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				this.partitions, this.errors, this.asOf, past.resetId(), past.plan().seen() == null);
	}

	/**
	 * Returns whether the targets have to be chosen anew once the group's workers have
	 * stopped.
	 * @return {@code true} if they were chosen by what was committed
	 */
	boolean isRelative() {
		return this.shift != null || "current".equals(this.strategy);
	}

	/**
	 * What a group was like.
	 *
	 * @param state Kafka's name of its state
	 * @param type what kind it was
	 * @param groupEpoch its epoch, {@code null} in the classic protocol
	 */
	record Seen(String state, GroupKind type, @Nullable Integer groupEpoch) {

		static @Nullable Seen of(@Nullable DescribedGroup group) {
			return (group != null) ? new Seen(group.state(), group.type(), group.groupEpoch()) : null;
		}

	}

}
