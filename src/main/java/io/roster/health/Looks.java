package io.roster.health;

/**
 * When the last snapshots were read. Snapshots that somebody forced in quick succession
 * count as one, so that what is kept of the last ten spans its usual time.
 */
final class Looks {

	/** How many are kept, as by Burrow. */
	static final int KEPT = 10;

	private static final long MIN_DISTANCE_MS = 5000;

	private final long[] times;

	private int size;

	private long advancedAt;

	Looks() {
		this.times = new long[KEPT];
	}

	private Looks(Looks other) {
		this.times = other.times.clone();
		this.size = other.size;
		this.advancedAt = other.advancedAt;
	}

	/** The same, which no later look changes. */
	synchronized Looks copy() {
		return new Looks(this);
	}

	/** Takes a look, and returns whether it is one of its own. */
	synchronized boolean look(long now) {
		boolean advance = this.size == 0 || now - this.advancedAt >= MIN_DISTANCE_MS;
		if (advance) {
			System.arraycopy(this.times, 0, this.times, 1, KEPT - 1);
			this.size = Math.min(KEPT, this.size + 1);
			this.advancedAt = now;
		}
		this.times[0] = now;
		return advance;
	}

	synchronized int size() {
		return this.size;
	}

	/** When the last one was, in milliseconds since 1970, 0 if there was none. */
	synchronized long newest() {
		return this.times[0];
	}

	/** How many milliseconds lie between the last two, 0 if there were none. */
	synchronized long interval() {
		return (this.size > 1) ? span(1) : 0;
	}

	/** How many milliseconds lie between the newest and an earlier one. */
	synchronized long span(int back) {
		return this.times[0] - this.times[back];
	}

}
