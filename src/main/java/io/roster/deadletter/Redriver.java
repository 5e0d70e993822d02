package io.roster.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.deadletter.RedriveSearch.Selected;
import io.roster.deadletter.RedriveSearch.Selection;
import io.roster.deadletter.Redrives.Claim;
import io.roster.history.Outcome;
import io.roster.plan.Ids;
import io.roster.problem.ProblemException;
import io.roster.topic.TopicLookup;
import io.roster.topic.Topics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Puts dead letters back to the partitions that they come from. Each is claimed first and
 * marked when Kafka has it. What was claimed and never marked, since the service broke
 * down or Kafka did not answer, may be back or not: that is said, and it is put back only
 * if that is asked for.
 */
@Component
class Redriver {

	private static final Log log = LogFactory.getLog(Redriver.class);

	private static final int CONFLICT = 409;

	private static final int NOT_FOUND = 404;

	private final RedriveSearch search;

	private final Redrives redrives;

	private final RedriveSender sender;

	private final Cluster cluster;

	private final Topics topics;

	private final DeadLetterProperties properties;

	Redriver(RedriveSearch search, Redrives redrives, RedriveSender sender, Cluster cluster, Topics topics,
			DeadLetterProperties properties) {
		this.search = search;
		this.redrives = redrives;
		this.sender = sender;
		this.cluster = cluster;
		this.topics = topics;
		this.properties = properties;
	}

	/**
	 * Puts a group's dead letters back, or says what it would do.
	 * @param groupId the group
	 * @param request which of them, and how
	 * @return what was put back, all of it
	 * @throws RedriveException with outcomes for each if not all were put back
	 * @throws ProblemException if nothing was done
	 */
	RedriveAnswer redrive(String groupId, RedriveRequest request) {
		request.check();
		this.redrives.refresh();
		Selection found = this.search.find(groupId, request);
		List<Selected> selected = found.selected();
		Map<String, RedriveOutcome> outcomes = impossible(selected);
		if (request.isDryRun()) {
			List<ReadError> errors = new ArrayList<>(found.errors());
			outcomes.values().stream().map(Redriver::error).distinct().forEach(errors::add);
			return new RedriveAnswer(groupId, true, selected.size() - outcomes.size(), 0, found.already(),
					letters(selected, outcomes), found.next(), errors);
		}
		if (!request.isAgain()) {
			selected.forEach((candidate) -> leaveClaimed(candidate.letter(), outcomes));
		}
		Instant at = execute(selected, outcomes);
		List<DeadLetter> redriven = selected.stream()
			.map(Selected::letter)
			.filter((letter) -> isDone(outcomes.get(letter.id())))
			.map((letter) -> letter.withRedrivenAt(at))
			.toList();
		RedriveAnswer answer = new RedriveAnswer(groupId, false, selected.size(), redriven.size(), found.already(),
				redriven, found.next(), found.errors());
		if (redriven.size() < selected.size()) {
			throw RedriveException.of(answer, inOrder(selected, outcomes));
		}
		return answer;
	}

	private static boolean isDone(@Nullable RedriveOutcome outcome) {
		return outcome != null && outcome.isDone();
	}

	private static List<RedriveOutcome> inOrder(List<Selected> selected, Map<String, RedriveOutcome> outcomes) {
		List<RedriveOutcome> ordered = new ArrayList<>();
		for (Selected candidate : selected) {
			RedriveOutcome outcome = outcomes.get(candidate.letter().id());
			if (outcome != null) {
				ordered.add(outcome);
			}
		}
		return ordered;
	}

	private static List<DeadLetter> letters(List<Selected> selected, Map<String, RedriveOutcome> impossible) {
		return selected.stream()
			.map(Selected::letter)
			.filter((letter) -> !impossible.containsKey(letter.id()))
			.toList();
	}

	private static ReadError error(RedriveOutcome outcome) {
		return new ReadError(null, outcome.topic(), outcome.partition(),
				(outcome.status() != null) ? outcome.status() : CONFLICT, "Cannot be put back",
				String.valueOf(outcome.detail()));
	}

