package io.roster.deletion;

import java.time.Instant;
import java.util.List;

import io.roster.deletion.GroupsDeletion.Deleted;
import io.roster.group.DescribedGroup;
import io.roster.group.GroupKind;
import org.jspecify.annotations.Nullable;

/**
 * Which groups a plan is to delete.
 *
 * @param planId its id
 * @param groups the groups
 * @param inactiveSince since when they must not have committed, {@code null} if that does
 * not matter
 * @param asOf when the plan was made
 * @param outcomes what has become of the groups, none if it was not executed
 */
record DeletionPlan(String planId, List<Planned> groups, @Nullable Instant inactiveSince, Instant asOf,
		List<Deleted> outcomes) {

	DeletionPlan {
		groups = List.copyOf(groups);
		outcomes = List.copyOf(outcomes);
	}

	DeletionPlan executed(List<Deleted> outcomes) {
		return new DeletionPlan(this.planId, this.groups, this.inactiveSince, this.asOf, outcomes);
	}

	/**
	 * A group that is to be deleted.
	 *
	 * @param groupId the group
	 * @param type what kind it is
	 * @param state Kafka's name of its state
	 */
	record Planned(String groupId, GroupKind type, String state) {

		static Planned of(DescribedGroup group) {
			return new Planned(group.groupId(), group.type(), group.state());
		}

	}

}
