package io.roster.worker;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.roster.group.Member.TopicPartitions;
import io.roster.delivery.DeliveryObserver;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a running worker, told by its consumer's thread and read by requests.
 */
class WorkerStatus implements DeliveryObserver {

	/** A chain of causes can be a circle. */
	private static final int MAX_CAUSES = 20;

	private final Clock clock;

	private final WorkerCounters counters;

	private final Instant startedAt;

	private CompletableFuture<WorkerState> joined = new CompletableFuture<>();

	private final Set<TopicPartition> assignment = new HashSet<>();

	private WorkerState state = WorkerState.STARTING;

	private Set<String> topics = Set.of();

	private @Nullable String memberId;

	private @Nullable String lastError;

	private @Nullable Instant lastRecordAt;

	/** Whether the same consumer would fail the same way again. */
	private boolean fatal;

	/** Whether the container is to stop only for a while. */
	private boolean held;

	private long processed;

	private long failed;

	private long retried;

	private long deadLettered;

	private boolean paused;

	WorkerStatus(Clock clock, WorkerCounters counters) {
		this.clock = clock;
		this.counters = counters;
		this.startedAt = now();
	}

	synchronized void assigned(String memberId, Collection<String> topics, Collection<TopicPartition> partitions) {
		this.counters.assigned();
		this.memberId = memberId;
		this.topics = new TreeSet<>(topics);
		this.assignment.addAll(partitions);
		moveTo(WorkerState.RUNNING);
		this.joined.complete(WorkerState.RUNNING);
	}

	/** A manual worker has what it was given from the start. */
	synchronized void assignedByHand(Collection<TopicPartition> partitions) {
		this.assignment.addAll(partitions);
		moveTo(WorkerState.RUNNING);
		this.joined.complete(WorkerState.RUNNING);
	}

	synchronized void rebalancing() {
		moveTo(WorkerState.REBALANCING);
	}

	synchronized void revoked(Collection<TopicPartition> partitions) {
		this.counters.revoked();
		this.assignment.removeAll(partitions);
	}

	synchronized void lost(Collection<TopicPartition> partitions) {
		this.counters.lost();
		this.assignment.removeAll(partitions);
		this.memberId = null;
		moveTo(WorkerState.REBALANCING);
	}

	synchronized void stopping() {
		this.held = false;
		moveTo(WorkerState.STOPPING);
	}

	/** The container stops for a while. */
	synchronized void held() {
		this.held = true;
		moveTo(WorkerState.PAUSED);
	}

	synchronized void released() {
		this.held = false;
		this.joined = new CompletableFuture<>();
		moveTo(WorkerState.STARTING);
	}

	/** The container is gone: as was asked, or not. */
	synchronized void ended(@Nullable String why) {
		if (this.held) {
			this.assignment.clear();
			this.memberId = null;
		}
		else if (!this.state.ended()) {
			boolean asked = this.state == WorkerState.STOPPING;
			this.state = asked ? WorkerState.STOPPED : WorkerState.FAILED;
			if (!asked) {
				this.lastError = (why != null) ? why : Objects.requireNonNullElse(this.lastError, "Its consumer ended");
			}
			this.assignment.clear();
			this.memberId = null;
			this.joined.complete(this.state);
		}
	}

	@Override
	public synchronized void processed(int records) {
		this.processed += records;
		this.counters.processed(records);
		this.lastRecordAt = now();
	}

	@Override
	public synchronized void retried(long records) {
		this.retried += records;
		this.counters.retried(records);
	}

	@Override
	public synchronized void failed(Throwable cause) {
		this.failed++;
		this.counters.failed();
		var unused = note(cause);
	}

	@Override
	public synchronized void deadLettered() {
		this.deadLettered++;
		this.counters.deadLettered();
	}

	@Override
	public synchronized void error(String what) {
		var unused = note(what);
	}

	/** Somebody wants it to fetch nothing for a while. */
	synchronized void paused(boolean paused) {
		this.paused = paused;
	}

	/**
	 * Takes note of an error.
	 * @param cause the error
	 * @return whether it is another one than before
	 */
	synchronized boolean note(Throwable cause) {
		Throwable root = cause;
		for (int depth = 0; root.getCause() != null && depth < MAX_CAUSES; depth++) {
			root = root.getCause();
		}
		// What the handler says of it is worth more than an exception of the network's.
		String message = (root.getMessage() != null) ? root.getMessage() : cause.getMessage();
		return note(root.getClass().getSimpleName() + ": " + message);
	}

	synchronized boolean note(String error) {
		boolean other = !error.equals(this.lastError);
		this.lastError = error;
		return other;
	}

	/** Nothing but its end follows upon a stop. */
	private void moveTo(WorkerState next) {
		boolean leaving = this.held && next != WorkerState.PAUSED;
		if (!this.state.ended() && this.state != WorkerState.STOPPING && !leaving) {
			this.state = next;
		}
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Returns what comes of the worker's attempt to join its group, the first one or the
	 * one after it was released.
	 * @return completes with {@code RUNNING}, or with how the worker ended before
	 */
	synchronized CompletableFuture<WorkerState> joined() {
		return this.joined.copy();
	}

	/** What the consumer fails of it would meet again. */
	synchronized void fatal() {
		this.fatal = true;
	}

	synchronized boolean isFatal() {
		return this.fatal;
	}

	synchronized WorkerState state() {
		boolean pausing = this.paused && (this.state == WorkerState.RUNNING || this.state == WorkerState.REBALANCING);
		return pausing ? WorkerState.PAUSED : this.state;
	}

	synchronized @Nullable String memberId() {
		return this.memberId;
	}

	synchronized @Nullable String lastError() {
		return this.lastError;
	}

	synchronized Set<TopicPartition> assignment() {
		return Set.copyOf(this.assignment);
	}

	synchronized Set<String> topics() {
		return Set.copyOf(this.topics);
	}

	synchronized Worker describe(LiveWorker worker) {
		Subscription subscription = worker.spec().subscription();
		List<String> topics = subscription.topics().isEmpty() ? List.copyOf(this.topics) : subscription.topics();
		return new Worker(worker.workerId(), worker.groupId(), worker.instance(), this.memberId,
				WorkerIdentity.clientId(worker.workerId()), subscription.mode(), worker.spec().protocol(), topics,
				TopicPartitions.from(this.assignment), state(), worker.spec().handler().masked(), this.startedAt,
				new Worker.RecordCounts(this.processed, this.failed, this.retried, this.deadLettered),
				this.lastRecordAt, this.lastError, null);
	}

}
