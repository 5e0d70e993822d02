package io.roster.fleet;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Does the same again and again on a thread of its own: after a while, or at once when
 * woken. What fails is logged the first time and done again.
 */
class Ticker implements AutoCloseable {

	private static final Log log = LogFactory.getLog(Ticker.class);

	private final String name;

	private final long millis;

	private final Runnable work;

	private final Semaphore woken = new Semaphore(0);

	private volatile boolean running = true;

	private volatile @Nullable String problem;

	private final Thread thread;

	Ticker(String name, Duration every, Runnable work) {
		this.name = name;
		this.millis = every.toMillis();
		this.work = work;
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/** Has it done once more, after what is under way. */
	void wake() {
		this.woken.release();
	}

	/** Why it was not done last time, {@code null} if it was. */
	@Nullable String problem() {
		return this.problem;
	}

	private void run() {
		while (this.running) {
			try {
				this.work.run();
				this.problem = null;
			}
			catch (RuntimeException | Error ex) {
				if (this.running && this.problem == null) {
					log.warn(this.name + " failed and tries again: " + ex.getMessage(), ex);
				}
				this.problem = String.valueOf(ex.getMessage());
			}
			try {
				this.woken.tryAcquire(this.millis, TimeUnit.MILLISECONDS);
				this.woken.drainPermits();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/** Ends it, after what is under way. */
	@Override
	public void close() {
		this.running = false;
		wake();
		try {
			this.thread.join(this.millis + DesiredState.TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
