package io.roster.offset;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.roster.group.DescribedGroup;
import io.roster.group.NoSuchGroupException;
import io.roster.history.NotKeptException;
import io.roster.history.PastReset;
import io.roster.history.Requester;
import io.roster.history.ResetLog;
import io.roster.offset.Execution.Executed;
import io.roster.plan.Committed;
import io.roster.plan.CommittedOffsets;
import io.roster.plan.Ids;
import io.roster.plan.Plan;
import io.roster.plan.Planner;
import io.roster.plan.RecordTimes;
import io.roster.plan.Scope;
import io.roster.plan.Target;
import io.roster.problem.InvalidRequestException.FieldError;
import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import io.roster.topic.TopicNames;
import org.apache.kafka.common.TopicPartition;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Resets, copies, undoes and deletes committed offsets: plans first, then executes. */
@Component
class Resets {

	private static final int MAX_LIMIT = 1000;

	private final Planner planner;

	private final CommittedOffsets committed;

	private final RecordTimes times;

	private final Execution execution;

	private final UndoPlanner undo;

	private final ResetLog log;

	private final Clock clock;

	Resets(Planner planner, CommittedOffsets committed, RecordTimes times, Execution execution, UndoPlanner undo,
			ResetLog log, Clock clock) {
		this.planner = planner;
		this.committed = committed;
		this.times = times;
		this.execution = execution;
		this.undo = undo;
		this.log = log;
		this.clock = clock;
	}

	/**
	 * Plans or executes a reset.
	 * @param groupId the group, which need not exist if the scope names topics
	 * @param request what is asked for
	 * @param by who asks
	 * @return what it does or would do
	 */
	ResetAnswer reset(String groupId, ResetRequest request, Requester by) {
		String planId = request.plan();
		if (planId != null) {
			return executeKept(groupId, planId, request, by);
		}
		ResetRequest.Wanted wanted = request.wanted(this.clock);
		Plan plan = this.planner.plan(groupId, wanted.target(), wanted.scope());
		return finish(plan, request,
				(old) -> this.planner.plan(groupId, wanted.target(), wanted.scope()).as(old.planId()), by);
	}

	/**
	 * Returns which group a plan is for.
	 * @param planId the plan
	 * @return the group
	 * @throws NotKeptException if there is no such plan, or its time has passed
	 */
	String groupOf(String planId) {
		return kept(planId).map(Plan::groupId).orElseThrow(() -> NotKeptException.plan(planId));
	}

	/**
	 * Checks that a request can be right.
	 * @param request the request
	 * @throws io.roster.problem.InvalidRequestException if not
	 */
	void check(ResetRequest request) {
		if (request.plan() == null) {
			request.wanted(this.clock);
		}
	}

	/**
	 * Plans or executes a copy of another group's offsets.
	 * @param groupId the group to copy to, which need not exist
	 * @param request what is asked for
	 * @param by who asks
	 * @return what it does or would do
	 */
	ResetAnswer copy(String groupId, CopyRequest request, Requester by) {
		ResetRequest how = request.toReset();
		String planId = how.plan();
		if (planId != null) {
			return executeKept(groupId, planId, how, by);
		}
		String source = request.source(groupId);
		UnaryOperator<Plan> again = (old) -> copyOf(groupId, source, request.scopeOrAll()).as(old.planId());
		return finish(copyOf(groupId, source, request.scopeOrAll()), how, again, by);
	}

