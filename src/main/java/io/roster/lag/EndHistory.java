package io.roster.lag;

import java.util.Arrays;

/**
 * When the log of a partition ended where: so many points that an offset can be given the
 * time at which the log came to it. While a log does not grow only the first and the last
 * such time are kept, and when there are too many points those that are old are thinned
 * out, so that the distance between two grows with their age and a few of them cover
 * days. Not safe for more than one thread.
 */
final class EndHistory {

	/** As many points as there are at most. */
	static final int MAX_POINTS = 32;

	/** So many of the newest are never thinned out. */
	private static final int KEPT_NEWEST = 8;

	private static final int FEW = 4;

	private long[] offsets = new long[FEW];

	/** In milliseconds since 1970. */
	private long[] times = new long[FEW];

	private int size;

	/**
	 * Adds a point. A log that ends before it did is another one, or was cut off: what
	 * was known is forgotten.
	 * @param offset where the log ends
	 * @param time when it was read, in milliseconds since 1970; not before the last one
	 */
	void add(long offset, long time) {
		if (this.size > 0 && (offset < this.offsets[this.size - 1] || time < this.times[this.size - 1])) {
			this.size = 0;
		}
		if (this.size > 1 && offset == this.offsets[this.size - 1] && offset == this.offsets[this.size - 2]) {
			this.times[this.size - 1] = time;
			return;
		}
		if (this.size == MAX_POINTS) {
			thinOut();
		}
		else if (this.size == this.offsets.length) {
			this.offsets = Arrays.copyOf(this.offsets, this.size * 2);
			this.times = Arrays.copyOf(this.times, this.size * 2);
		}
		this.offsets[this.size] = offset;
		this.times[this.size] = time;
		this.size++;
	}

	/**
	 * Removes the point that says least: the one whose neighbours are nearest to each
	 * other, measured by how long ago that was.
	 */
	private void thinOut() {
		long now = this.times[this.size - 1];
		int least = 1;
		double smallest = Double.MAX_VALUE;
		for (int point = 1; point < this.size - KEPT_NEWEST; point++) {
			double gap = (double) (this.times[point + 1] - this.times[point - 1])
					/ Math.max(1, now - this.times[point]);
			if (gap < smallest) {
				smallest = gap;
				least = point;
			}
		}
		System.arraycopy(this.offsets, least + 1, this.offsets, least, this.size - least - 1);
		System.arraycopy(this.times, least + 1, this.times, least, this.size - least - 1);
		this.size--;
	}

	/** Whether there is no point. */
	boolean isEmpty() {
		return this.size == 0;
	}

	/** The newest end. */
	long end() {
		return this.offsets[this.size - 1];
	}

	/** Whether the log was shorter than this when it was first looked at. */
	boolean covers(long offset) {
		return this.size > 0 && offset >= this.offsets[0];
	}

	/**
	 * Returns when the record at an offset came: between the last time that the log ended
	 * at or before it and the first time that it ended behind it, as if it had grown
	 * evenly in between.
	 * @param offset an offset before the newest end
	 * @return milliseconds since 1970; if the log had it when it was first looked at,
	 * that time, which is no earlier than when it came
	 */
	long cameAt(long offset) {
		if (!covers(offset)) {
			return this.times[0];
		}
		int after = 1;
		while (after < this.size && this.offsets[after] <= offset) {
			after++;
		}
		if (after == this.size) {
			return this.times[this.size - 1];
		}
		long from = this.offsets[after - 1];
		long grown = this.offsets[after] - from;
		long took = this.times[after] - this.times[after - 1];
		return this.times[after - 1] + (long) ((offset - from + 1) * ((double) took / grown));
	}

	/**
	 * Returns when a record came that was there when the log was first looked at.
	 * @param offset its offset
	 * @param earlier the offset of a record before it
	 * @param cameAt when that one came, in milliseconds since 1970
	 * @return milliseconds since 1970, as if the log had grown evenly since then
	 */
	long cameAt(long offset, long earlier, long cameAt) {
		double share = (double) (offset - earlier) / (this.offsets[0] - earlier);
		return cameAt + (long) (share * Math.max(0, this.times[0] - cameAt));
	}

}
