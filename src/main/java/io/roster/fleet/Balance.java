package io.roster.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.fleet.Replicas.Replica;

/**
 * Which workers have to move so that replicas have about as many: no two differ by more
 * than one, first in all workers, then in those of each group. As few as possible move.
 */
final class Balance {

	private static final int MAX_MOVES = 10_000;

	private final Map<String, GroupState> groups = new TreeMap<>();

	private final List<Replica> replicas;

	private final Map<String, Integer> declared;

	private final Map<String, Integer> moves = new LinkedHashMap<>();

	private Balance(Placement now) {
		this.groups.putAll(now.groups());
		this.replicas = now.replicas().stream().filter((replica) -> !replica.slots().isEmpty()).toList();
		this.declared = now.declared();
	}

	/**
	 * Works out the moves.
	 * @param now how workers are placed
	 * @return the new slots of workers by their ids; empty if all is well
	 */
	static Map<String, Integer> moves(Placement now) {
		Balance balance = new Balance(now);
		balance.even();
		balance.spread();
		Map<String, Integer> moves = balance.moves;
		now.groups()
			.values()
			.forEach((group) -> group.workers().forEach((worker) -> moves.remove(worker.workerId(), worker.slot())));
		return moves;
	}

	private void even() {
		while (this.moves.size() < MAX_MOVES) {
			List<Replica> byLoad = this.replicas.stream()
				.sorted(Comparator.<Replica>comparingInt(this::load).thenComparing(Replica::clientId))
				.toList();
			if (byLoad.size() < 2) {
				return;
			}
			Replica least = byLoad.get(0);
			boolean moved = false;
			// One with many declared workers may have none to give.
			for (int i = byLoad.size() - 1; i > 0 && !moved && load(byLoad.get(i)) - load(least) > 1; i--) {
				moved = moveOne(byLoad.get(i), least);
			}
			if (!moved) {
				return;
			}
		}
	}

	/** Moves a worker of the group that the one has most of, compared with the other. */
	private boolean moveOne(Replica from, Replica to) {
		return this.groups.keySet()
			.stream()
			.filter((groupId) -> count(groupId, from) > 0)
			.max(Comparator.comparingInt((groupId) -> count(groupId, from) - count(groupId, to)))
			.map((groupId) -> move(groupId, from, to))
			.orElse(false);
	}

	private void spread() {
		for (String groupId : List.copyOf(this.groups.keySet())) {
			long uneven = unevenness(groupId);
			for (int i = 0; i < MAX_MOVES; i++) {
				Map<String, GroupState> groups = new TreeMap<>(this.groups);
				Map<String, Integer> moves = new LinkedHashMap<>(this.moves);
				if (!spread(groupId)) {
					break;
				}
				even();
				long after = unevenness(groupId);
				if (after >= uneven) {
					// Declared workers, which do not move, are in the way.
					this.groups.putAll(groups);
					this.moves.clear();
					this.moves.putAll(moves);
					break;
				}
				uneven = after;
			}
		}
	}

	/** Grows with the differences between replicas. */
	private long unevenness(String groupId) {
		return this.replicas.stream().mapToLong((replica) -> {
			long count = count(groupId, replica);
			return count * count;
		}).sum();
	}

	/** Whoever gets one more gives back one of another group when all are evened out. */
	private boolean spread(String groupId) {
		for (Replica from : this.replicas) {
			for (Replica to : this.replicas) {
				if (count(groupId, from) - count(groupId, to) > 1) {
					return move(groupId, from, to);
				}
			}
		}
		return false;
	}

	/** The newest moves: it has the least to lose. */
	private boolean move(String groupId, Replica from, Replica to) {
		GroupState group = this.groups.getOrDefault(groupId, GroupState.EMPTY);
		List<PlacedWorker> workers = new ArrayList<>(group.workers());
		for (int i = workers.size() - 1; i >= 0; i--) {
			PlacedWorker worker = workers.get(i);
			if (from.slots().contains(worker.slot())) {
				int slot = emptiest(to);
				this.moves.put(worker.workerId(), slot);
				this.groups.put(groupId, group.with(worker.workerId(), (moving) -> moving.inSlot(slot)));
				return true;
			}
		}
		return false;
	}

	private int emptiest(Replica replica) {
		Map<Integer, Integer> bySlot = bySlot();
		return replica.slots()
			.stream()
			.min(Comparator.<Integer>comparingInt((slot) -> bySlot.getOrDefault(slot, 0))
				.thenComparing(Comparator.naturalOrder()))
			.orElse(0);
	}

	private int load(Replica replica) {
		return Placement.sum(replica.slots(), bySlot()) + this.declared.getOrDefault(replica.process(), 0);
	}

	private Map<Integer, Integer> bySlot() {
		Map<Integer, Integer> bySlot = new HashMap<>();
		this.groups.values().forEach((group) -> Placement.count(group, bySlot));
		return bySlot;
	}

	private int count(String groupId, Replica replica) {
		return (int) this.groups.getOrDefault(groupId, GroupState.EMPTY)
			.workers()
			.stream()
			.filter((worker) -> replica.slots().contains(worker.slot()))
			.count();
	}

}
