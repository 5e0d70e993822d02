package io.roster.deadletter;

import java.util.List;

import io.roster.cluster.ReadError;
import org.jspecify.annotations.Nullable;

/**
 * Some of a group's dead letters.
 *
 * @param groupId the group
 * @param deadLetterTopics the dead letter topics that were read, in the order of their
 * names
 * @param deadLetters the dead letters, newest first; there can be fewer than asked for,
 * even none, while there are more
 * @param limit how many there are at most
 * @param next where to go on, {@code null} if there are no more
 * @param errors what could not be read, usually nothing
 */
record DeadLetterPage(String groupId, List<String> deadLetterTopics, List<DeadLetter> deadLetters, int limit,
		@Nullable String next, List<ReadError> errors) {

	DeadLetterPage {
		deadLetterTopics = List.copyOf(deadLetterTopics);
		deadLetters = List.copyOf(deadLetters);
		errors = List.copyOf(errors);
	}

}
