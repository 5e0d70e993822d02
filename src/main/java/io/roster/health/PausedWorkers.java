package io.roster.health;

import java.util.Set;

/** Tells which workers of this service are paused. */
@FunctionalInterface
public interface PausedWorkers {

	/** No worker is paused. */
	PausedWorkers NONE = (groupId) -> Set.of();

	/**
	 * Returns the workers of a group that are paused, of all replicas.
	 * @param groupId the group
	 * @return their ids, empty as a rule
	 */
	Set<String> of(String groupId);

}
