package io.roster.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How long some records take from a start that is given to the last of them. */
final class Finish {

	private static final int PATIENCE_MINUTES = 3;

	private final long records;

	private final AtomicLong seen = new AtomicLong();

	private final CompletableFuture<Long> end = new CompletableFuture<>();

	private volatile long start;

	Finish(long records) {
		this.records = records;
	}

	/** The clock runs from now on. */
	void start() {
		this.start = System.nanoTime();
	}

	/**
	 * Another one is processed; the clock runs from the first one if nobody started it.
	 */
	void seen(int count) {
		long before = this.seen.getAndAdd(count);
		if (before == 0 && this.start == 0) {
			start();
		}
		if (before < this.records && before + count >= this.records) {
			this.end.complete(System.nanoTime());
		}
	}

	/** Ends what waits for the records. */
	void failed(Throwable cause) {
		this.end.completeExceptionally(cause);
	}

	boolean isOver() {
		return this.end.isDone();
	}

	/** Waits for the last one. */
	double seconds() throws Exception {
		long last = this.end.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
		return (last - this.start) / 1e9;
	}

}
