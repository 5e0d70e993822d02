package io.roster.deadletter;

import java.util.List;

import io.roster.cluster.ReadError;
import org.jspecify.annotations.Nullable;

/**
 * What was put back, or would be.
 *
 * @param groupId the group
 * @param dryRun whether nothing was put back
 * @param count how many were found that are to be put back
 * @param redriven how many were put back
 * @param alreadyRedriven how many were found that were put back before, and are not again
 * @param deadLetters the first 100 of those that are counted, in the order in which they
 * are put back
 * @param next where to go on, {@code null} if all were found
 * @param errors what could not be read, and with a dry run what could not be written to;
 * usually nothing
 */
record RedriveAnswer(String groupId, boolean dryRun, int count, int redriven, int alreadyRedriven,
		List<DeadLetter> deadLetters, @Nullable String next, List<ReadError> errors) {

	private static final int MAX_SHOWN = 100;

	RedriveAnswer {
		deadLetters = List.copyOf(deadLetters.subList(0, Math.min(MAX_SHOWN, deadLetters.size())));
		errors = List.copyOf(errors);
	}

}
