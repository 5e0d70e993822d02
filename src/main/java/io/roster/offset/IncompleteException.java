package io.roster.offset;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.roster.history.Outcome;
import io.roster.history.PartitionOutcome;
import io.roster.history.PastReset;
import io.roster.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Not all of a reset was done, or it is not known, or somebody else has written in
 * between.
 */
class IncompleteException extends ProblemException {

	private static final int NAMED = 3;

	private IncompleteException(HttpStatus status, String type, String title, String detail) {
		super(status, type, title, detail);
	}

	static IncompleteException of(Execution.Executed executed) {
		List<PartitionOutcome> outcomes = executed.outcomes();
		IncompleteException problem;
		if (outcomes.stream().allMatch(PartitionOutcome::isDone)) {
			problem = new IncompleteException(HttpStatus.CONFLICT, "overwritten", "Somebody else wrote in between",
					"The offsets were set, but "
							+ name(outcomes.stream().filter((outcome) -> outcome.overwritten() != null).toList())
							+ " had another one right after: somebody else commits to this group.");
		}
		else {
			Map<Outcome, Long> counts = outcomes.stream()
				.collect(Collectors.groupingBy(PartitionOutcome::outcome, Collectors.counting()));
			List<PartitionOutcome> failed = outcomes.stream().filter((outcome) -> !outcome.isDone()).toList();
			problem = new IncompleteException(status(failed),
					counts.containsKey(Outcome.UNKNOWN) ? "outcome-unknown" : "not-all-done", "Not all was done",
					counts.getOrDefault(Outcome.DONE, 0L) + " done, " + counts.getOrDefault(Outcome.NOT_DONE, 0L)
							+ " not done, " + counts.getOrDefault(Outcome.UNKNOWN, 0L) + " unknown: " + name(failed)
							+ ". " + failed.get(0).detail() + (executed.reset().plan().partitions().isEmpty() ? ""
									: " The same planId may be sent again: it writes only what is missing."));
		}
		PastReset reset = executed.reset();
		problem.with("groupId", reset.plan().groupId());
		problem.with("planId", reset.plan().planId());
		if (!reset.plan().partitions().isEmpty()) {
			problem.with("resetId", reset.resetId());
		}
		problem.with("outcomes", List.copyOf(outcomes));
		return problem;
	}

	/** Unknown is worse than no. */
	private static HttpStatus status(List<PartitionOutcome> failed) {
		Integer status = failed.stream()
			.filter((outcome) -> outcome.outcome() == Outcome.UNKNOWN)
			.findFirst()
			.orElse(failed.get(0))
			.status();
		HttpStatus resolved = (status != null) ? HttpStatus.resolve(status) : null;
		if (resolved == null) {
			return HttpStatus.BAD_GATEWAY;
		}
		// The group in the path is there; what is not is one of its partitions.
		return (resolved == HttpStatus.NOT_FOUND) ? HttpStatus.CONFLICT : resolved;
	}

	private static String name(List<PartitionOutcome> outcomes) {
		String names = outcomes.stream()
			.limit(NAMED)
			.map((outcome) -> name(outcome.topic(), outcome.partition()))
			.collect(Collectors.joining(", "));
		return names + ((outcomes.size() > NAMED) ? " and " + (outcomes.size() - NAMED) + " more" : "");
	}

	private static String name(@Nullable String topic, @Nullable Integer partition) {
		return (partition != null) ? topic + "-" + partition : String.valueOf(topic);
	}

}
