package io.roster.deletion;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.roster.deletion.DeletionPlan.Planned;
import io.roster.deletion.GroupsDeletion.Deleted;
import io.roster.deletion.GroupsDeletion.NotDeletable;
import io.roster.group.DescribedGroup;
import io.roster.group.GroupKind;
import io.roster.group.Groups;
import io.roster.group.LocalWorkers;
import io.roster.group.NoSuchGroupException;
import io.roster.plan.Ids;
import io.roster.history.Outcome;
import io.roster.history.Requester;
import io.roster.history.ResetLog;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Deletes groups, one or many. */
@Component
class GroupDeletions {

	private static final Log logger = LogFactory.getLog(GroupDeletions.class);

	private static final String PLAN = "d-";

	/** Groups of one call. */
	private static final int CHUNK = 500;

	private static final int STRIPES = 16;

	private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

	private final Groups groups;

	private final LocalWorkers workers;

	private final GroupDeleter deleter;

	private final ResetLog log;

	private final LastCommits lastCommits;

	private final Clock clock;

	GroupDeletions(Groups groups, LocalWorkers workers, GroupDeleter deleter, ResetLog log, LastCommits lastCommits,
			Clock clock) {
		this.groups = groups;
		this.workers = workers;
		this.deleter = deleter;
		this.log = log;
		this.lastCommits = lastCommits;
		this.clock = clock;
	}

	/**
	 * Deletes a group.
	 * @param groupId the group
	 * @param by who asks
	 * @return the id to put its offsets back by, empty if it had none
	 * @throws NoSuchGroupException if it is not there
	 * @throws ProblemException 409 if it has members
	 */
	Optional<String> delete(String groupId, Requester by) {
		this.groups.requireNotOwn(groupId);
		this.workers.refresh();
		DescribedGroup group = this.groups.find(groupId, true).orElseThrow(() -> new NoSuchGroupException(groupId));
		String reason = whyNot(group);
		if (reason != null) {
			throw new ProblemException(HttpStatus.CONFLICT, "group-active", "The group has members",
					"Group '" + groupId + "' cannot be deleted: " + reason + ".")
				.with("groupId", groupId)
				.with("members", group.members())
				.with("workers", Set.copyOf(this.workers.of(groupId).manual().values()));
		}
		Deleted deleted = this.deleter.delete(List.of(group), by).get(0);
		if (!deleted.isDone()) {
			throw failure(List.of(deleted));
		}
		return Optional.ofNullable(deleted.resetId());
	}

	/**
	 * Plans to delete groups, or deletes those of a plan.
	 * @param request which groups, or which plan
	 * @param by who asks
	 * @return what it does or would do
	 * @throws ProblemException with outcomes for each group if not all could be deleted
	 */
	GroupsDeletion delete(DeletionRequest request, Requester by) {
		request.check();
		this.workers.refresh();
		String planId = request.planId();
		if (planId == null) {
			return plan(request);
		}
		// The same plan at the same time would find its groups gone, and not know why.
		ReentrantLock lock = this.locks.get(Math.floorMod(planId.hashCode(), STRIPES));
		lock.lock();
		try {
			return execute(planId, by);
		}
		finally {
			lock.unlock();
		}
	}

