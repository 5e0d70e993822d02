package io.roster.health;

import io.roster.group.Groups;
import io.roster.group.NoSuchGroupException;
import io.roster.problem.InvalidRequestException;
import io.roster.snapshot.SnapshotSource;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/** Answers how a group is, from a snapshot that is new enough. */
@Component
class HealthReports {

	private final SnapshotSource snapshots;

	private final Health health;

	private final Groups groups;

	HealthReports(SnapshotSource snapshots, Health health, Groups groups) {
		this.snapshots = snapshots;
		this.health = health;
		this.groups = groups;
	}

	/**
	 * Reports on a group.
	 * @param groupId the group
	 * @param rules {@code roster} or {@code burrow}
	 * @param all whether partitions that are ok are told as well
	 * @param fresh whether the answer has to be from after this call
	 * @return the report
	 * @throws NoSuchGroupException if there is no such group
	 */
	HealthReport report(String groupId, String rules, boolean all, boolean fresh) {
		boolean burrow = isBurrow(rules);
		var unused = fresh ? this.snapshots.fresh() : this.snapshots.current();
		HealthReport report = report(groupId, burrow, all);
		if (report == null && this.groups.find(groupId, true).isPresent()) {
			// It is newer than the snapshot.
			unused = this.snapshots.fresh();
			report = report(groupId, burrow, all);
		}
		if (report == null) {
			throw new NoSuchGroupException(groupId);
		}
		return report;
	}

	private @Nullable HealthReport report(String groupId, boolean burrow, boolean all) {
		return burrow ? this.health.burrowOf(groupId, all) : this.health.of(groupId, all);
	}

	private static boolean isBurrow(String rules) {
		if (rules.equalsIgnoreCase("burrow")) {
			return true;
		}
		if (!rules.equalsIgnoreCase("roster")) {
			throw new InvalidRequestException("rules", "must be roster or burrow, not '" + rules + "'");
		}
		return false;
	}

}
