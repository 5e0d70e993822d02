package io.roster.offset;

import java.util.List;
import java.util.stream.Collectors;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** Things are no longer as the plan saw them; nothing was written. */
class PlanOutdatedException extends ProblemException {

	private static final int NAMED = 3;

	PlanOutdatedException(String groupId, List<PlanCheck.Change> changes) {
		super(HttpStatus.CONFLICT, "plan-outdated", "Not as it was planned", "Group '" + groupId
				+ "' is not as the plan saw it: "
				+ changes.stream().limit(NAMED).map(PlanCheck.Change::toString).collect(Collectors.joining(", "))
				+ ((changes.size() > NAMED) ? " and " + (changes.size() - NAMED) + " more" : "")
				+ ". Nothing was written; make a new plan.");
		with("groupId", groupId);
		with("changes", List.copyOf(changes));
	}

}
