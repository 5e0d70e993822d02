package io.roster.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.roster.store.FencedTopic.Snapshot;
import io.roster.worker.LiveWorker;
import io.roster.worker.NewWorkers;
import io.roster.worker.Worker;
import io.roster.worker.Worker.Source;
import io.roster.worker.WorkerContainers;
import io.roster.worker.WorkerIdentity;
import io.roster.worker.WorkerProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Makes what runs in this replica what should: the workers whose slots it owns, and those
 * that its configuration declares. Started by {@link Fleet}.
 */
@Component
class Reconciler implements RunningWorker.Runner, DisposableBean {

	private static final int STARTERS = 4;

	private final DesiredState desired;

	private final DeclaredGroups declared;

	private final Slots slots;

	private final WorkerContainers containers;

	private final StaticLeavers staticLeavers;

	private final WorkerProperties properties;

	private final Self self;

	private final Map<String, RunningWorker> running = new ConcurrentHashMap<>();

	/** When this replica first saw a hold, since clocks of replicas differ. */
	private final Map<String, Long> holdsSeen = new ConcurrentHashMap<>();

	/** Starts share it; who gives slots back has to know of all that were started. */
	private final ReadWriteLock starting = new ReentrantReadWriteLock();

	/** A consumer takes some milliseconds to make, and there may be hundreds. */
	private final ExecutorService starters = Executors.newFixedThreadPool(STARTERS, (work) -> {
		Thread thread = new Thread(work, "worker-starter");
		thread.setDaemon(true);
		return thread;
	});

	private volatile Set<String> groups = Set.of();

	private volatile long position = -1;

	private volatile boolean stopping;

	private volatile Runnable waker = () -> {
	};

	private volatile Runnable listener = () -> {
	};

	private volatile Predicate<Target> mayStart = (target) -> true;

	Reconciler(DesiredState desired, DeclaredGroups declared, Slots slots, WorkerContainers containers,
			StaticLeavers staticLeavers, WorkerProperties properties, Self self) {
		this.desired = desired;
		this.declared = declared;
		this.slots = slots;
		this.containers = containers;
		this.staticLeavers = staticLeavers;
		this.properties = properties;
		this.self = self;
		slots.onRevoked(this::giveBack);
	}

	void wakeWith(Runnable waker) {
		this.waker = waker;
	}

	/** Has workers wait that are not here and must not be here yet. */
	void startWhen(Predicate<Target> mayStart) {
		this.mayStart = mayStart;
	}

	/** Has somebody told after each pass. */
	void onPass(Runnable listener) {
		this.listener = listener;
	}

	/** Takes the next step of each worker, and starts those that are missing. */
	void pass() {
		if (this.stopping) {
			return;
		}
		Snapshot<GroupState> snapshot = this.desired.snapshot();
		Map<String, Target> targets = targets(snapshot);
		this.running.forEach((workerId, worker) -> {
			if (worker.converge(targets.get(workerId))) {
				this.running.remove(workerId);
				this.staticLeavers.ended(worker.target(), snapshot);
			}
		});
		CompletableFuture
			.allOf(targets.values()
				.stream()
				.filter((target) -> !this.running.containsKey(target.workerId()) && this.mayStart.test(target))
				.map((target) -> CompletableFuture.runAsync(() -> begin(target), this.starters))
				.toArray(CompletableFuture[]::new))
			.join();
		this.groups = this.running.values()
			.stream()
			.map((worker) -> worker.target().groupId())
			.collect(Collectors.toUnmodifiableSet());
		this.position = snapshot.position();
		this.listener.run();
	}

	private void begin(Target target) {
		RunningWorker worker = new RunningWorker(target, this, this.self);
		this.running.put(target.workerId(), worker);
		worker.converge(target);
	}

	private Map<String, Target> targets(Snapshot<GroupState> snapshot) {
		Map<String, Target> targets = new HashMap<>();
		Set<String> holds = new HashSet<>();
		Set<Integer> owned = this.slots.owned();
		boolean cutOff = this.slots.isCutOff();
		snapshot.values().forEach((groupId, group) -> {
			if (group.hold() != null) {
				holds.add(group.hold().id());
			}
			group.workers().forEach((worker) -> {
				NewWorkers spec = group.specs().get(worker.generation());
				if (spec != null && owned.contains(worker.slot()) && !(cutOff && spec.partitions() != null)) {
					targets.put(worker.workerId(), target(groupId, group, worker, spec));
				}
			});
		});
		this.declared.targets(snapshot).forEach((target) -> targets.put(target.workerId(), target));
		targets.replaceAll((workerId, target) -> withoutOldHold(target));
		this.holdsSeen.keySet().removeIf((id) -> !holds.contains(id));
		return targets;
	}

