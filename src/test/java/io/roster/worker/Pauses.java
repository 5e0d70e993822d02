package io.roster.worker;

import java.time.Duration;
import java.util.Arrays;

import static org.awaitility.Awaitility.await;

/** The longest time in which no record of a partition was processed. */
final class Pauses {

	private final long[] last;

	private final long[] longest;

	private final long[] nextOffset;

	private long twice;

	Pauses(int partitions) {
		this.last = new long[partitions];
		this.longest = new long[partitions];
		this.nextOffset = new long[partitions];
	}

	synchronized void processed(int partition, long offset) {
		long now = System.nanoTime();
		if (offset < this.nextOffset[partition]) {
			this.twice++;
		}
		else {
			this.nextOffset[partition] = offset + 1;
			this.longest[partition] = Math.max(this.longest[partition], now - this.last[partition]);
			this.last[partition] = now;
		}
	}

	/** Waits until there has been a record of each. */
	void awaitAll() {
		await().pollInterval(Duration.ofMillis(10)).until(this::isAll);
	}

	private synchronized boolean isAll() {
		return Arrays.stream(this.last).allMatch((time) -> time != 0);
	}

	/** From now on. */
	synchronized void forget() {
		Arrays.fill(this.longest, 0);
		Arrays.fill(this.last, System.nanoTime());
		this.twice = 0;
	}

	/** By partition; what has not ended yet counts as well. */
	synchronized double[] longestMillis() {
		long now = System.nanoTime();
		double[] millis = new double[this.longest.length];
		for (int i = 0; i < millis.length; i++) {
			millis[i] = Math.max(this.longest[i], now - this.last[i]) / 1e6;
		}
		return millis;
	}

	/** How many records were processed again. */
	synchronized long twice() {
		return this.twice;
	}

}
