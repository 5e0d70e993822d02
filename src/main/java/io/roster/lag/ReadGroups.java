package io.roster.lag;

import io.roster.group.Groups;
import io.roster.group.NoSuchGroupException;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.SnapshotSource;

import org.springframework.stereotype.Component;

/** Groups of the newest snapshot, or of the next if they are newer. */
@Component
class ReadGroups {

	private final SnapshotSource snapshots;

	private final Groups groups;

	ReadGroups(SnapshotSource snapshots, Groups groups) {
		this.snapshots = snapshots;
		this.groups = groups;
	}

	/**
	 * Returns a group. The whole cluster is read for it only if it is there.
	 * @param groupId its id
	 * @return the group as it was read with all others
	 * @throws NoSuchGroupException if there is no such group
	 */
	GroupSnapshot get(String groupId) {
		GroupSnapshot group = this.snapshots.current().group(groupId);
		if (group == null && this.groups.find(groupId, true).isPresent()) {
			group = this.snapshots.fresh().group(groupId);
		}
		if (group == null) {
			throw new NoSuchGroupException(groupId);
		}
		return group;
	}

}
