package io.roster.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.commits.Commits;
import io.roster.group.Groups;
import io.roster.group.LocalWorkers;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Reads the whole cluster again and again, on one thread, and keeps the newest snapshot.
 * The pause is the interval times the number of replicas, so that the brokers have the
 * same to do however many there are; more if a read takes long; and a tenth more or less,
 * so that replicas do not read in step.
 */
@Component
class Snapshots implements SnapshotSource, SmartLifecycle {

	private static final Log log = LogFactory.getLog(Snapshots.class);

	/** Reading takes no more than a quarter of the time. */
	private static final int REST = 3;

	private static final double JITTER = 0.1;

	/** How often lag is brought up to date where commits are followed. */
	private static final Duration BETWEEN = Duration.ofSeconds(2);

	/** A part that does not answer for so long is left as it was. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ClusterReader reader;

	private final TopicMetadata metadata;

	private final LaterCommits later;

	private final LocalWorkers workers;

	private final SnapshotProperties properties;

	private final List<SnapshotObserver> observers;

	private volatile @Nullable Snapshot newest;

	private volatile @Nullable ProblemException failure;

	/** What comes of the read that begins next. */
	private CompletableFuture<Snapshot> next = new CompletableFuture<>();

	private boolean asked;

	/** The pause before lag is brought up to date. */
	private Duration between = BETWEEN;

	private @Nullable Thread thread;

	Snapshots(Cluster cluster, BareConsumers consumers, Groups groups, LocalWorkers workers, Clock clock,
			SnapshotProperties properties, Commits commits, ObjectProvider<SnapshotObserver> observers) {
		this.metadata = new TopicMetadata(consumers, cluster);
		this.reader = new ClusterReader(cluster, this.metadata, groups, workers, clock, properties.timeout(), PATIENCE);
		this.later = new LaterCommits(cluster, this.metadata, commits, clock, PATIENCE);
		this.workers = workers;
		this.properties = properties;
		this.observers = observers.orderedStream().toList();
	}

	@Override
	public @Nullable Snapshot newest() {
		return this.newest;
	}

	/**
	 * Why the newest read has failed.
	 * @return {@code null} if it has not
	 */
	@Nullable ProblemException failure() {
		return this.failure;
	}

	@Override
	public Snapshot current() {
		Snapshot newest = this.newest;
		return (newest != null) ? newest : fresh();
	}

	@Override
	public Snapshot fresh() {
		CompletableFuture<Snapshot> next;
		synchronized (this) {
			if (this.thread == null) {
				throw stopping();
			}
			this.asked = true;
			next = this.next;
			notifyAll();
		}
		try {
			return next.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof ProblemException problem) {
				throw problem;
			}
			throw ex;
		}
	}

	@Override
	public synchronized void start() {
		if (this.thread == null) {
			this.thread = new Thread(this::run, "roster-snapshot");
			this.thread.setDaemon(true);
			this.thread.start();
		}
	}

	private void run() {
		Duration pause = Duration.ZERO;
		while (isAnotherAfter(pause)) {
			CompletableFuture<Snapshot> mine;
			synchronized (this) {
				mine = this.next;
				this.next = new CompletableFuture<>();
				this.asked = false;
			}
			long begun = System.nanoTime();
			try {
				Snapshot snapshot = this.reader.read(this.newest);
				this.observers.forEach((observer) -> show(observer, snapshot));
				this.newest = snapshot;
				told(null);
				mine.complete(snapshot);
			}
			catch (ProblemException ex) {
				told(ex);
				mine.completeExceptionally(ex);
			}
			catch (RuntimeException | Error ex) {
				log.error("The cluster could not be read", ex);
				ProblemException problem = new ProblemException(HttpStatus.INTERNAL_SERVER_ERROR, "unexpected",
						"The cluster could not be read", ex.toString(), ex);
				told(problem);
				mine.completeExceptionally(problem);
			}
			pause = pause(this.properties.interval(), Duration.ofNanos(System.nanoTime() - begun),
					this.workers.replicas());
		}
		this.metadata.close();
	}

	/**
	 * Where commits are followed, lag is brought up to date while the next is waited for.
	 */
	private boolean isAnotherAfter(Duration pause) {
		long due = System.nanoTime() + pause.toNanos();
		Duration left = pause;
		while (left.compareTo(this.between) > 0) {
			if (!isAnotherWanted(this.between)) {
				return false;
			}
			if (isAsked()) {
				return true;
			}
			bringUpToDate();
			left = Duration.ofNanos(due - System.nanoTime());
		}
		return isAnotherWanted(left);
	}

	private synchronized boolean isAsked() {
		return this.asked;
	}

	private void bringUpToDate() {
		Snapshot newest = this.newest;
		// What groups are cannot be told: a part that is new would hide how old that is.
		if (newest == null || this.failure != null || !this.later.areKnown()) {
			return;
		}
		long begun = System.nanoTime();
		try {
			Snapshot later = this.later.addTo(newest);
			this.observers.forEach((observer) -> show(observer, later));
			this.newest = later;
		}
		catch (ProblemException ex) {
			// The next snapshot tells if Kafka is not there.
			log.debug("Lag was not brought up to date", ex);
		}
		catch (RuntimeException | Error ex) {
			log.error("Lag could not be brought up to date", ex);
		}
		this.between = pause(BETWEEN, Duration.ofNanos(System.nanoTime() - begun), this.workers.replicas());
	}

	/** One that fails must not keep the others, or the list, from what there is. */
	private static void show(SnapshotObserver observer, Snapshot snapshot) {
		try {
			observer.observed(snapshot);
		}
		catch (RuntimeException ex) {
			log.error(observer.getClass().getSimpleName() + " could not take in a snapshot", ex);
		}
	}

	private void told(@Nullable ProblemException failure) {
		ProblemException before = this.failure;
		if (failure != null && before == null) {
			log.warn("The cluster could not be read: " + failure.getMessage());
		}
		else if (failure == null && before != null) {
			log.info("The cluster is read again");
		}
		this.failure = failure;
	}

	static Duration pause(Duration interval, Duration took, int replicas) {
		Duration pause = interval.multipliedBy(Math.max(1, replicas)).minus(took);
		Duration rest = took.multipliedBy(REST);
		long nanos = ((pause.compareTo(rest) > 0) ? pause : rest).toNanos();
		return Duration.ofNanos((long) (nanos * (1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1))));
	}

	private synchronized boolean isAnotherWanted(Duration pause) {
		long due = System.nanoTime() + pause.toNanos();
		while (this.thread == Thread.currentThread() && !this.asked) {
			long left = due - System.nanoTime();
			if (left <= 0) {
				return true;
			}
			try {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
			catch (InterruptedException ex) {
				return false;
			}
		}
		return this.thread == Thread.currentThread();
	}

	private static ProblemException stopping() {
		return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "The service stops",
				"It reads nothing any more.");
	}

	@Override
	public void stop() {
		Thread thread;
		synchronized (this) {
			thread = this.thread;
			this.thread = null;
			this.next.completeExceptionally(stopping());
			// It may be started again.
			this.next = new CompletableFuture<>();
			notifyAll();
		}
		if (thread != null) {
			thread.interrupt();
		}
	}

	/** There before requests are taken, and still there while the last are answered. */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

}
