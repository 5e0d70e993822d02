package io.roster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * This replica's part in the fleet. It takes part once there is something to run: a
 * worker was declared, or asked for over HTTP of any replica; until then nothing is made
 * in the cluster. When the service stops, workers finish first, then the replica leaves,
 * so that others take over at once, before the web server ends.
 */
@Component
class Fleet implements SmartLifecycle {

	private static final Log log = LogFactory.getLog(Fleet.class);

	private static final Duration READ_EVERY = Duration.ofMillis(250);

	private static final Duration SERVE_EVERY = Duration.ofMillis(500);

	private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

	private static final Duration TELL_EVERY = Duration.ofMillis(500);

	/** What changes at the same time is told together. */
	private static final long TOLD_TOGETHER_MILLIS = 50;

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final DesiredState desired;

	private final Reconciler reconciler;

	private final StatusReports reports;

	private final FleetMember member;

	private final DeclaredGroups declared;

	private final Steward steward;

	private final List<Ticker> tickers = new CopyOnWriteArrayList<>();

	private volatile boolean active;

	private volatile boolean running;

	/** Whether the desired state was read to its end once, or is not to be had. */
	private volatile boolean ready;

	private volatile @Nullable String refused;

	private long lookedAt = System.nanoTime() - LOOK_EVERY.toNanos();

	Fleet(DesiredState desired, Reconciler reconciler, Handover handover, StatusReports reports, FleetMember member,
			DeclaredGroups declared, Steward steward) {
		this.desired = desired;
		this.reconciler = reconciler;
		this.reports = reports;
		this.member = member;
		this.declared = declared;
		this.steward = steward;
		reconciler.startWhen(handover::mayStart);
		desired.onChange(reconciler::wake);
		member.onChange(reconciler::wake);
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.reconciler.open();
		this.active = !this.declared.isEmpty();
		Ticker reporting = new Ticker("fleet-reports", TELL_EVERY, this::tell);
		Ticker reconciling = new Ticker("fleet-reconciler", READ_EVERY, this.reconciler::pass);
		this.reconciler.wakeWith(reconciling::wake);
		this.reconciler.onPass(reporting::wake);
		this.tickers.addAll(List.of(new Ticker("fleet-state", READ_EVERY, this::read), reconciling, reporting,
				new Ticker("fleet-watch", READ_EVERY, this.member::watch),
				new Ticker("fleet-steward", SERVE_EVERY, this::serve)));
	}

	/** Takes part from now on, after what should run was read. */
	void activate() {
		if (this.reconciler.isStopping()) {
			throw new StoppingException();
		}
		this.active = true;
		this.member.join();
	}

	private void read() {
		try {
			if (!this.active && System.nanoTime() - this.lookedAt > LOOK_EVERY.toNanos()) {
				this.lookedAt = System.nanoTime();
				this.active = this.desired.isMade();
				this.ready = this.ready || !this.active;
			}
			if (this.active && !this.reconciler.isStopping()) {
				this.desired.refresh();
				this.ready = true;
				// Not before: others would leave to it what it does not know of.
				this.member.join();
			}
			this.refused = null;
		}
		catch (ProblemException ex) {
			if (ex.getStatusCode().isSameCodeAs(HttpStatus.FORBIDDEN)) {
				this.refused = ex.detail();
				this.ready = true;
				this.member.leave();
			}
			throw ex;
		}
	}

	private void tell() {
		if (this.active && !this.reconciler.isStopping()) {
			this.reports.tell();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TOLD_TOGETHER_MILLIS));
		}
	}

	private void serve() {
		if (this.active && !this.reconciler.isStopping()) {
			this.steward.serve();
		}
	}

	/** Tells the others what a request has waited for, so that they answer the same. */
	void tellNow() {
		try {
			if (this.active && !this.reconciler.isStopping()) {
				this.reports.tell();
			}
		}
		catch (ProblemException ex) {
			log.info("The other replicas learn only later what was done: " + ex.detail());
		}
	}

	/** Waits a little for what other threads and replicas do. */
	void pause() {
		if (Thread.currentThread().isInterrupted()) {
			throw new StoppingException();
		}
		LockSupport.parkNanos(PAUSE_NANOS);
	}

	boolean isActive() {
		return this.active;
	}

	/** What does not work, as this replica's threads have met it. */
	List<String> problems() {
		return this.tickers.stream().map(Ticker::problem).filter(Objects::nonNull).toList();
	}

	boolean isReady() {
		return this.ready;
	}

	/** Why Kafka does not let this replica know what should run. */
	@Nullable String refused() {
		return this.refused;
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		if (!this.reconciler.shutDown()) {
			log.warn("Some workers did not finish within roster.worker.shutdown-timeout; what they hold is not "
					+ "committed and will be read again");
		}
		this.member.leave();
		this.tickers.forEach(Ticker::close);
		this.tickers.clear();
		try {
			this.reports.takeBack();
		}
		catch (ProblemException ex) {
			log.info("What this replica has told was not taken back, and is out of date now: " + ex.detail());
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
