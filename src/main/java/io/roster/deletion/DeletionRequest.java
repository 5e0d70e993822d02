package io.roster.deletion;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.group.GroupKind;
import io.roster.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import org.apache.kafka.common.GroupState;
import org.jspecify.annotations.Nullable;

/**
 * Which groups are to be deleted.
 *
 * @param search part of the id, in any case; all if left out
 * @param states Kafka's names of states; all if left out
 * @param types what kinds of groups; all if left out
 * @param inactiveFor only groups whose last commit is that long ago; a group whose last
 * commit is not known never is
 * @param dryRun whether only to plan; {@code true} unless it says {@code false}
 * @param planId instead of all of these: the plan to execute
 */
@Schema(example = "{\"search\":\"console-consumer\",\"states\":[\"Empty\"],\"dryRun\":true}")
record DeletionRequest(
		@Schema(description = "Part of the id, in any case", example = "console-consumer") @Nullable String search,
		@Schema(description = "Kafka's names of states", example = "[\"Empty\"]") @Nullable List<String> states,
		@Schema(description = "What kinds of groups") @Nullable List<GroupKind> types,
		@Schema(description = "Only groups whose last commit is that long ago, ISO-8601; a group that has committed "
				+ "nothing never is", example = "P30D") @Nullable String inactiveFor,
		@Schema(description = "Whether only to plan; true unless it says false") @Nullable Boolean dryRun,
		@Schema(description = "Instead of all above: the plan to execute") @Nullable String planId) {

	DeletionRequest {
		states = (states != null) ? List.copyOf(states) : null;
		types = (types != null) ? List.copyOf(types) : null;
	}

	/**
	 * Checks the request.
	 * @throws io.roster.problem.InvalidRequestException if it cannot be right
	 */
	void check() {
		Violations violations = new Violations();
		boolean execute = Boolean.FALSE.equals(this.dryRun);
		if (this.planId != null) {
			violations.check(execute, "dryRun", "must be false to execute the plan");
			violations.check(
					this.search == null && this.states == null && this.types == null && this.inactiveFor == null,
					"planId", "is instead of search, states, types and inactiveFor");
		}
		else {
			violations.check(!execute, "planId", "is required to delete: groups are deleted as a plan has shown them");
			List<String> known = Arrays.stream(GroupState.values())
				.filter((state) -> state != GroupState.UNKNOWN)
				.map(GroupState::toString)
				.toList();
			Set<String> lower = known.stream()
				.map((state) -> state.toLowerCase(Locale.ROOT))
				.collect(Collectors.toSet());
			statesOrAll().forEach((state) -> violations.check(lower.contains(state), "states",
					"must be of " + String.join(", ", known) + ", not '" + state + "'"));
			checkInactiveFor(violations);
		}
		violations.throwIfAny();
	}

	private void checkInactiveFor(Violations violations) {
		if (this.inactiveFor != null) {
			boolean valid;
			try {
				Duration duration = Duration.parse(this.inactiveFor);
				valid = !duration.isNegative() && !duration.isZero() && duration.toDays() <= 3650;
			}
			catch (DateTimeException ex) {
				valid = false;
			}
			violations.check(valid, "inactiveFor",
					"must be a duration from seconds to 3650 days, such as P30D, not '" + this.inactiveFor + "'");
		}
	}

	/** In lower case. */
	Set<String> statesOrAll() {
		return (this.states != null)
				? this.states.stream().map((state) -> state.toLowerCase(Locale.ROOT)).collect(Collectors.toSet())
				: Set.of();
	}

	Set<GroupKind> typesOrAll() {
		return (this.types != null) ? Set.copyOf(this.types) : Set.of();
	}

	@Nullable Instant inactiveSince(Instant now) {
		return (this.inactiveFor != null) ? now.minus(Duration.parse(this.inactiveFor)) : null;
	}

}
