package io.roster.group;

import java.util.List;

/**
 * The members of a group.
 *
 * @param groupId the group's id
 * @param members its members in the order of their ids, none if it is empty
 */
record GroupMembers(String groupId, List<Member> members) {

	GroupMembers {
		members = List.copyOf(members);
	}

	static GroupMembers from(DescribedGroup group) {
		return new GroupMembers(group.groupId(), group.members());
	}

}
