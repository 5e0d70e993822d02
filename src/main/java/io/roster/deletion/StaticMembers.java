package io.roster.deletion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.group.DescribedGroup;
import io.roster.group.Groups;
import io.roster.group.Member;
import io.roster.group.Member.TopicPartitions;
import io.roster.group.NoSuchGroupException;
import io.roster.history.Outcome;
import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Removes static members (KIP-345), whose partitions nobody else gets until their session
 * has timed out. Kafka cannot remove a dynamic one.
 */
@Component
class StaticMembers {

	private final Cluster cluster;

	private final Groups groups;

	StaticMembers(Cluster cluster, Groups groups) {
		this.cluster = cluster;
		this.groups = groups;
	}

	/**
	 * Removes members, or says what that would do.
	 * @param groupId the group
	 * @param instanceIds their {@code group.instance.id}
	 * @param dryRun whether only to say it
	 * @return the members and the partitions that move
	 * @throws ProblemException 404 if one is not there, 409 if it is no static member, or
	 * with outcomes if not all could be removed
	 */
	Removal remove(String groupId, Set<String> instanceIds, boolean dryRun) {
		Violations violations = new Violations();
		violations.check(!instanceIds.isEmpty() && instanceIds.stream().noneMatch(String::isBlank), "instanceId",
				"is required: the group.instance.id of a static member");
		violations.throwIfAny();
		this.groups.requireNotOwn(groupId);
		DescribedGroup group = this.groups.find(groupId, true).orElseThrow(() -> new NoSuchGroupException(groupId));
		List<Member> members = instanceIds.stream().sorted().map((id) -> find(group, id)).toList();
		if (!dryRun) {
			removeNow(groupId, members);
			this.groups.changed(groupId);
		}
		return Removal.of(groupId, dryRun, members);
	}

	private static Member find(DescribedGroup group, String instanceId) {
		for (Member member : group.members()) {
			if (instanceId.equals(member.groupInstanceId())) {
				return member;
			}
		}
		boolean dynamic = group.members()
			.stream()
			.anyMatch((member) -> instanceId.equals(member.memberId()) || instanceId.equals(member.clientId()));
		if (dynamic) {
			throw new ProblemException(HttpStatus.CONFLICT, "not-static", "No static member", "'" + instanceId
					+ "' is a dynamic member of group '" + group.groupId()
					+ "': it has no group.instance.id, and Kafka lets nobody remove it but itself. Stop its consumer.");
		}
		throw new ProblemException(HttpStatus.NOT_FOUND, "no-such-member", "No such member",
				"Group '" + group.groupId() + "' has no member with the group.instance.id '" + instanceId + "'.");
	}

	private void removeNow(String groupId, List<Member> members) {
		Calls calls = this.cluster.calls();
		Map<String, MemberToRemove> wanted = new HashMap<>();
		members.forEach((member) -> {
			if (member.groupInstanceId() != null) {
				wanted.put(member.groupInstanceId(), new MemberToRemove(member.groupInstanceId()));
			}
		});
		RemoveMembersFromConsumerGroupResult result = calls.admin()
			.removeMembersFromConsumerGroup(groupId,
					calls.within(new RemoveMembersFromConsumerGroupOptions(wanted.values())));
		Map<String, KafkaFuture<Boolean>> removed = new HashMap<>();
		wanted.forEach((id, member) -> removed.put(id, result.memberResult(member).thenApply((nothing) -> true)));
		List<MemberOutcome> outcomes = new ArrayList<>();
		List<ProblemException> problems = new ArrayList<>();
		calls.each(removed, (id, done) -> outcomes.add(new MemberOutcome(id, Outcome.DONE, null, null)),
				(id, problem) -> {
					if (problem.getCause() instanceof UnknownMemberIdException) {
						// It has left by itself.
						outcomes.add(new MemberOutcome(id, Outcome.DONE, null, null));
						return;
					}
					boolean silent = problem.getStatusCode().is5xxServerError();
					outcomes.add(new MemberOutcome(id, silent ? Outcome.UNKNOWN : Outcome.NOT_DONE,
							problem.getStatusCode().value(), problem.detail()));
					problems.add(problem);
				});
		if (!problems.isEmpty()) {
			ProblemException first = problems.get(0);
			HttpStatus status = HttpStatus.resolve(first.getStatusCode().value());
			throw new ProblemException((status != null) ? status : HttpStatus.BAD_GATEWAY, "not-all-done",
					"Not all was done", problems.size() + " of " + members.size() + " members of group '" + groupId
							+ "' were not removed: " + first.detail())
				.with("outcomes", outcomes);
		}
	}

	/**
	 * What has become of a member.
	 *
	 * @param groupInstanceId the member
	 * @param outcome whether it was removed
	 * @param status the HTTP status that the failure alone would have had
	 * @param detail what happened
	 */
	record MemberOutcome(String groupInstanceId, Outcome outcome, @Nullable Integer status, @Nullable String detail) {
	}

	/**
	 * Static members that are removed.
	 *
	 * @param groupId the group
	 * @param dryRun whether nothing was changed
	 * @param members the members
	 * @param partitions the partitions that others get
	 */
	record Removal(String groupId, boolean dryRun, List<Member> members, List<TopicPartitions> partitions) {

		Removal {
			members = List.copyOf(members);
			partitions = List.copyOf(partitions);
		}

		static Removal of(String groupId, boolean dryRun, List<Member> members) {
			List<TopicPartition> moving = members.stream()
				.flatMap((member) -> member.assignment().stream())
				.flatMap((topic) -> topic.partitions()
					.stream()
					.map((partition) -> new TopicPartition(topic.topic(), partition)))
				.toList();
			return new Removal(groupId, dryRun, members, TopicPartitions.from(moving));
		}

	}

}
