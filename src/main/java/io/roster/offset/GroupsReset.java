package io.roster.offset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.roster.group.GroupId;
import io.roster.group.Groups;
import io.roster.history.Outcome;
import io.roster.history.Requester;
import io.roster.offset.ResetRequest.PartitionTarget;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.ProblemException;
import io.roster.text.Csv;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Resets several groups; one that fails keeps none of the others from it. */
@Component
class GroupsReset {

	private final Resets resets;

	private final Groups groups;

	GroupsReset(Resets resets, Groups groups) {
		this.resets = resets;
		this.groups = groups;
	}

	/**
	 * Plans or executes the same reset of several groups.
	 * @param request what is asked for
	 * @param by who asks
	 * @return what it does or would do
	 * @throws ProblemException with outcomes for each group if not all succeeded
	 */
	GroupsResetAnswer reset(GroupsResetRequest request, Requester by) {
		request.check();
		List<Item> items = new ArrayList<>();
		if (!request.planIdsOrNone().isEmpty()) {
			request.planIdsOrNone()
				.forEach((planId) -> items.add(new Item(this.resets.groupOf(planId), request.forEach(planId))));
		}
		else {
			List<String> ids = request.isAllGroups() ? this.groups.consumerGroupIds() : request.groupsOrNone();
			ids.forEach((id) -> items.add(new Item(id, request.forEach(null))));
		}
		return run(items, request.isDryRun(), by);
	}

	/**
	 * Plans or executes what a file of {@code kafka-consumer-groups.sh} says.
	 * @param csv lines {@code group,topic,partition,offset}
	 * @param dryRun whether only to plan
	 * @param pauseWorkers whether workers of this service make room
	 * @param by who asks
	 * @return what it does or would do
	 * @throws ProblemException with outcomes for each group if not all succeeded
	 */
	GroupsResetAnswer reset(String csv, boolean dryRun, boolean pauseWorkers, Requester by) {
		Map<String, List<PartitionTarget>> byGroup = new LinkedHashMap<>();
		for (Csv.Row row : Csv.read(csv, "group", "topic", "partition", "offset")) {
			if (!GroupId.isValid(row.text(0))) {
				throw new InvalidRequestException(row.field(), "has as group what " + GroupId.RULE);
			}
			byGroup.computeIfAbsent(row.text(0), (group) -> new ArrayList<>()).add(target(row, 1));
		}
		List<Item> items = byGroup.entrySet()
			.stream()
			.map((entry) -> new Item(entry.getKey(), ResetRequest.explicit(entry.getValue(), dryRun, pauseWorkers)))
			.toList();
		return run(items, dryRun, by);
	}

	/**
	 * Reads what a file of {@code kafka-consumer-groups.sh} for one group says.
	 * @param csv lines {@code topic,partition,offset}
	 * @return where each partition goes
	 */
	static List<PartitionTarget> targets(String csv) {
		return Csv.read(csv, "topic", "partition", "offset").stream().map((row) -> target(row, 0)).toList();
	}

	private static PartitionTarget target(Csv.Row row, int first) {
		return new PartitionTarget(row.text(first), (int) row.number(first + 1, Integer.MAX_VALUE),
				row.number(first + 2, Long.MAX_VALUE));
	}

	private GroupsResetAnswer run(List<Item> items, boolean dryRun, Requester by) {
		// What cannot be right for one must not stop the call when others are written.
		items.forEach((item) -> this.resets.check(item.request()));
		List<ResetAnswer> answers = new ArrayList<>();
		List<GroupOutcome> outcomes = new ArrayList<>();
		for (Item item : items) {
			try {
				ResetAnswer answer = this.resets.reset(item.groupId(), item.request(), by);
				answers.add(answer);
				outcomes.add(GroupOutcome.done(answer));
			}
			catch (ProblemException ex) {
				outcomes.add(GroupOutcome.failed(item.groupId(), ex));
			}
		}
		List<GroupOutcome> failed = outcomes.stream().filter((outcome) -> outcome.outcome() != Outcome.DONE).toList();
		if (!failed.isEmpty()) {
			throw incomplete(failed, outcomes, answers);
		}
		return new GroupsResetAnswer(dryRun, answers);
	}

	private static ProblemException incomplete(List<GroupOutcome> failed, List<GroupOutcome> outcomes,
			List<ResetAnswer> answers) {
		GroupOutcome telling = failed.stream()
			.filter((outcome) -> outcome.outcome() == Outcome.UNKNOWN)
			.findFirst()
			.orElse(failed.get(0));
		Integer value = telling.status();
		HttpStatus status = (value != null) ? HttpStatus.resolve(value) : null;
		if (status == null || status == HttpStatus.NOT_FOUND) {
			status = HttpStatus.UNPROCESSABLE_CONTENT;
		}
		return new ProblemException(status, "not-all-done", "Not all was done", failed.size() + " of " + outcomes.size()
				+ " groups failed: '" + telling.groupId() + "': " + telling.detail())
			.with("outcomes", outcomes)
			.with("resets", answers);
	}

	private record Item(String groupId, ResetRequest request) {
	}

	/**
	 * What has become of a group.
	 *
	 * @param groupId the group
	 * @param outcome whether all of it was done
	 * @param planId the plan, {@code null} if it did not come to one
	 * @param resetId the id to undo it by, {@code null} if there is nothing to undo
	 * @param status the HTTP status that the failure alone would have had, {@code null}
	 * if it was done
	 * @param detail what happened, {@code null} if it was done
	 * @param outcomes what has become of its partitions where that differs
	 */
	record GroupOutcome(String groupId, Outcome outcome, @Nullable Object planId, @Nullable Object resetId,
			@Nullable Integer status, @Nullable String detail, @Nullable Object outcomes) {

		static GroupOutcome done(ResetAnswer answer) {
			return new GroupOutcome(answer.groupId(), Outcome.DONE, answer.planId(), answer.resetId(), null, null,
					null);
		}

		static GroupOutcome failed(String groupId, ProblemException problem) {
			Map<String, Object> more = problem.getBody().getProperties();
			boolean unknown = "urn:roster:problem:outcome-unknown".equals(String.valueOf(problem.getBody().getType()));
			return new GroupOutcome(groupId, unknown ? Outcome.UNKNOWN : Outcome.NOT_DONE,
					(more != null) ? more.get("planId") : null, (more != null) ? more.get("resetId") : null,
					problem.getStatusCode().value(), problem.detail(), (more != null) ? more.get("outcomes") : null);
		}

	}

}
