package io.roster.fleet;

import java.util.List;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.store.FencedTopic.Snapshot;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

import org.springframework.stereotype.Component;

/**
 * Removes static members (KIP-345) from their groups once their workers have stopped for
 * good. A static member does not leave by itself, so that its partitions wait for it;
 * when it does not come back, they should not.
 */
@Component
class StaticLeavers {

	private static final Log log = LogFactory.getLog(StaticLeavers.class);

	private final Cluster cluster;

	StaticLeavers(Cluster cluster) {
		this.cluster = cluster;
	}

	/**
	 * Takes note that a worker does not run here any more.
	 * @param worker the worker
	 * @param desired whether it is to run elsewhere
	 */
	void ended(Target worker, Snapshot<GroupState> desired) {
		String instanceId = worker.identity().groupInstanceId();
		GroupState group = desired.values().getOrDefault(worker.groupId(), GroupState.EMPTY);
		boolean goesOn = group.worker(worker.workerId()) != null
				|| group.workers().stream().anyMatch((other) -> other.groupInstanceId().equals(instanceId));
		if (instanceId != null && !goesOn) {
			new Thread(() -> remove(worker.groupId(), instanceId), "static-leaver").start();
		}
	}

	private void remove(String groupId, String instanceId) {
		Calls calls = this.cluster.calls();
		calls.get(
				calls.admin()
					.removeMembersFromConsumerGroup(groupId,
							calls.within(
									new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(instanceId)))))
					.all()
					.thenApply((nothing) -> true),
				(problem) -> log.info("Static member '" + instanceId + "' of group '" + groupId
						+ "' was not removed; Kafka does so when its session has timed out: " + problem.detail()));
	}

}
