package io.roster.offset;

import java.util.List;

import io.roster.group.GroupId;
import io.roster.plan.Scope;
import io.roster.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a copy of offsets is asked to do.
 *
 * @param from the group whose offsets are copied
 * @param scope which of its partitions; all that it has committed if left out
 * @param topics the same as a scope of these topics
 * @param dryRun whether only to plan; {@code true} unless it says {@code false}
 * @param planId instead of a group and a scope: the plan to execute
 * @param pauseWorkers whether workers of this service that have the partitions make room
 */
@Schema(example = "{\"from\":\"order-service\",\"dryRun\":true}")
record CopyRequest(
		@Schema(description = "The group whose offsets are copied", example = "payment-service") @Nullable String from,
		@Schema(description = "Which of its partitions; all that it has committed if left out") @Nullable Scope scope,
		@Schema(description = "The same as a scope of these topics") @Nullable List<Scope.TopicScope> topics,
		@Schema(description = "Whether only to plan; true unless it says false") @Nullable Boolean dryRun,
		@Schema(description = "Instead of from and scope: the plan to execute") @Nullable String planId,
		@Schema(description = "Whether workers of this service that have the partitions stop for it and go on from "
				+ "there") @Nullable Boolean pauseWorkers) {

	CopyRequest {
		topics = (topics != null) ? List.copyOf(topics) : null;
	}

	/**
	 * Returns the group to copy from.
	 * @param groupId the group to copy to
	 * @return its id
	 * @throws io.roster.problem.InvalidRequestException if it is not said, or cannot be
	 */
	String source(String groupId) {
		Violations violations = new Violations();
		if (violations.check(this.from != null, "from", "is required, or a planId") && this.from != null) {
			violations.check(GroupId.isValid(this.from), "from", GroupId.RULE);
		}
		violations.check(!groupId.equals(this.from), "from", "is the group itself");
		violations.check(this.scope == null || this.topics == null, "topics", "is instead of scope");
		if (this.scope != null || this.topics != null) {
			scopeOrAll().check(violations, "scope");
		}
		violations.throwIfAny();
		return String.valueOf(this.from);
	}

	Scope scopeOrAll() {
		if (this.topics != null) {
			return new Scope(null, this.topics);
		}
		return (this.scope != null) ? this.scope : Scope.ALL_TOPICS;
	}

	/** The same as a reset, for what copies and resets have in common. */
	ResetRequest toReset() {
		if (this.planId != null) {
			Violations violations = new Violations();
			violations.check(this.from == null && this.scope == null && this.topics == null, "planId",
					"is instead of from, scope and topics");
			violations.throwIfAny();
		}
		return new ResetRequest(null, null, null, null, null, null, null, this.dryRun, this.planId, this.pauseWorkers);
	}

}
