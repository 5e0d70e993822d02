package io.roster.metrics;

import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;

/**
 * Knows how far behind groups are in time. Asked for every partition of every group at
 * every scrape, so it looks up and works out nothing.
 */
@FunctionalInterface
public interface TimeLagSource {

	/**
	 * Returns how far behind a group is in a partition.
	 * @param group the group
	 * @param topic one of its topics
	 * @param row a row of the topic, from 0
	 * @return the time in milliseconds, -1 if it is not known
	 */
	long millis(GroupSnapshot group, GroupTopic topic, int row);

}
