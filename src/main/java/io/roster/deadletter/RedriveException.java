package io.roster.deadletter;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.roster.history.Outcome;
import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** Not all dead letters were put back, or it is not known. */
class RedriveException extends ProblemException {

	private RedriveException(HttpStatus status, String type, String detail) {
		super(status, type, "Not all was done", detail);
	}

	/**
	 * Creates the problem.
	 * @param answer what was to be put back
	 * @param outcomes what came of each; not all are done
	 * @return the problem
	 */
	static RedriveException of(RedriveAnswer answer, List<RedriveOutcome> outcomes) {
		Map<Outcome, Long> counts = outcomes.stream()
			.collect(Collectors.groupingBy(RedriveOutcome::outcome, Collectors.counting()));
		List<RedriveOutcome> failed = outcomes.stream().filter((outcome) -> !outcome.isDone()).toList();
		// Unknown is worse than no.
		RedriveOutcome telling = failed.stream()
			.filter((outcome) -> outcome.outcome() == Outcome.UNKNOWN)
			.findFirst()
			.orElse(failed.get(0));
		HttpStatus status = (telling.status() != null) ? HttpStatus.resolve(telling.status()) : null;
		if (status == null) {
			status = HttpStatus.BAD_GATEWAY;
		}
		RedriveException problem = new RedriveException(
				// The group in the path is there; what is not is where a record came
				// from.
				(status == HttpStatus.NOT_FOUND) ? HttpStatus.CONFLICT : status,
				counts.containsKey(Outcome.UNKNOWN) ? "outcome-unknown" : "not-all-done",
				counts.getOrDefault(Outcome.DONE, 0L) + " put back, " + counts.getOrDefault(Outcome.NOT_DONE, 0L)
						+ " not, " + counts.getOrDefault(Outcome.UNKNOWN, 0L) + " unknown: " + telling.deadLetterTopic()
						+ "-" + telling.deadLetterPartition() + " at " + telling.deadLetterOffset() + ": "
						+ telling.detail());
		problem.with("groupId", answer.groupId()).with("outcomes", List.copyOf(outcomes));
		String next = answer.next();
		if (next != null) {
			problem.with("next", next);
		}
		return problem;
	}

}
