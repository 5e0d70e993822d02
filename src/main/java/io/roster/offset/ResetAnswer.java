package io.roster.offset;

import java.time.Instant;
import java.util.List;

import io.roster.cluster.ReadError;
import io.roster.history.PartitionOutcome;
import io.roster.history.PartitionReset;
import io.roster.plan.Plan;
import io.roster.plan.PlannedOffset;
import io.roster.text.CsvView;
import io.roster.text.TextView;
import org.jspecify.annotations.Nullable;

/**
 * What a reset does, or would do.
 *
 * @param planId the plan's id, {@code null} if it could not be kept
 * @param resetId the id to undo it by, {@code null} of a plan and where there was nothing
 * to do
 * @param groupId the group
 * @param dryRun whether nothing was changed
 * @param to the target's name
 * @param datetime the instant that was meant, {@code null} if the target is not a time
 * @param state the state that the group was in, {@code null} if it did not exist
 * @param partitions what it does with each partition, in the order of topic and number
 * @param outcomes what has become of each partition, none of a plan
 * @param skips how many records are never read, gaps in the log counted
 * @param replays how many records are read again, gaps in the log counted
 * @param undoOf the reset that is undone, {@code null} if none is
 * @param errors what was asked for and cannot be done, usually nothing
 * @param asOf when the group was read
 * @param executedAt when it was executed, {@code null} of a plan
 * @param repeated whether it was executed by an earlier request, whose outcome this is;
 * nothing was written now, and others may have written since
 * @param expiresAt until when the plan can be executed, {@code null} if it was
 * @param notKept why the plan cannot be executed by its id, {@code null} if it can
 */
record ResetAnswer(@Nullable String planId, @Nullable String resetId, String groupId, boolean dryRun, String to,
		@Nullable Instant datetime, @Nullable String state, List<PartitionReset> partitions,
		List<PartitionOutcome> outcomes, long skips, long replays, @Nullable String undoOf, List<ReadError> errors,
		Instant asOf, @Nullable Instant executedAt, boolean repeated, @Nullable Instant expiresAt,
		@Nullable String notKept) implements CsvView, TextView {

	ResetAnswer {
		partitions = List.copyOf(partitions);
		outcomes = List.copyOf(outcomes);
		errors = List.copyOf(errors);
	}

	static ResetAnswer planned(Plan plan, @Nullable Instant expiresAt, @Nullable String notKept) {
		return of(plan, (notKept == null) ? plan.planId() : null, List.of(), null, true, null, false, expiresAt,
				notKept);
	}

	static ResetAnswer executed(Execution.Executed executed) {
		Plan plan = executed.reset().plan();
		return of(plan, plan.planId(), executed.outcomes(),
				plan.partitions().isEmpty() ? null : executed.reset().resetId(), false, executed.reset().at(),
				executed.isRepeated(), null, null);
	}

	static ResetAnswer nothingToDo(Plan plan) {
		return of(plan, null,
				plan.partitions().stream().map(PlannedOffset::topicPartition).map(PartitionOutcome::done).toList(),
				null, false, null, false, null, null);
	}

	@Override
	public String csv() {
		return ResetTables.csv(this);
	}

	@Override
	public String text() {
		return ResetTables.text(List.of(this));
	}

	private static ResetAnswer of(Plan plan, @Nullable String planId, List<PartitionOutcome> outcomes,
			@Nullable String resetId, boolean dryRun, @Nullable Instant executedAt, boolean repeated,
			@Nullable Instant expiresAt, @Nullable String notKept) {
		return new ResetAnswer(planId, resetId, plan.groupId(), dryRun, plan.strategy(), plan.time(),
				(plan.seen() != null) ? plan.seen().state() : null,
				plan.partitions().stream().map(PartitionReset::from).toList(), outcomes,
				PartitionReset.skips(plan.partitions()), PartitionReset.replays(plan.partitions()), plan.undoOf(),
				plan.errors(), plan.asOf(), executedAt, repeated, expiresAt, notKept);
	}

}
