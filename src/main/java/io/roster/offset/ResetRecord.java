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
 * @param undoOf the reset that it undid, {@code null} if it undid none
 * @param partitions what it did with each partition
 * @param outcomes what was not done, or is not known to be
 */
record ResetRecord(String resetId, String planId, String groupId, String to, Instant at, Requester by,
		PastReset.State state, @Nullable String undoOf, List<PartitionReset> partitions,
		List<PartitionOutcome> outcomes) {

	ResetRecord {
		partitions = List.copyOf(partitions);
		outcomes = List.copyOf(outcomes);
	}

	static ResetRecord from(PastReset reset) {
		Plan plan = reset.plan();
		return new ResetRecord(reset.resetId(), plan.planId(), plan.groupId(), plan.strategy(), reset.at(), reset.by(),
				reset.state(), plan.undoOf(), plan.partitions().stream().map(PartitionReset::from).toList(),
				reset.outcomes());
	}

}