	private static Target target(String groupId, GroupState group, PlacedWorker worker, NewWorkers spec) {
		String instanceId = Boolean.TRUE.equals(spec.staticMembership()) ? worker.groupInstanceId() : null;
		return new Target(new WorkerIdentity(worker.workerId(), groupId, instanceId), spec, Source.HTTP, worker.slot(),
				worker.generation(), worker.restarts(), worker.paused(), worker.resumes(), group.hold());
	}

	/** A replica that died while it had workers make room must not stop them for ever. */
	private Target withoutOldHold(Target target) {
		Hold hold = target.hold();
		if (hold == null) {
			return target;
		}
		long seen = this.holdsSeen.computeIfAbsent(hold.id(), (id) -> System.nanoTime());
		return (System.nanoTime() - seen < Hold.LONGEST.toNanos()) ? target
				: new Target(target.identity(), target.spec(), target.source(), target.slot(), target.generation(),
						target.restarts(), target.paused(), target.resumes(), null);
	}

	@Override
	public LiveWorker start(Target target) {
		this.starting.readLock().lock();
		try {
			if (this.stopping || (target.slot() != null && !this.slots.owned().contains(target.slot()))) {
				throw new StoppingException();
			}
			return this.containers.start(target.identity(), target.spec().toSpec(this.properties.maxCount()));
		}
		finally {
			this.starting.readLock().unlock();
		}
	}

	@Override
	public Worker notStarted(Target target, @Nullable String lastError) {
		return Worker.starting(target.identity(), target.spec().toSpec(this.properties.maxCount()), lastError);
	}

	@Override
	public void wake() {
		this.waker.run();
	}

	@Override
	public int maxRestarts() {
		return this.properties.maxRestarts();
	}

	/** What slots have to give back is stopped before another replica gets them. */
	private void giveBack(Set<Integer> slots) {
		List<RunningWorker> leaving = runningNow().stream().filter((worker) -> {
			Integer slot = worker.target().slot();
			return slot != null && slots.contains(slot);
		}).toList();
		await(leaving.stream().map(RunningWorker::stop).toList(), this.properties.stopTimeout());
		wake();
	}

	/**
	 * Stops everything, and whatever would start from now on.
	 * @return whether all have finished in time
	 */
	boolean shutDown() {
		this.stopping = true;
		boolean finished = await(runningNow().stream().map(RunningWorker::stop).toList(),
				this.properties.shutdownTimeout());
		this.running.values().removeIf((worker) -> worker.converge(null));
		return finished;
	}

	/** Lets workers start, after all were stopped as well. */
	void open() {
		this.position = -1;
		this.stopping = false;
	}

	@Override
	public void destroy() {
		this.starters.shutdown();
	}

	/** All workers, after those that are being started were. */
	private List<RunningWorker> runningNow() {
		this.starting.writeLock().lock();
		try {
			return List.copyOf(this.running.values());
		}
		finally {
			this.starting.writeLock().unlock();
		}
	}

	private static boolean await(List<CompletableFuture<Void>> stopped, Duration timeout) {
		return CompletableFuture.allOf(stopped.toArray(CompletableFuture[]::new))
			.thenApply((done) -> true)
			.completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	/** Up to where the desired state is in force here; -1 if none was yet. */
	long position() {
		return this.position;
	}

	boolean isStopping() {
		return this.stopping;
	}

	/** What this replica runs. */
	List<Report> reports() {
		return this.running.values().stream().map(RunningWorker::report).toList();
	}

	/** What this replica runs in a group; asked for each group of the cluster. */
	List<Report> reports(String groupId) {
		return !this.groups.contains(groupId) ? List.of()
				: this.running.values()
					.stream()
					.filter((worker) -> worker.target().groupId().equals(groupId))
					.map(RunningWorker::report)
					.toList();
	}

	@Nullable RunningWorker running(String workerId) {
		return this.running.get(workerId);
	}

}
