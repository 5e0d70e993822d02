package io.roster.deletion;

import java.time.Instant;
import java.util.List;

import io.roster.group.GroupKind;
import io.roster.history.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a deletion of groups does, or would do.
 *
 * @param planId the plan's id, {@code null} if it could not be kept
 * @param dryRun whether nothing was deleted
 * @param groups the groups that match and can be deleted, or were
 * @param notDeletable the groups that match and cannot be deleted as they are
 * @param total how many can be deleted, or were
 * @param repeated whether they were deleted by an earlier request, whose outcome this is;
 * groups of the same ids may be there again
 * @param inactiveSince since when the groups have not committed, {@code null} if that was
 * not asked for
 * @param asOf when the plan was made
 * @param expiresAt until when the plan can be executed, {@code null} if it was
 * @param notKept why the plan cannot be executed by its id, {@code null} if it can
 */
record GroupsDeletion(@Nullable String planId, boolean dryRun, List<Deleted> groups, List<NotDeletable> notDeletable,
		int total, boolean repeated, @Nullable Instant inactiveSince, Instant asOf, @Nullable Instant expiresAt,
		@Nullable String notKept) {

	GroupsDeletion {
		groups = List.copyOf(groups);
		notDeletable = List.copyOf(notDeletable);
	}

	/**
	 * A group that is deleted.
	 *
	 * @param groupId the group
	 * @param type what kind it is
	 * @param state Kafka's name of its state
	 * @param outcome whether it was deleted, {@code null} of a plan
	 * @param resetId the id to put its offsets back by, {@code null} of a plan, and where
	 * nothing was committed
	 * @param status the HTTP status that the failure alone would have had, {@code null}
	 * if there was none
	 * @param detail what happened, {@code null} if it was deleted
	 */
	record Deleted(String groupId, GroupKind type, String state, @Nullable Outcome outcome, @Nullable String resetId,
			@Nullable Integer status, @Nullable String detail) {

		static Deleted planned(DeletionPlan.Planned group) {
			return new Deleted(group.groupId(), group.type(), group.state(), null, null, null, null);
		}

		static Deleted of(DeletionPlan.Planned group, Outcome outcome, @Nullable String resetId,
				@Nullable Integer status, @Nullable String detail) {
			return new Deleted(group.groupId(), group.type(), group.state(), outcome, resetId, status, detail);
		}

		boolean isDone() {
			return this.outcome == Outcome.DONE;
		}

	}

	/**
	 * A group that matches and cannot be deleted.
	 *
	 * @param groupId the group
	 * @param type what kind it is
	 * @param state Kafka's name of its state, {@code null} if it is not known
	 * @param members how many members it has, {@code null} if that is not known
	 * @param reason why it cannot be deleted
	 */
	record NotDeletable(String groupId, @Nullable GroupKind type, @Nullable String state, @Nullable Integer members,
			String reason) {
	}

}