	private GroupsDeletion plan(DeletionRequest request) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		Instant since = request.inactiveSince(now);
		String search = (request.search() != null) ? request.search().toLowerCase(Locale.ROOT) : "";
		Map<String, GroupKind> types = this.groups.types();
		types.keySet().removeIf((id) -> !id.toLowerCase(Locale.ROOT).contains(search));
		types.values().removeIf((type) -> !request.typesOrAll().isEmpty() && !request.typesOrAll().contains(type));
		List<NotDeletable> notDeletable = new ArrayList<>();
		Map<String, DescribedGroup> found = this.groups.findAll(types.keySet(),
				(id, problem) -> notDeletable.add(new NotDeletable(id, types.get(id), null, null, problem.detail())));
		found.values()
			.removeIf((group) -> !request.statesOrAll().isEmpty()
					&& !request.statesOrAll().contains(group.state().toLowerCase(Locale.ROOT)));
		if (since != null) {
			found.keySet().retainAll(inactive(found.values(), since));
		}
		List<Planned> planned = new ArrayList<>();
		found.values().stream().sorted(Comparator.comparing(DescribedGroup::groupId)).forEach((group) -> {
			String reason = whyNot(group);
			if (reason == null) {
				planned.add(Planned.of(group));
			}
			else {
				notDeletable.add(
						new NotDeletable(group.groupId(), group.type(), group.state(), group.members().size(), reason));
			}
		});
		DeletionPlan plan = new DeletionPlan(Ids.of(PLAN), planned, since, now, List.of());
		List<Deleted> groups = planned.stream().map(Deleted::planned).toList();
		try {
			Instant expiresAt = this.log.keepPlan(plan.planId(), plan);
			return new GroupsDeletion(plan.planId(), true, groups, notDeletable, groups.size(), false, since, now,
					expiresAt, null);
		}
		catch (ProblemException ex) {
			return new GroupsDeletion(null, true, groups, notDeletable, groups.size(), false, since, now, null,
					ex.detail());
		}
	}

	/** Those that have committed, and all of it before that time. */
	private Set<String> inactive(Collection<DescribedGroup> groups, Instant since) {
		Set<String> inactive = this.deleter.withCommits(groups);
		if (!inactive.isEmpty()) {
			inactive.removeAll(this.lastCommits.groupsThatCommitted(since));
		}
		return inactive;
	}

	private @Nullable String whyNot(DescribedGroup group) {
		int members = group.members().size();
		if (members > 0) {
			return "it is " + group.state() + " and has " + members + ((members == 1) ? " member" : " members");
		}
		int byHand = this.workers.of(group.groupId()).manual().size();
		return (byHand > 0) ? "workers of this service have taken " + byHand + " of its partitions by hand" : null;
	}

	private GroupsDeletion execute(String planId, Requester by) {
		DeletionPlan plan = (planId.startsWith(PLAN) ? this.log.plan(planId, DeletionPlan.class)
				: Optional.<DeletionPlan>empty())
			.orElseThrow(() -> noSuchPlan(planId));
		boolean repeated = !plan.outcomes().isEmpty() && plan.outcomes().stream().allMatch(Deleted::isDone);
		Map<String, Deleted> done = plan.outcomes()
			.stream()
			.filter(Deleted::isDone)
			.collect(Collectors.toMap(Deleted::groupId, (deleted) -> deleted));
		Map<String, ProblemException> failed = new HashMap<>();
		Map<String, DescribedGroup> now = this.groups.findAll(plan.groups()
			.stream()
			.map(Planned::groupId)
			.filter((id) -> !done.containsKey(id))
			.collect(Collectors.toList()), failed::put);
		Set<String> inactive = (plan.inactiveSince() != null) ? inactive(now.values(), plan.inactiveSince())
				: now.keySet();
		List<Deleted> outcomes = new ArrayList<>();
		List<DescribedGroup> deletable = new ArrayList<>();
		for (Planned planned : plan.groups()) {
			DescribedGroup group = now.get(planned.groupId());
			Deleted before = done.get(planned.groupId());
			ProblemException problem = failed.get(planned.groupId());
			if (before != null) {
				// A group of that id that is there now is another one.
				outcomes.add(before);
			}
			else if (problem != null) {
				outcomes.add(
						Deleted.of(planned, Outcome.NOT_DONE, null, problem.getStatusCode().value(), problem.detail()));
			}
			else if (group == null) {
				outcomes.add(Deleted.of(planned, Outcome.DONE, null, null, null));
			}
			else if (whyNot(group) != null || !inactive.contains(planned.groupId())) {
				String reason = whyNot(group);
				outcomes.add(Deleted.of(planned, Outcome.NOT_DONE, null, HttpStatus.CONFLICT.value(),
						"Not as it was planned: " + ((reason != null) ? reason : "it has committed since") + "."));
			}
			else {
				deletable.add(group);
			}
		}
		for (int from = 0; from < deletable.size(); from += CHUNK) {
			outcomes.addAll(this.deleter.delete(deletable.subList(from, Math.min(deletable.size(), from + CHUNK)), by));
		}
		outcomes.sort(Comparator.comparing(Deleted::groupId));
		if (!repeated) {
			note(plan.executed(outcomes));
		}
		if (!outcomes.stream().allMatch(Deleted::isDone)) {
			throw failure(outcomes);
		}
		return new GroupsDeletion(planId, false, outcomes, List.of(), outcomes.size(), repeated, plan.inactiveSince(),
				plan.asOf(), null, null);
	}

	/** So that the same plan deletes no group twice. */
	private void note(DeletionPlan executed) {
		try {
			this.log.keepPlan(executed.planId(), executed);
		}
		catch (ProblemException ex) {
			logger.warn("What came of plan " + executed.planId() + " was not noted: " + ex.detail());
		}
	}

	private static ProblemException noSuchPlan(String planId) {
		return new ProblemException(HttpStatus.NOT_FOUND, "no-such-plan", "No such plan", "There is no plan '" + planId
				+ "' to delete groups, or its time has passed (roster.history.plan-kept); make a new one.");
	}

	private static ProblemException failure(List<Deleted> outcomes) {
		List<Deleted> failed = outcomes.stream().filter((group) -> !group.isDone()).toList();
		Deleted telling = failed.stream()
			.filter((group) -> group.outcome() == Outcome.UNKNOWN)
			.findFirst()
			.orElse(failed.get(0));
		HttpStatus status = (telling.status() != null) ? HttpStatus.resolve(telling.status()) : null;
		return new ProblemException((status != null) ? status : HttpStatus.BAD_GATEWAY,
				(telling.outcome() == Outcome.UNKNOWN) ? "outcome-unknown" : "not-all-done", "Not all was done",
				failed.size() + " of " + outcomes.size() + " groups not deleted: '" + telling.groupId() + "': "
						+ telling.detail())
			.with("outcomes", outcomes);
	}

}
