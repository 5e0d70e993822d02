package io.roster.snapshot;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answers to many questions as they come in, on the thread of Kafka's client,
 * so that none is held longer than until it is made compact. Whoever waits does so until
 * the last is there, or until nothing comes any more.
 */
final class Answers {

	private final Duration patience;

	private final long end;

	private int open;

	private long lastAnswer = System.nanoTime();

	private boolean closed;

	private @Nullable RuntimeException broken;

	/**
	 * Makes one.
	 * @param patience how long nothing may come before those that are missing are given
	 * up
	 * @param endNanos when all are given up, as {@link System#nanoTime} has it
	 */
	Answers(Duration patience, long endNanos) {
		this.patience = patience;
		this.end = endNanos;
	}

	/**
	 * Waits for an answer, without stopping here.
	 * @param future what will have it
	 * @param taker takes the answer or the failure, one at a time, and none after those
	 * that are missing have been given up
	 */
	<T> void take(KafkaFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> taker) {
		synchronized (this) {
			this.open++;
		}
		var unused = future.whenComplete((answer, failure) -> {
			synchronized (this) {
				try {
					if (!this.closed) {
						taker.accept(answer, failure);
					}
				}
				catch (RuntimeException ex) {
					// Kafka's client would only log it.
					this.broken = ex;
				}
				finally {
					this.open--;
					this.lastAnswer = System.nanoTime();
					if (this.open == 0) {
						notifyAll();
					}
				}
			}
		});
	}

	/**
	 * Waits some time.
	 * @param time how long at most
	 * @return whether all answers are there
	 */
	synchronized boolean await(Duration time) {
		long until = Math.min(this.end, System.nanoTime() + time.toNanos());
		while (this.open > 0) {
			long now = System.nanoTime();
			long left = Math.min(until, this.lastAnswer + this.patience.toNanos()) - now;
			if (left <= 0) {
				return false;
			}
			try {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return true;
	}

	/** Waits for all, gives up what is missing in the end, and takes nothing more. */
	synchronized void finish() {
		var unused = await(Duration.ofNanos(Math.max(0, this.end - System.nanoTime())));
		close();
	}

	/**
	 * Whether nothing has come for so long, or in all, that nothing more is waited for.
	 */
	synchronized boolean isOver() {
		long now = System.nanoTime();
		return now - this.end >= 0 || now - this.lastAnswer >= this.patience.toNanos();
	}

	/**
	 * Takes nothing more.
	 * @throws RuntimeException what a taker has thrown, if one has
	 */
	synchronized void close() {
		this.closed = true;
		if (this.broken != null) {
			throw this.broken;
		}
	}

}
