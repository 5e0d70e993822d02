package io.roster.health;

/**
 * When the last snapshots were read. Snapshots that somebody forced in quick succession
 * count as one, so that what is kept of the last ten spans its usual time.
 */
final class Looks {

	/** How many are kept, as by Burrow. */
	static final int KEPT = 10;

	private static final long MIN_DISTANCE_MS = 5000;

	private final long[] times = new long[KEPT];

	private int size;

	private long advancedAt;

	/** Takes a look, and returns whether it is one of its own. */
	boolean look(long now) {
		boolean advance = this.size == 0 || now - this.advancedAt >= MIN_DISTANCE_MS;
		if (advance) {
			System.arraycopy(this.times, 0, this.times, 1, KEPT - 1);
			this.size = Math.min(KEPT, this.size + 1);
			this.advancedAt = now;
		}
		this.times[0] = now;
		return advance;
	}

	int size() {
		return this.size;
	}

	/** How many milliseconds lie between the newest and an earlier one. */
	long span(int back) {
		return this.times[0] - this.times[back];
	}

}
