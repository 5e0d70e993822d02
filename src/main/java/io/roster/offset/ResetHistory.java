package io.roster.offset;

import java.util.List;

import io.roster.history.PastReset.Summary;

/**
 * The resets of a group.
 *
 * @param groupId the group
 * @param resets newest first, none if there are none or they are no longer kept
 * @param total how many there are
 */
record ResetHistory(String groupId, List<Summary> resets, int total) {

	ResetHistory {
		resets = List.copyOf(resets);
	}

}
