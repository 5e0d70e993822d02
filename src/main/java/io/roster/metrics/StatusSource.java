package io.roster.metrics;

import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;

/**
 * Knows how groups are, in Burrow's codes ({@code protocol.StatusConstant}): 0 not found,
 * 1 OK, 2 warning, 3 error (of groups only), 4 stop, 5 stall and 6 rewind (of partitions
 * only). Asked for every partition of every group at every scrape, so it looks up and
 * works out nothing.
 */
public interface StatusSource {

	/**
	 * Returns how a group is.
	 * @param group the group
	 * @return the code, -1 if it is not known
	 */
	int group(GroupSnapshot group);

	/**
	 * Returns how many members a group should have.
	 * @param group the group
	 * @return the number, -1 if it is not known
	 */
	default long wantedMembers(GroupSnapshot group) {
		return -1;
	}

	/**
	 * Returns how a group is by this service's own rules.
	 * @param group the group
	 * @return 1 ok, 2 warning, 3 error, -1 if it is not known
	 */
	default int health(GroupSnapshot group) {
		return -1;
	}

	/**
	 * Returns how a group does in a partition.
	 * @param group the group
	 * @param topic one of its topics
	 * @param row a row of the topic, from 0
	 * @return the code, -1 if it is not known
	 */
	int partition(GroupSnapshot group, GroupTopic topic, int row);

}
