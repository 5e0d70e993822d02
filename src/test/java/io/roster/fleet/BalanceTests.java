package io.roster.fleet;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.fleet.Replicas.Replica;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BalanceTests {

	private static final Replica A = new Replica("roster-fleet-a.a", slots(0, 12));

	private static final Replica B = new Replica("roster-fleet-b.b", slots(12, 24));

	@Test
	void nothingMovesWhereNoTwoDifferByMoreThanOne() {
		assertThat(moves(Map.of("g", List.of(0, 1, 12)), Map.of(), A, B)).isEmpty();
		assertThat(moves(Map.of(), Map.of(), A, B)).isEmpty();
		assertThat(moves(Map.of("g", List.of(0, 1, 2)), Map.of(), A)).isEmpty();
	}

	@Test
	void theNewestMoveAndNoMoreThanNeeded() {
		Map<String, Integer> moves = moves(Map.of("g", List.of(0, 1, 2, 3, 4, 5)), Map.of(), A, B);
		assertThat(moves.keySet()).containsExactlyInAnyOrder("g-5", "g-4", "g-3");
		assertThat(moves.values()).allMatch(B.slots()::contains).doesNotHaveDuplicates();
	}

	@Test
	void groupsAreSpreadWhereReplicasHaveTheSameNumber() {
		Map<String, Integer> moves = moves(Map.of("g", List.of(0, 1), "h", List.of(12, 13)), Map.of(), A, B);
		assertThat(moves).hasSize(2);
	}

	@Test
	void declaredWorkersCountAndStay() {
		Map<String, Integer> moves = moves(Map.of("g", List.of(0, 1)), Map.of("a", 2), A, B);
		assertThat(moves.keySet()).containsExactlyInAnyOrder("g-0", "g-1");
		assertThat(moves(Map.of(), Map.of("a", 5), A, B)).isEmpty();
	}

	@Test
	void declaredWorkersThatAreInTheWayMakeNothingMoveToAndFro() {
		assertThat(moves(Map.of("g", List.of(0, 1)), Map.of("b", 2), A, B)).isEmpty();
	}

	@Test
	void anyPlacementEndsEvenWithinAllWorkersAndWithinEachGroup() {
		Random random = new Random(7);
		for (int round = 0; round < 300; round++) {
			int count = 1 + random.nextInt(5);
			List<Replica> replicas = IntStream.range(0, count)
				.mapToObj((number) -> new Replica("roster-fleet-x." + number,
						IntStream.range(0, FleetProperties.SLOTS)
							.filter((slot) -> slot % count == number)
							.boxed()
							.collect(Collectors.toSet())))
				.toList();
			Map<String, List<Integer>> groups = new TreeMap<>();
			for (int group = 0; group < random.nextInt(6); group++) {
				groups.put("g" + group, random.ints(random.nextInt(12), 0, FleetProperties.SLOTS).boxed().toList());
			}
			Map<String, GroupState> after = new HashMap<>();
			Map<String, Integer> moves = moves(groups, Map.of(), replicas.toArray(Replica[]::new));
			groups
				.forEach(
						(id, slots) -> after.put(id,
								group(id, IntStream.range(0, slots.size())
									.mapToObj((number) -> moves.getOrDefault(id + "-" + number, slots.get(number)))
									.toList())));
			even(replicas, List.copyOf(after.values()));
			after.values().forEach((group) -> even(replicas, List.of(group)));
		}
	}

	private static void even(List<Replica> replicas, List<GroupState> groups) {
		Map<Integer, Integer> bySlot = new HashMap<>();
		groups.forEach((group) -> Placement.count(group, bySlot));
		List<Integer> loads = replicas.stream().map((replica) -> Placement.sum(replica.slots(), bySlot)).toList();
		assertThat(loads.stream().mapToInt(Integer::intValue).max().orElse(0)
				- loads.stream().mapToInt(Integer::intValue).min().orElse(0))
			.isLessThanOrEqualTo(1);
	}

	private static Map<String, Integer> moves(Map<String, List<Integer>> groups, Map<String, Integer> declared,
			Replica... replicas) {
		Map<String, GroupState> states = new HashMap<>();
		groups.forEach((id, slots) -> states.put(id, group(id, slots)));
		return Balance.moves(new Placement(states, List.of(replicas), declared, Instant.EPOCH));
	}

	private static GroupState group(String id, List<Integer> slots) {
		return GroupState.EMPTY.withWorkers(IntStream.range(0, slots.size())
			.mapToObj((number) -> new PlacedWorker(id + "-" + number, number, slots.get(number), 1, 0, 0, false, 0))
			.toList());
	}

	private static Set<Integer> slots(int from, int to) {
		return IntStream.range(from, to).boxed().collect(Collectors.toSet());
	}

}
