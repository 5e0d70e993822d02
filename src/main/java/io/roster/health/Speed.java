package io.roster.health;

/**
 * How fast a partition is read and written, in records a second, between the commits of
 * its window: what was written is what the log has grown by from commit to commit, so
 * both are of the same time. What was before an offset was last set back does not count.
 *
 * @param read how many are read
 * @param written how many are written
 */
record Speed(double read, double written) {

	/**
	 * Measures a window.
	 * @return {@code null} values never, but {@code NaN} if there are fewer than three
	 * commits since the offset last got smaller, or they span less than the time
	 */
	static Speed of(Window window, long minSpan) {
		int first = window.firstKnownLag(window.lastStepBack());
		int last = window.lastKnownLag();
		long span = (first >= 0) ? window.time(last) - window.time(first) : 0;
		if (last - first < 2 || span < minSpan) {
			return new Speed(Double.NaN, Double.NaN);
		}
		double read = (window.offset(last) - window.offset(first)) * 1000.0 / span;
		double grown = (window.lag(last) - window.lag(first)) * 1000.0 / span;
		return new Speed(read, read + grown);
	}

	boolean isKnown() {
		return !Double.isNaN(this.read);
	}

	/** By how much the lag grows, {@code NaN} if not known. */
	double growth() {
		return this.written - this.read;
	}

}
