package io.roster.group;

import org.jspecify.annotations.Nullable;

/** How groups are, which takes more than one read to know. */
@FunctionalInterface
public interface HealthStatuses {

	/** Where nobody judges. */
	HealthStatuses NONE = (groupId) -> null;

	/**
	 * Returns how a group is.
	 * @param groupId the group
	 * @return {@code ok}, {@code warning} or {@code error}; {@code null} if that is not
	 * known
	 */
	@Nullable String of(String groupId);

}
