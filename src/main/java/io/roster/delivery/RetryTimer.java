package io.roster.delivery;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** Comes back when the first of those that have failed may be tried again. */
class RetryTimer {

	private final ScheduledExecutorService timer;

	private final Clock clock;

	private final Runnable task;

	private @Nullable ScheduledFuture<?> next;

	private long nextAt = Long.MAX_VALUE;

	RetryTimer(ScheduledExecutorService timer, Clock clock, Runnable task) {
		this.timer = timer;
		this.clock = clock;
		this.task = task;
	}

	/**
	 * Runs the task at a time, unless it runs before anyway.
	 * @param time in milliseconds since 1970
	 */
	synchronized void at(long time) {
		if (this.next != null && this.nextAt <= time) {
			return;
		}
		if (this.next != null) {
			this.next.cancel(false);
		}
		this.nextAt = time;
		this.next = this.timer.schedule(this::run, Math.max(1, time - this.clock.millis()), TimeUnit.MILLISECONDS);
	}

	private void run() {
		synchronized (this) {
			this.next = null;
			this.nextAt = Long.MAX_VALUE;
		}
		this.task.run();
	}

}
