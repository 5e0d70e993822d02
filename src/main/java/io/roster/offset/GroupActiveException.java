package io.roster.offset;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.roster.group.DescribedGroup;
import io.roster.group.Member;
import io.roster.history.PartitionOutcome;
import io.roster.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/** The group has members, or is about to have some. */
public class GroupActiveException extends ProblemException {

	/** A sentence names no more than these; the members have all. */
	private static final int NAMED = 5;

	/**
	 * Creates the problem.
	 * @param groupId the group
	 * @param group the group as it is, {@code null} if Kafka does not know it
	 * @param byHand the workers of this service that took partitions by hand
	 * @param onlyWorkers whether all that is in the way are workers of this service
	 */
	GroupActiveException(String groupId, @Nullable DescribedGroup group, Set<String> byHand, boolean onlyWorkers) {
		super(HttpStatus.CONFLICT, "group-active", "The group has members",
				"Group '" + groupId + "' " + ((group != null) ? "is " + group.state() : "has workers") + ": "
						+ name((group != null) ? group.members() : List.of(), byHand) + " would commit too. "
						+ (onlyWorkers ? "All are workers of this service: with pauseWorkers true they make room."
								: "Stop them first."));
		with("groupId", groupId);
		with("members", ((group != null) ? group.members() : List.<Member>of()).stream().map(Named::of).toList());
		if (!byHand.isEmpty()) {
			with("workers", new TreeSet<>(byHand));
		}
	}

	/**
	 * The group is subscribed to a topic whose offsets were to be deleted.
	 * @param group the group
	 * @param topic the topic
	 * @param outcomes what has become of each partition
	 * @return the problem
	 */
	static ProblemException subscribed(DescribedGroup group, String topic, List<PartitionOutcome> outcomes) {
		return new ProblemException(HttpStatus.CONFLICT, "group-active", "The group has members",
				"Group '" + group.groupId() + "' is " + group.state() + " and subscribed to topic '" + topic + "': "
						+ name(group.members(), Set.of()) + " would have to stop first. Nothing was deleted.")
			.with("groupId", group.groupId())
			.with("members", group.members().stream().map(Named::of).toList())
			.with("outcomes", outcomes);
	}

	private static String name(List<Member> members, Set<String> byHand) {
		List<String> names = members.stream()
			.map((member) -> (member.workerId() != null) ? "worker " + member.workerId()
					: member.clientId() + " at " + member.host())
			.limit(NAMED)
			.collect(Collectors.toList());
		byHand.stream().sorted().limit(NAMED).forEach((worker) -> names.add("worker " + worker));
		int more = members.size() + byHand.size() - names.size();
		if (names.isEmpty()) {
			return "a member that is about to join";
		}
		return String.join(", ", names) + ((more > 0) ? " and " + more + " more" : "");
	}

	/**
	 * A member that is in the way.
	 *
	 * @param memberId the id that Kafka knows it by
	 * @param clientId the {@code client.id} of its consumer
	 * @param groupInstanceId the {@code group.instance.id} of a static member, otherwise
	 * {@code null}
	 * @param host where it connects from
	 * @param workerId the worker of this service that it is, {@code null} if it is none
	 */
	record Named(String memberId, String clientId, @Nullable String groupInstanceId, String host,
			@Nullable String workerId) {

		static Named of(Member member) {
			return new Named(member.memberId(), member.clientId(), member.groupInstanceId(), member.host(),
					member.workerId());
		}

	}

}