	private Plan copyOf(String groupId, String source, Scope scope) {
		if (this.planner.find(source).isEmpty()) {
			throw new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "no-such-group", "No such group",
					"Kafka knows no group '" + source + "' to copy from.")
				.with("errors", List.of(new FieldError("from", "names '" + source + "', which is no group")));
		}
		Map<TopicPartition, Committed> offsets = this.committed.of(source, scope);
		return this.planner.planAsItWas(groupId, new Target.Copied("copy", offsets), offsets.keySet(), true);
	}

	/**
	 * Plans or executes to put back what a reset has replaced.
	 * @param groupId the group
	 * @param resetId the reset
	 * @param request how
	 * @param by who asks
	 * @return what it does or would do
	 */
	ResetAnswer undo(String groupId, String resetId, UndoRequest request, Requester by) {
		PastReset past = find(groupId, resetId);
		ResetRequest how = request.toReset();
		Optional<PastReset> undone = how.isDryRun() ? Optional.empty() : this.log.undoOf(resetId);
		if (undone.isPresent()) {
			return answer(Executed.before(undone.get()));
		}
		if (!how.isDryRun() && !request.mayIgnoreLater()) {
			requireNoneLater(past);
		}
		Plan plan = this.undo.plan(past);
		return finish(plan, how, UnaryOperator.identity(), by);
	}

	/** What was reset since, and is not undone, would be overwritten without a word. */
	private void requireNoneLater(PastReset past) {
		List<String> later = this.log.laterInForce(past);
		if (!later.isEmpty()) {
			throw new ProblemException(HttpStatus.CONFLICT, "later-resets", "There are later resets", "Group '"
					+ past.plan().groupId() + "' was reset again after " + past.resetId() + ": "
					+ String.join(", ", later)
					+ ". Undo these first, or send \"ignoreLater\":true to put back what was before all of them.")
				.with("laterResets", later);
		}
	}

	/**
	 * Deletes offsets of a group.
	 * @param groupId the group
	 * @param topic the topic
	 * @param numbers the partitions; all that are committed if none is named
	 * @param by who asks
	 * @return what was done
	 * @throws NoSuchGroupException if there is no such group
	 */
	ResetAnswer delete(String groupId, String topic, Set<Integer> numbers, Requester by) {
		Violations violations = new Violations();
		TopicNames.check(violations, "topic", topic);
		violations.check(numbers.stream().allMatch((number) -> number >= 0), "partition", "must not be negative");
		violations.throwIfAny();
		if (this.planner.find(groupId).isEmpty()) {
			throw new NoSuchGroupException(groupId);
		}
		Set<TopicPartition> partitions = numbers.stream()
			.map((number) -> new TopicPartition(topic, number))
			.collect(Collectors.toSet());
		Map<TopicPartition, Committed> committed = this.committed.of(groupId,
				new Scope(null, List.of(new Scope.TopicScope(topic, null))));
		this.committed.requirePartitions(topic, partitions, committed.keySet());
		if (partitions.isEmpty()) {
			partitions = committed.keySet();
		}
		Plan plan = this.planner.planAsItWas(groupId, new Target.Nothing(), partitions, false);
		if (partitions.stream().noneMatch(committed::containsKey)) {
			// Nothing is there, so nothing is kept of it.
			return ResetAnswer.nothingToDo(plan);
		}
		Executed executed = this.execution.executeBesideMembers(plan, by);
		boolean allForbidden = executed.outcomes()
			.stream()
			.allMatch((outcome) -> outcome.status() != null && outcome.status() == HttpStatus.CONFLICT.value());
		DescribedGroup group = allForbidden ? this.planner.find(groupId).orElse(null) : null;
		if (group != null && !group.members().isEmpty()) {
			throw GroupActiveException.subscribed(group, topic, executed.outcomes());
		}
		return answer(executed);
	}

	/**
	 * Lists the resets of a group.
	 * @param groupId the group, whether it exists or not
	 * @param limit how many at most
	 * @return newest first
	 */
	ResetHistory history(String groupId, int limit) {
		Violations violations = new Violations();
		violations.check(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT);
		violations.throwIfAny();
		List<PastReset.Summary> resets = this.log.resets(groupId);
		return new ResetHistory(groupId, resets.subList(0, Math.min(limit, resets.size())), resets.size());
	}

	/**
	 * Returns a reset of the past.
	 * @param groupId the group
	 * @param resetId the reset
	 * @return the reset
	 */
	ResetRecord get(String groupId, String resetId) {
		PastReset past = find(groupId, resetId);
		String undoneBy = this.log.resets(groupId)
			.stream()
			.filter((reset) -> reset.resetId().equals(resetId))
			.map(PastReset.Summary::undoneBy)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		return ResetRecord.from(past, undoneBy);
	}

	private PastReset find(String groupId, String resetId) {
		return this.log.reset(resetId)
			.filter((reset) -> reset.plan().groupId().equals(groupId))
			.orElseThrow(() -> NotKeptException.reset(resetId));
	}

	private ResetAnswer executeKept(String groupId, String planId, ResetRequest request, Requester by) {
		Plan plan = kept(planId).filter((found) -> found.groupId().equals(groupId))
			.orElseThrow(() -> NotKeptException.plan(planId));
		return answer(this.execution.execute(plan, request.mayPauseWorkers(),
				(old) -> old.isRelative() ? this.planner.again(old) : old, by));
	}

	/** It may have been executed in part, by its own body. */
	private Optional<Plan> kept(String planId) {
		Optional<Plan> kept = planId.startsWith(Ids.PLAN) ? this.log.plan(planId, Plan.class) : Optional.empty();
		return kept.isPresent() ? kept : this.log.reset(Ids.reset(planId)).map(PastReset::plan);
	}

	private ResetAnswer finish(Plan bare, ResetRequest request, UnaryOperator<Plan> again, Requester by) {
		if (request.isDryRun()) {
			return keep(this.times.addTo(bare));
		}
		Executed executed = this.execution.execute(bare, request.mayPauseWorkers(), again, by);
		return answer(executed.isComplete() ? executed.with(this.times::addTo) : executed);
	}

	/** A preview is worth something even where the service may not write anything. */
	private ResetAnswer keep(Plan plan) {
		try {
			return ResetAnswer.planned(plan, this.log.keepPlan(plan.planId(), plan), null);
		}
		catch (ProblemException ex) {
			return ResetAnswer.planned(plan, null, ex.detail());
		}
	}

	private static ResetAnswer answer(Executed executed) {
		if (!executed.isComplete()) {
			throw IncompleteException.of(executed);
		}
		return ResetAnswer.executed(executed);
	}

}
