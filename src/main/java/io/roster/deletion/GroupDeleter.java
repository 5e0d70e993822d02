package io.roster.deletion;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.deletion.DeletionPlan.Planned;
import io.roster.deletion.GroupsDeletion.Deleted;
import io.roster.group.DescribedGroup;
import io.roster.group.Groups;
import io.roster.history.OldOffsets;
import io.roster.history.OldOffsets.Kept;
import io.roster.history.Outcome;
import io.roster.history.Requester;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Deletes groups in one call, after what they have committed was kept. */
@Component
class GroupDeleter {

	private final Cluster cluster;

	private final Groups groups;

	private final OldOffsets oldOffsets;

	GroupDeleter(Cluster cluster, Groups groups, OldOffsets oldOffsets) {
		this.cluster = cluster;
		this.groups = groups;
		this.oldOffsets = oldOffsets;
	}

	/**
	 * Finds groups that have committed anything.
	 * @param groups the groups
	 * @return the ids of those that are known to have
	 */
	Set<String> withCommits(Collection<DescribedGroup> groups) {
		return this.oldOffsets.withCommits(groups);
	}

	/**
	 * Deletes groups that have no members.
	 * @param groups the groups
	 * @param by who asks
	 * @return what has become of each
	 */
	List<Deleted> delete(List<DescribedGroup> groups, Requester by) {
		Map<String, ProblemException> failed = new HashMap<>();
		Map<String, Kept> kept = new HashMap<>();
		try {
			kept.putAll(this.oldOffsets.keep(groups, by, (id, problem) -> failed.put(id, notKept(problem))));
		}
		catch (ProblemException ex) {
			groups.forEach((group) -> failed.put(group.groupId(), notKept(ex)));
		}
		Set<String> untouched = Set.copyOf(failed.keySet());
		List<String> deletable = groups.stream()
			.map(DescribedGroup::groupId)
			.filter((id) -> !untouched.contains(id))
			.toList();
		if (!deletable.isEmpty()) {
			failed.putAll(deleteNow(deletable));
		}
		Set<String> left = stillThere(failed);
		List<Deleted> outcomes = groups.stream()
			.map((group) -> outcome(group, kept.get(group.groupId()), failed.get(group.groupId()),
					left.contains(group.groupId()), untouched.contains(group.groupId())))
			.toList();
		this.oldOffsets.ended(kept(kept, outcomes, Outcome.DONE), kept(kept, outcomes, Outcome.NOT_DONE));
		groups.forEach((group) -> this.groups.changed(group.groupId()));
		return outcomes;
	}

	private static List<Kept> kept(Map<String, Kept> kept, List<Deleted> outcomes, Outcome outcome) {
		return outcomes.stream()
			.filter((deleted) -> deleted.outcome() == outcome)
			.map((deleted) -> kept.get(deleted.groupId()))
			.filter((old) -> old != null)
			.toList();
	}

	private static ProblemException notKept(ProblemException problem) {
		HttpStatus status = HttpStatus.resolve(problem.getStatusCode().value());
		return new ProblemException((status != null) ? status : HttpStatus.BAD_GATEWAY, "not-kept", "Not kept",
				"Its offsets could not be kept, so it was not deleted: " + problem.detail(), problem);
	}

	private Map<String, ProblemException> deleteNow(List<String> groupIds) {
		Calls calls = this.cluster.calls();
		Map<String, KafkaFuture<Boolean>> deleted = new HashMap<>();
		calls.admin()
			.deleteConsumerGroups(groupIds, calls.within(new DeleteConsumerGroupsOptions()))
			.deletedGroups()
			.forEach((id, future) -> deleted.put(id, future.thenApply((nothing) -> true)));
		Map<String, ProblemException> failed = new HashMap<>();
		calls.each(deleted, (id, done) -> {
		}, failed::put);
		// Gone is what was wanted.
		failed.values().removeIf((problem) -> problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND));
		return failed;
	}

	/** Where Kafka did not answer, it may have deleted the group all the same. */
	private Set<String> stillThere(Map<String, ProblemException> failed) {
		if (failed.isEmpty()) {
			return Set.of();
		}
		try {
			Set<String> unknown = new HashSet<>();
			Set<String> there = new HashSet<>(
					this.groups.findAll(failed.keySet(), (id, problem) -> unknown.add(id)).keySet());
			there.addAll(unknown);
			return there;
		}
		catch (ProblemException ex) {
			return failed.keySet();
		}
	}

	private static Deleted outcome(DescribedGroup group, @Nullable Kept kept, @Nullable ProblemException problem,
			boolean stillThere, boolean untouched) {
		String resetId = (kept != null) ? kept.resetId() : null;
		if (problem == null || !stillThere) {
			return Deleted.of(Planned.of(group), Outcome.DONE, resetId, null, null);
		}
		boolean silent = !untouched && problem.getStatusCode().is5xxServerError()
				&& problem.getStatusCode().value() != 501;
		return Deleted.of(Planned.of(group), silent ? Outcome.UNKNOWN : Outcome.NOT_DONE, null,
				problem.getStatusCode().value(), problem.detail());
	}

}
