package io.roster.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.roster.cluster.ReadError;
import io.roster.fleet.Replicas.Replica;
import io.roster.fleet.StatusIndex.Told;
import io.roster.problem.ProblemException;
import io.roster.worker.NewWorkers;
import io.roster.worker.Worker;
import io.roster.worker.Worker.Source;
import io.roster.worker.WorkerIdentity;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerState;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The workers of all replicas, as any of them answers: those of this replica as they are,
 * those of others as they were reported last, and those that nobody runs yet.
 */
@Component
class FleetView {

	private final DesiredState desired;

	private final Reconciler reconciler;

	private final StatusReports reports;

	private final Replicas replicas;

	private final Self self;

	private final int maxCount;

	FleetView(DesiredState desired, Reconciler reconciler, StatusReports reports, Replicas replicas, Self self,
			WorkerProperties workerProperties) {
		this.desired = desired;
		this.reconciler = reconciler;
		this.reports = reports;
		this.replicas = replicas;
		this.self = self;
		this.maxCount = workerProperties.maxCount();
	}

	/**
	 * Reads what was written before this call, by whichever replica. Where Kafka does not
	 * let the service see what replicas tell each other, there is nothing to be read:
	 * only its own workers are known.
	 */
	void refresh() {
		try {
			read();
		}
		catch (ProblemException ex) {
			if (!ex.getStatusCode().isSameCodeAs(HttpStatus.FORBIDDEN)) {
				throw ex;
			}
		}
	}

	/**
	 * Reads what was written before this call, by whichever replica.
	 * @throws io.roster.problem.ProblemException if it could not be read
	 */
	void read() {
		this.desired.refresh();
		this.reports.refresh();
		if (this.desired.snapshot().position() >= 0 || !this.reports.index().processes().isEmpty()) {
			this.replicas.members();
		}
	}

	/**
	 * Lists workers as they are now; where Kafka cannot be asked, as they were known
	 * last.
	 * @param workers selects the workers
	 * @return the workers, with what went wrong
	 */
	WorkerList list(Supplier<List<Worker>> workers) {
		try {
			read();
			return WorkerList.of(workers.get());
		}
		catch (ProblemException ex) {
			return new WorkerList(workers.get(), List.of(ReadError.of(null, ex)));
		}
	}

	/** What is reported of the workers of a group by the replicas that are there. */
	List<Report> reports(String groupId) {
		return reports(this.reconciler.reports(groupId), this.reports.index().of(groupId));
	}

	/**
	 * Returns whether another replica that is there tells that it runs a worker.
	 * @param groupId the worker's group
	 * @param workerId the worker
	 * @throws ProblemException if Kafka cannot be asked
	 */
	boolean runsElsewhere(String groupId, String workerId) {
		this.reports.refresh();
		Map<String, Replica> members = Replica.byProcess(this.replicas.members());
		return this.reports.index()
			.of(groupId)
			.stream()
			.filter((told) -> told.report().workerId().equals(workerId) && !told.report().state().ended())
			.anyMatch((told) -> members.containsKey(told.process()) && !told.process().equals(this.self.process()));
	}

	/** What replicas that are not there any more have told of the workers of a group. */
	List<Told> left(String groupId) {
		Map<String, Replica> replicas = Replica.byProcess(this.replicas.known());
		return this.reports.index()
			.of(groupId)
			.stream()
			.filter((told) -> !replicas.containsKey(told.process()) && !told.process().equals(this.self.process()))
			.toList();
	}

	/** What is reported of all workers that replicas' configurations declare. */
	List<Report> declared() {
		return reports().stream().filter(Report::isDeclared).toList();
	}

	List<Report> reports() {
		return reports(this.reconciler.reports(), this.reports.index().all());
	}

	private List<Report> reports(List<Report> own, List<Told> told) {
		if (told.isEmpty()) {
			return own;
		}
		List<Report> all = new ArrayList<>(own);
		Map<String, Replica> replicas = Replica.byProcess(this.replicas.known());
		told.stream()
			.filter((worker) -> !worker.process().equals(this.self.process()))
			.filter((worker) -> replicas.containsKey(worker.process()))
			.map(Told::report)
			.forEach(all::add);
		return all;
	}

	/** The workers of a group: declared ones first, then in the order of their making. */
	List<Worker> workers(String groupId) {
		return workers(groupId, this.desired.group(groupId), reports(groupId));
	}

	/** All workers, in the order of their groups. */
	List<Worker> all() {
		Map<String, List<Report>> byGroup = reports().stream().collect(Collectors.groupingBy(Report::groupId));
		Map<String, GroupState> groups = this.desired.snapshot().values();
		Set<String> ids = new TreeSet<>(byGroup.keySet());
		ids.addAll(groups.keySet());
		return ids.stream()
			.flatMap((id) -> workers(id, groups.getOrDefault(id, GroupState.EMPTY), byGroup.getOrDefault(id, List.of()))
				.stream())
			.toList();
	}

	private List<Worker> workers(String groupId, GroupState group, List<Report> reports) {
		Map<String, Worker> reported = byId(reports);
		Map<String, Worker> workers = new LinkedHashMap<>();
		reported.values()
			.stream()
			.filter((worker) -> worker.source() == Source.CONFIGURATION)
			.sorted(Comparator.comparing((Worker worker) -> String.valueOf(worker.instance()))
				.thenComparing(Worker::workerId))
			.forEach((worker) -> workers.put(worker.workerId(), worker));
		for (PlacedWorker placed : group.workers()) {
			Worker worker = reported.get(placed.workerId());
			if (worker == null || worker.state() == WorkerState.STOPPED) {
				worker = notPlaced(groupId, group, placed);
			}
			if (worker != null) {
				workers.put(placed.workerId(), worker);
			}
		}
		// Those that are about to end.
		reported.forEach(workers::putIfAbsent);
		return List.copyOf(workers.values());
	}

	/**
	 * One that moves is told of by both replicas for a moment; what this one knows comes
	 * first.
	 */
	private static Map<String, Worker> byId(List<Report> reports) {
		return reports.stream()
			.map(Report::worker)
			.collect(Collectors.toMap(Worker::workerId, Function.identity(),
					(one, other) -> one.state().lives() ? one : other, LinkedHashMap::new));
	}

	private @Nullable Worker notPlaced(String groupId, GroupState group, PlacedWorker placed) {
		NewWorkers spec = group.specs().get(placed.generation());
		return (spec != null) ? Worker
			.starting(new WorkerIdentity(placed.workerId(), groupId, null), spec.toSpec(this.maxCount), null)
			.from(null, Source.HTTP, null) : null;
	}

	/** A worker with the newest records, if this replica runs it. */
	Worker withRecords(Worker worker) {
		RunningWorker running = this.reconciler.running(worker.workerId());
		return (running != null) ? running.describeWithRecords() : worker;
	}

	/**
	 * Returns whether all replicas do what should run.
	 * @param position up to where they have to have read it
	 */
	boolean isInForce(long position) {
		if (this.reconciler.position() < position) {
			return false;
		}
		return this.replicas.known()
			.stream()
			.map(Replica::process)
			.filter((process) -> !process.equals(this.self.process()))
			.allMatch((process) -> this.reports.index().position(process) >= position);
	}

}
