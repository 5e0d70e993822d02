package io.roster.plan;

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
public record Plan(String planId, String groupId, String strategy, @Nullable Long shift, @Nullable Instant time,
		boolean withinLog, @Nullable Seen seen, List<PlannedOffset> partitions, List<ReadError> errors, Instant asOf,
		@Nullable String undoOf, boolean removesGroup) {

	public Plan {
		partitions = List.copyOf(partitions);
		errors = List.copyOf(errors);
	}

	/**
	 * Returns the partitions that the plan is about.
	 * @return the partitions
	 */
	public Set<TopicPartition> topicPartitions() {
		return this.partitions.stream().map(PlannedOffset::topicPartition).collect(Collectors.toSet());
	}

	/**
	 * The same plan with other errors.
	 * @param errors what cannot be done
	 * @return the plan
	 */
	public Plan withErrors(List<ReadError> errors) {
		return new Plan(this.planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				this.partitions, errors, this.asOf, this.undoOf, this.removesGroup);
	}

	/**
	 * The same plan with other partitions.
	 * @param partitions what is to be done
	 * @return the plan
	 */
	public Plan withPartitions(List<PlannedOffset> partitions) {
		return new Plan(this.planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				partitions, this.errors, this.asOf, this.undoOf, this.removesGroup);
	}

	/** The same plan, made again. */
	public Plan as(String planId) {
		return new Plan(planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				this.partitions, this.errors, this.asOf, this.undoOf, this.removesGroup);
	}

	/**
	 * The same plan as one that undoes a reset.
	 * @param resetId the reset
	 * @param removesGroup whether the group was not there before it
	 * @return the plan
	 */
	public Plan asUndoOf(String resetId, boolean removesGroup) {
		return new Plan(this.planId, this.groupId, this.strategy, this.shift, this.time, this.withinLog, this.seen,
				this.partitions, this.errors, this.asOf, resetId, removesGroup);
	}

	/**
	 * Returns whether the targets have to be chosen anew once the group's workers have
	 * stopped.
	 * @return {@code true} if they were chosen by what was committed
	 */
	public boolean isRelative() {
		return this.shift != null || "current".equals(this.strategy);
	}

	/**
	 * What a group was like.
	 *
	 * @param state Kafka's name of its state
	 * @param type what kind it was
	 * @param groupEpoch its epoch, {@code null} in the classic protocol
	 */
	public record Seen(String state, GroupKind type, @Nullable Integer groupEpoch) {

		/**
		 * Returns what a plan keeps of a group.
		 * @param group the group, {@code null} if it does not exist
		 * @return {@code null} if it does not exist
		 */
		public static @Nullable Seen of(@Nullable DescribedGroup group) {
			return (group != null) ? new Seen(group.state(), group.type(), group.groupEpoch()) : null;
		}

	}

}
