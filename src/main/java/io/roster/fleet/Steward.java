package io.roster.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.fleet.Replicas.Replica;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What only one replica should do: whoever owns the first slot. Each step is a change of
 * the desired state from what is there, so that a steward that was replaced without
 * knowing it does no harm, and its successor goes on where it was.
 */
@Component
class Steward {

	private static final Log log = LogFactory.getLog(Steward.class);

	/** Replicas that come and go together are to be seen together. */
	private static final Duration SETTLED = Duration.ofSeconds(2);

	private static final Duration CLEANED_EVERY = Duration.ofSeconds(30);

	/** One that was cut off for a while is the same as before. */
	private static final Duration DECLARED_KEPT = Duration.ofHours(1);

	private static final Duration REPEATS_KEPT = Duration.ofHours(1);

	private final Slots slots;

	private final DesiredState desired;

	private final FleetView view;

	private final Replicas replicas;

	private final StatusReports reports;

	private final Fences fences;

	private final RollingChanges rolling;

	private final Clock clock;

	private List<Replica> seen = List.of();

	private long settledAt = System.nanoTime();

	private long cleanedAt = System.nanoTime();

	/** Since when processes are not there. */
	private final Map<String, Long> goneSince = new HashMap<>();

	/** With what nothing was to be moved. */
	private @Nullable Placement balanced;

	Steward(Slots slots, DesiredState desired, FleetView view, Replicas replicas, StatusReports reports, Fences fences,
			RollingChanges rolling, Clock clock) {
		this.slots = slots;
		this.desired = desired;
		this.view = view;
		this.replicas = replicas;
		this.reports = reports;
		this.fences = fences;
		this.rolling = rolling;
		this.clock = clock;
	}

	/** Does what there is to do, if this replica is the steward. */
	void serve() {
		if (!this.slots.isSteward()) {
			this.seen = List.of();
			this.rolling.forget();
			return;
		}
		this.view.read();
		List<Replica> now = this.replicas.known();
		if (!Set.copyOf(now).equals(Set.copyOf(this.seen))) {
			this.seen = now;
			this.settledAt = System.nanoTime() + SETTLED.toNanos();
		}
		this.rolling.step();
		// Nobody owns a slot that is about to move.
		boolean complete = now.stream()
			.flatMap((replica) -> replica.slots().stream())
			.filter((slot) -> slot < FleetProperties.SLOTS)
			.distinct()
			.count() == FleetProperties.SLOTS;
		if (complete && System.nanoTime() - this.settledAt >= 0) {
			balance(now);
			cleanUp(now);
		}
	}

	private void balance(List<Replica> now) {
		Placement placement = new Placement(this.desired.snapshot().values(), now,
				Placement.byProcess(this.view.declared()), Instant.EPOCH);
		if (placement.equals(this.balanced)) {
			return;
		}
		Map<String, Integer> moves = Balance.moves(placement);
		if (moves.isEmpty()) {
			this.balanced = placement;
			return;
		}
		log.info("Moves " + moves.size() + " worker(s) so that " + now.size() + " replicas have about as many");
		this.desired.snapshot()
			.values()
			.entrySet()
			.stream()
			.filter((group) -> group.getValue()
				.workers()
				.stream()
				.anyMatch((worker) -> moves.containsKey(worker.workerId())))
			.map(Map.Entry::getKey)
			.toList()
			.forEach((groupId) -> this.desired.update(groupId, (state) -> moved(state, moves)));
	}

	private static GroupState moved(GroupState state, Map<String, Integer> moves) {
		return state.withWorkers(state.workers()
			.stream()
			.map((worker) -> worker.inSlot(moves.getOrDefault(worker.workerId(), worker.slot())))
			.toList());
	}

	/** What replicas have left behind that are not there any more, and old holds. */
	private void cleanUp(List<Replica> now) {
		if (System.nanoTime() - this.cleanedAt < CLEANED_EVERY.toNanos()) {
			return;
		}
		this.cleanedAt = System.nanoTime();
		Set<String> there = now.stream().map(Replica::process).collect(Collectors.toSet());
		Set<String> missing = new HashSet<>(this.reports.index().processes());
		this.desired.snapshot()
			.values()
			.values()
			.forEach((group) -> group.declared().values().forEach((change) -> missing.add(change.process())));
		missing.removeAll(there);
		this.goneSince.keySet().retainAll(missing);
		missing.forEach((process) -> this.goneSince.putIfAbsent(process, System.nanoTime()));
		Set<String> dead = gone(CLEANED_EVERY);
		this.fences.fence(this.reports.index().of(dead));
		this.reports.forget(dead);
		Instant time = this.clock.instant();
		Set<String> longDead = gone(DECLARED_KEPT);
		this.desired.snapshot().values().forEach((groupId, group) -> {
			if (!cleaned(group, longDead, time).equals(group)) {
				this.desired.update(groupId, (state) -> cleaned(state, longDead, time));
			}
		});
	}

	private Set<String> gone(Duration atLeast) {
		return this.goneSince.entrySet()
			.stream()
			.filter((entry) -> System.nanoTime() - entry.getValue() >= atLeast.toNanos())
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	private static GroupState cleaned(GroupState group, Set<String> dead, Instant now) {
		Map<String, DeclaredChange> declared = new HashMap<>(group.declared());
		declared.values().removeIf((change) -> dead.contains(change.process()));
		GroupState next = group.withDeclared(declared)
			.withRepeats(
					group.repeats().stream().filter((repeat) -> repeat.at().plus(REPEATS_KEPT).isAfter(now)).toList());
		Hold hold = group.hold();
		return (hold != null && hold.until().plus(Hold.LONGEST).isBefore(now)) ? next.withHold(null) : next;
	}

}
