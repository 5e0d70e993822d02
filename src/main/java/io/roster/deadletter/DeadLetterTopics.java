package io.roster.deadletter;

import java.util.Set;

/**
 * Who knows dead letter topics that go by another name than {@code TOPIC-dlt}. Beans that
 * implement it are asked; there need not be any.
 */
public interface DeadLetterTopics {

	/**
	 * Returns the dead letter topics of a group that were given names of their own.
	 * @param groupId the group
	 * @return the topics, whether they are there yet or not; empty if none is known
	 */
	Set<String> of(String groupId);

}