	/** Those whose partition cannot be written to. */
	private Map<String, RedriveOutcome> impossible(List<Selected> selected) {
		Set<String> names = new HashSet<>();
		selected.forEach((candidate) -> {
			TopicPartition origin = candidate.letter().origin();
			if (origin != null && Topic.isValid(origin.topic())) {
				names.add(origin.topic());
			}
		});
		TopicLookup lookup = this.topics.lookUp(this.cluster.calls());
		lookup.lookUpAgain(names);
		Map<String, RedriveOutcome> impossible = new HashMap<>();
		selected.forEach((candidate) -> {
			RedriveOutcome outcome = check(candidate.letter(), lookup);
			if (outcome != null) {
				impossible.put(candidate.letter().id(), outcome);
			}
		});
		return impossible;
	}

	private @Nullable RedriveOutcome check(DeadLetter letter, TopicLookup lookup) {
		TopicPartition origin = letter.origin();
		if (origin == null || !Topic.isValid(origin.topic())) {
			return RedriveOutcome.of(letter, Outcome.NOT_DONE, CONFLICT,
					"Its headers do not say which partition it comes from.");
		}
		// Whoever can write to a dead letter topic could write there otherwise.
		if (Topic.isInternal(origin.topic()) || origin.topic().equals(this.properties.topic())) {
			return RedriveOutcome.of(letter, Outcome.NOT_DONE, CONFLICT,
					"Topic '" + origin.topic() + "' is nobody's to write to.");
		}
		ProblemException failure = lookup.failure(origin.topic());
		if (failure != null && failure.getStatusCode().value() != NOT_FOUND) {
			return RedriveOutcome.failed(letter, Outcome.NOT_DONE, failure);
		}
		if (origin.partition() >= lookup.count(origin.topic())) {
			return RedriveOutcome.of(letter, Outcome.NOT_DONE, NOT_FOUND, (failure != null)
					? "Topic '" + origin.topic() + "' is gone." : "Partition " + origin + " is gone.");
		}
		List<ReadError> leaderless = new ArrayList<>();
		return lookup.readable(origin, leaderless) ? null : RedriveOutcome.of(letter, Outcome.NOT_DONE,
				leaderless.get(0).status(), "Partition " + origin + " has no leader, so nothing can be written to it.");
	}

	/** Of what was begun once, nobody knows whether it is back. */
	private void leaveClaimed(DeadLetter letter, Map<String, RedriveOutcome> outcomes) {
		Redrives.Mark mark = this.redrives.of(letter);
		if (mark != null && !mark.done()) {
			outcomes.putIfAbsent(letter.id(),
					RedriveOutcome.of(letter, Outcome.UNKNOWN, CONFLICT,
							"A redrive that began at " + mark.at()
									+ " has not said what came of it: it is still at it, "
									+ "or it broke down. With \"again\":true the record is put back once more."));
		}
	}

	private Instant execute(List<Selected> selected, Map<String, RedriveOutcome> outcomes) {
		List<Selected> wanted = selected.stream()
			.filter((candidate) -> !outcomes.containsKey(candidate.letter().id()))
			.toList();
		Claim claim = this.redrives.claim(Ids.of("d-"), wanted.stream().map(Selected::letter).toList());
		List<Selected> ours = new ArrayList<>();
		for (Selected candidate : wanted) {
			if (claim.ids().contains(candidate.letter().id())) {
				ours.add(candidate);
			}
			else {
				outcomes.put(candidate.letter().id(), RedriveOutcome.of(candidate.letter(), Outcome.NOT_DONE, CONFLICT,
						"Another redrive has taken it at the same time."));
			}
		}
		if (!ours.isEmpty()) {
			outcomes.putAll(this.sender.send(ours));
		}
		Instant at = this.redrives.now();
		note(claim, ours, outcomes, at);
		return at;
	}

	private void note(Claim claim, Collection<Selected> sent, Map<String, RedriveOutcome> outcomes, Instant at) {
		List<DeadLetter> done = new ArrayList<>();
		List<DeadLetter> notDone = new ArrayList<>();
		for (Selected candidate : sent) {
			RedriveOutcome outcome = outcomes.get(candidate.letter().id());
			if (outcome != null && outcome.outcome() != Outcome.UNKNOWN) {
				(outcome.isDone() ? done : notDone).add(candidate.letter());
			}
		}
		try {
			this.redrives.done(claim, done, at);
			this.redrives.release(claim, notDone);
		}
		catch (ProblemException ex) {
			// The records are where they belong; only the next redrive cannot tell.
			log.warn("What came of redrive " + claim.redriveId() + " was not noted: " + ex.detail());
		}
	}

}
