package io.roster.group;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Whether a group exists.
 *
 * @param groupId the id that was asked for
 * @param exists whether Kafka knows it
 * @param type what kind of group it is, {@code null} if it does not exist
 * @param state Kafka's own name of its state, {@code null} if it does not exist
 */
record GroupExistence(String groupId, boolean exists, @Nullable GroupKind type, @Nullable String state) {

	static GroupExistence from(String groupId, Optional<DescribedGroup> found) {
		return found.map((group) -> new GroupExistence(groupId, true, group.type(), group.state()))
			.orElseGet(() -> new GroupExistence(groupId, false, null, null));
	}

}
