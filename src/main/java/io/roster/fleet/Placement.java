package io.roster.fleet;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.fleet.Replicas.Replica;

/**
 * Where workers are best put: with the replica that has the fewest, and in the slot that
 * has the fewest of it, so that slots which move later carry about as many.
 *
 * @param groups what should run in all groups
 * @param replicas the replicas that are there
 * @param declared how many workers each replica's configuration declares, by process
 * @param now the time
 */
record Placement(Map<String, GroupState> groups, List<Replica> replicas, Map<String, Integer> declared, Instant now) {

	Placement {
		groups = Map.copyOf(groups);
		replicas = List.copyOf(replicas);
		declared = Map.copyOf(declared);
	}

	Set<String> processes() {
		return this.replicas.stream().map(Replica::process).collect(Collectors.toSet());
	}

	/** Counts workers by the processes that run them. */
	static Map<String, Integer> byProcess(List<Report> reports) {
		Map<String, Integer> counts = new HashMap<>();
		reports.forEach((report) -> counts.merge(report.process(), 1, Integer::sum));
		return counts;
	}

	boolean isValid(Hold hold) {
		return hold.until().isAfter(this.now);
	}

	/**
	 * Chooses a slot for one more worker.
	 * @param groupId its group
	 * @param state what should run in the group by now
	 * @return the slot
	 */
	int slotFor(String groupId, GroupState state) {
		Map<Integer, Integer> all = new HashMap<>();
		this.groups.forEach((id, group) -> {
			if (!id.equals(groupId)) {
				count(group, all);
			}
		});
		count(state, all);
		Map<Integer, Integer> own = new HashMap<>();
		count(state, own);
		List<Replica> owners = this.replicas.stream().filter((replica) -> !replica.slots().isEmpty()).toList();
		List<Integer> candidates = owners.stream()
			.min(Comparator.<Replica>comparingInt((replica) -> load(replica, all))
				.thenComparingInt((replica) -> sum(replica.slots(), own))
				.thenComparing(Replica::clientId))
			.map((replica) -> replica.slots().stream().sorted().toList())
			.orElseGet(() -> IntStream.range(0, FleetProperties.SLOTS).boxed().toList());
		return candidates.stream()
			.min(Comparator.<Integer>comparingInt((slot) -> all.getOrDefault(slot, 0))
				.thenComparingInt((slot) -> own.getOrDefault(slot, 0))
				.thenComparing(Comparator.naturalOrder()))
			.orElse(0);
	}

	/** How many workers a replica has. */
	int load(Replica replica, Map<Integer, Integer> bySlot) {
		return sum(replica.slots(), bySlot) + this.declared.getOrDefault(replica.process(), 0);
	}

	static void count(GroupState group, Map<Integer, Integer> bySlot) {
		group.workers().forEach((worker) -> bySlot.merge(worker.slot(), 1, Integer::sum));
	}

	static int sum(Set<Integer> slots, Map<Integer, Integer> bySlot) {
		return slots.stream().mapToInt((slot) -> bySlot.getOrDefault(slot, 0)).sum();
	}

}
