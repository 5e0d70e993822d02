package io.roster.offset;

import java.time.Instant;
import java.util.List;

import io.roster.history.PartitionOutcome;
import io.roster.history.PartitionReset;
import io.roster.history.PastReset;
import io.roster.history.Requester;
import io.roster.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A reset of the past, with its partitions.
 *
 * @param resetId its id
 * @param planId the plan that it executed
 * @param groupId the group
 * @param to the target's name; also {@code undo}, {@code copy}, {@code delete-offsets}
 * and {@code delete-group}
 * @param at when it was begun
 * @param by who asked for it
 * @param state how far it came
 * @param datetime the instant that was meant, {@code null} if the target was not a time
 * @param skips how many records it skipped, {@code null} if that is not known
 * @param replays how many records it had read again, {@code null} if that is not known
 * @param undoOf the reset that it undid, {@code null} if it undid none
 * @param undoneBy the newest reset that undid it, {@code null} if none has
 * @param partitions what it did with each partition
 * @param outcomes what was not done, or is not known to be
 */
record ResetRecord(String resetId, String planId, String groupId, String to, Instant at, Requester by,
		PastReset.State state, @Nullable Instant datetime, @Nullable Long skips, @Nullable Long replays,
		@Nullable String undoOf, @Nullable String undoneBy, List<PartitionReset> partitions,
		List<PartitionOutcome> outcomes) {

	ResetRecord {
		partitions = List.copyOf(partitions);
		outcomes = List.copyOf(outcomes);
	}

	static ResetRecord from(PastReset reset, @Nullable String undoneBy) {
		Plan plan = reset.plan();
		return new ResetRecord(reset.resetId(), plan.planId(), plan.groupId(), plan.strategy(), reset.at(), reset.by(),
				reset.state(), plan.time(), PartitionReset.skipsOrNull(plan.partitions()),
				PartitionReset.replaysOrNull(plan.partitions()), plan.undoOf(), undoneBy,
				plan.partitions().stream().map(PartitionReset::from).toList(), reset.outcomes());
	}

}
