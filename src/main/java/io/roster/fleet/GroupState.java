package io.roster.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.roster.worker.NewWorkers;
import org.jspecify.annotations.Nullable;

/**
 * What should run in a group. Fields that a newer version of the service knows are left
 * out by an older one.
 *
 * @param version grows with every change
 * @param generation the newest spec
 * @param wave how often all workers were asked to restart
 * @param specs what workers do, by generation: the newest, and those that still run
 * @param workers the workers that any replica may run, oldest first
 * @param declared what was asked of workers that replicas' configurations declare, by
 * their ids
 * @param hold whether the workers are to make room
 * @param repeats requests that must not be carried out twice
 */
record GroupState(long version, int generation, int wave, Map<Integer, NewWorkers> specs, List<PlacedWorker> workers,
		Map<String, DeclaredChange> declared, @Nullable Hold hold, List<Repeat> repeats) {

	static final GroupState EMPTY = new GroupState(0, 0, 0, Map.of(), List.of(), Map.of(), null, List.of());

	GroupState {
		specs = (specs != null) ? Map.copyOf(specs) : Map.of();
		workers = (workers != null) ? List.copyOf(workers) : List.of();
		declared = (declared != null) ? Map.copyOf(declared) : Map.of();
		repeats = (repeats != null) ? List.copyOf(repeats) : List.of();
	}

	/** What automatic workers do, {@code null} if nobody has said so. */
	@Nullable NewWorkers spec() {
		return this.specs.get(this.generation);
	}

	@Nullable PlacedWorker worker(String workerId) {
		return this.workers.stream().filter((worker) -> worker.workerId().equals(workerId)).findFirst().orElse(null);
	}

	@JsonIgnore
	boolean isManual() {
		NewWorkers spec = spec();
		return spec != null && spec.partitions() != null;
	}

	@JsonIgnore
	boolean isEmpty() {
		return this.specs.isEmpty() && this.workers.isEmpty() && this.declared.isEmpty() && this.hold == null
				&& this.repeats.isEmpty();
	}

	/** The same with another newest spec; workers come to it one by one. */
	GroupState withSpec(NewWorkers spec) {
		Map<Integer, NewWorkers> specs = new TreeMap<>(this.specs);
		specs.put(this.generation + 1, spec.withoutCount());
		return new GroupState(this.version, this.generation + 1, this.wave, specs, this.workers, this.declared,
				this.hold, this.repeats);
	}

	GroupState withoutSpecs() {
		return new GroupState(this.version, this.generation, this.wave, Map.of(), List.of(), this.declared, this.hold,
				this.repeats);
	}

	GroupState withWorkers(List<PlacedWorker> workers) {
		return new GroupState(this.version, this.generation, this.wave, this.specs, workers, this.declared, this.hold,
				this.repeats);
	}

	GroupState withWave(int wave) {
		return new GroupState(this.version, this.generation, wave, this.specs, this.workers, this.declared, this.hold,
				this.repeats);
	}

	GroupState withHold(@Nullable Hold hold) {
		return new GroupState(this.version, this.generation, this.wave, this.specs, this.workers, this.declared, hold,
				this.repeats);
	}

	GroupState withDeclared(Map<String, DeclaredChange> declared) {
		return new GroupState(this.version, this.generation, this.wave, this.specs, this.workers, declared, this.hold,
				this.repeats);
	}

	GroupState withDeclared(String workerId, String process, UnaryOperator<DeclaredChange> change) {
		Map<String, DeclaredChange> declared = new TreeMap<>(this.declared);
		declared.compute(workerId,
				(id, before) -> change.apply((before != null) ? before : DeclaredChange.none(process, this.wave)));
		return withDeclared(declared);
	}

	GroupState withRepeats(List<Repeat> repeats) {
		return new GroupState(this.version, this.generation, this.wave, this.specs, this.workers, this.declared,
				this.hold, repeats);
	}

	/** The same with one worker changed, if it is there. */
	GroupState with(String workerId, UnaryOperator<PlacedWorker> change) {
		return withWorkers(this.workers.stream()
			.map((worker) -> worker.workerId().equals(workerId) ? change.apply(worker) : worker)
			.toList());
	}

	GroupState without(String workerId) {
		return withWorkers(this.workers.stream().filter((worker) -> !worker.workerId().equals(workerId)).toList());
	}

	/** The same with one more worker of the newest spec. */
	GroupState plus(String workerId, int slot) {
		int number = 0;
		List<Integer> taken = this.workers.stream().map(PlacedWorker::number).toList();
		while (taken.contains(number)) {
			number++;
		}
		List<PlacedWorker> workers = new ArrayList<>(this.workers);
		workers.add(new PlacedWorker(workerId, number, slot, this.generation, this.wave, 0, false, 0));
		return withWorkers(workers);
	}

	/** What is written: with the next version, without specs that nobody runs. */
	@Nullable GroupState next(long version) {
		Map<Integer, NewWorkers> used = this.specs.entrySet()
			.stream()
			.filter((spec) -> (spec.getKey() == this.generation && !(isManual() && this.workers.isEmpty()))
					|| this.workers.stream().anyMatch((worker) -> worker.generation() == spec.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		GroupState next = new GroupState(version, this.generation, this.wave, used, this.workers, this.declared,
				this.hold, this.repeats);
		return next.isEmpty() ? null : next;
	}

	/**
	 * A request that was carried out.
	 *
	 * @param key its idempotency key
	 * @param request what it said
	 * @param at when
	 * @param workerIds the workers that it started
	 */
	record Repeat(String key, String request, Instant at, List<String> workerIds) {

		Repeat {
			workerIds = List.copyOf(workerIds);
		}

	}

}
