package io.roster.offset;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.group.DescribedGroup;
import io.roster.group.LocalWorkers;
import io.roster.group.Member;
import io.roster.group.OwnGroupException;
import io.roster.plan.Planner;
import io.roster.problem.ProblemException;
import io.roster.fleet.WorkerPauses;
import io.roster.fleet.WorkerPauses.Pause;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Makes sure that nobody else commits to a group while its offsets are set: it has no
 * members, or only workers of this service, which make room.
 */
@Component
class Guard {

	private static final Duration LEAVING = Duration.ofSeconds(10);

	private static final long POLL_MILLIS = 50;

	private final Planner planner;

	private final LocalWorkers localWorkers;

	private final WorkerPauses pauses;

	private final Cluster cluster;

	Guard(Planner planner, LocalWorkers localWorkers, WorkerPauses pauses, Cluster cluster) {
		this.planner = planner;
		this.localWorkers = localWorkers;
		this.pauses = pauses;
		this.cluster = cluster;
	}

	/**
	 * Makes room.
	 * @param groupId the group
	 * @param mayPause whether workers of this service may be asked to
	 * @return what has to be closed when the offsets are set, {@code null} if no worker
	 * had to make room
	 * @throws GroupActiveException if others are in the way
	 */
	@Nullable Pause makeRoom(String groupId, boolean mayPause) {
		requireNotOwn(groupId);
		// So that no worker of another replica is missed.
		this.localWorkers.refresh();
		Optional<DescribedGroup> group = this.planner.find(groupId);
		List<Member> members = group.map(DescribedGroup::members).orElse(List.of());
		Set<String> byHand = new HashSet<>(this.localWorkers.of(groupId).manual().values());
		boolean onlyWorkers = members.stream().allMatch((member) -> member.workerId() != null);
		boolean workers = onlyWorkers && !(members.isEmpty() && byHand.isEmpty());
		if ((group.isPresent() && !onlyWorkers) || (workers && !mayPause)) {
			throw new GroupActiveException(groupId, group.orElse(null), byHand, workers);
		}
		if (!workers && group.isPresent() && !isIdle(group.get())) {
			throw new GroupActiveException(groupId, group.get(), byHand, false);
		}
		if (!workers && !(mayPause && this.localWorkers.groupIds().contains(groupId))) {
			return null;
		}
		awaitStable(groupId, group);
		Pause pause = this.pauses.pause(groupId);
		try {
			awaitLeft(groupId);
			return pause;
		}
		catch (RuntimeException ex) {
			pause.close();
			throw ex;
		}
	}

	/**
	 * Makes sure that no worker of this service has taken partitions by hand, of which
	 * Kafka knows nothing.
	 * @param groupId the group
	 * @param partitions the partitions
	 * @throws GroupActiveException if one has
	 */
	void requireNotByHand(String groupId, Set<TopicPartition> partitions) {
		requireNotOwn(groupId);
		this.localWorkers.refresh();
		Set<String> byHand = new HashSet<>();
		this.localWorkers.of(groupId).manual().forEach((partition, worker) -> {
			if (partitions.contains(partition)) {
				byHand.add(worker);
			}
		});
		if (!byHand.isEmpty()) {
			throw new GroupActiveException(groupId, null, byHand, false);
		}
	}

	private void requireNotOwn(String groupId) {
		if (this.localWorkers.isOwn(groupId)) {
			throw new OwnGroupException(groupId);
		}
	}

	private static boolean isIdle(DescribedGroup group) {
		return group.members().isEmpty() && (group.state().equals(GroupState.EMPTY.toString())
				|| group.state().equals(GroupState.DEAD.toString()));
	}

	/** While members come and go, Kafka may refuse what workers commit. */
	private void awaitStable(String groupId, Optional<DescribedGroup> first) {
		long end = System.nanoTime() + LEAVING.toNanos();
		Optional<DescribedGroup> group = first;
		while (group.isPresent() && !group.get().members().isEmpty()
				&& !group.get().state().equals(GroupState.STABLE.toString())) {
			if (System.nanoTime() > end) {
				throw new GroupActiveException(groupId, group.get(), Set.of(), false);
			}
			sleep();
			group = this.planner.find(groupId);
		}
	}

	/** A static member stays when its consumer has closed, until it is removed. */
	private void awaitLeft(String groupId) {
		long end = System.nanoTime() + LEAVING.toNanos();
		while (true) {
			Optional<DescribedGroup> group = this.planner.find(groupId);
			if (group.isEmpty() || isIdle(group.get())) {
				return;
			}
			List<MemberToRemove> leftOver = group.get()
				.members()
				.stream()
				.filter((member) -> member.workerId() != null && member.groupInstanceId() != null)
				.map((member) -> new MemberToRemove(member.groupInstanceId()))
				.toList();
			if (!leftOver.isEmpty()) {
				Calls calls = this.cluster.calls();
				calls.get(calls.admin()
					.removeMembersFromConsumerGroup(groupId,
							calls.within(new RemoveMembersFromConsumerGroupOptions(leftOver)))
					.all());
			}
			else if (group.get().members().stream().anyMatch((member) -> member.workerId() == null)
					|| System.nanoTime() > end) {
				throw new GroupActiveException(groupId, group.get(), Set.of(), false);
			}
			sleep();
		}
	}

	private static void sleep() {
		try {
			Thread.sleep(POLL_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "The service is stopping",
					"The service is stopping; nothing was changed.", ex);
		}
	}

}
