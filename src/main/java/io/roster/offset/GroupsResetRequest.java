package io.roster.offset;

import java.util.HashSet;
import java.util.List;

import io.roster.group.GroupId;
import io.roster.plan.Scope;
import io.roster.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a reset of several groups is asked to do: the same for each of them.
 *
 * @param groups the groups
 * @param allGroups {@code true} for every consumer group of the cluster
 * @param to the target
 * @param offset with {@code offset}: where to go
 * @param datetime with {@code datetime}: the time, UTC unless it says otherwise
 * @param duration with {@code duration}: how long ago
 * @param shift with {@code shift}: how many records ahead, negative to go back
 * @param offsets with {@code explicit}: where each partition goes
 * @param scope which partitions; not with {@code explicit}
 * @param dryRun whether only to plan; {@code true} unless it says {@code false}
 * @param planIds instead of all of these: the plans to execute
 * @param pauseWorkers whether workers of this service that have the partitions make room
 */
@Schema(example = "{\"groups\":[\"order-service\"],\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":true}")
record GroupsResetRequest(@Schema(example = "[\"order-service\"]") @Nullable List<String> groups,
		@Schema(description = "true for every consumer group of the cluster",
				example = "false") @Nullable Boolean allGroups,
		ResetRequest.@Nullable Strategy to, @Schema(example = "123") @Nullable Long offset,
		@Schema(example = "2026-11-22T06:05:00.000") @Nullable String datetime,
		@Schema(example = "PT1H") @Nullable String duration, @Schema(example = "-10") @Nullable Long shift,
		@Nullable List<ResetRequest.PartitionTarget> offsets, @Nullable Scope scope,
		@Schema(description = "Whether only to plan; true unless it says false") @Nullable Boolean dryRun,
		@Schema(description = "Instead of all above: the plans to execute") @Nullable List<String> planIds,
		@Nullable Boolean pauseWorkers) {

	GroupsResetRequest {
		groups = (groups != null) ? List.copyOf(groups) : null;
		offsets = (offsets != null) ? List.copyOf(offsets) : null;
		planIds = (planIds != null) ? List.copyOf(planIds) : null;
	}

	boolean isDryRun() {
		return !Boolean.FALSE.equals(this.dryRun);
	}

	boolean isAllGroups() {
		return Boolean.TRUE.equals(this.allGroups);
	}

	List<String> groupsOrNone() {
		return (this.groups != null) ? this.groups : List.of();
	}

	List<String> planIdsOrNone() {
		return (this.planIds != null) ? this.planIds : List.of();
	}

	/**
	 * Checks what several groups add to a reset.
	 * @throws io.roster.problem.InvalidRequestException if it is not clear which groups
	 * are meant
	 */
	void check() {
		Violations violations = new Violations();
		if (planIdsOrNone().isEmpty()) {
			violations.check(isAllGroups() != !groupsOrNone().isEmpty(), "groups",
					"must have at least one, or allGroups be true, or planIds be there");
			for (int i = 0; i < groupsOrNone().size(); i++) {
				violations.check(GroupId.isValid(groupsOrNone().get(i)), "groups[" + i + "]", GroupId.RULE);
			}
			violations.check(new HashSet<>(groupsOrNone()).size() == groupsOrNone().size(), "groups",
					"has one that is there twice");
		}
		else {
			violations.check(!isAllGroups() && this.groups == null, "planIds", "is instead of groups and allGroups");
		}
		violations.throwIfAny();
	}

	ResetRequest forEach(@Nullable String planId) {
		return new ResetRequest(this.to, this.offset, this.datetime, this.duration, this.shift, this.offsets,
				this.scope, this.dryRun, planId, this.pauseWorkers);
	}

}
