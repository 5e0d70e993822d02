package io.roster.health;

/**
 * Burrow's rules for one partition, exactly: those of its caching evaluator
 * ({@code core/internal/evaluator/caching.go} of github.com/linkedin/Burrow, as of
 * October 2025).
 *
 * @param allowedLag up to which lag all is well
 * @param minimumComplete which share of the window has to be filled before anything is
 * said
 */
record BurrowRules(long allowedLag, float minimumComplete) {

	/**
	 * Judges a partition.
	 * @param window its last commits
	 * @param lag how many records wait by now
	 * @param now the time in milliseconds since 1970
	 * @param ends where the log ended lately
	 * @param partition the partition's number
	 * @return {@code OK} if nothing was committed
	 */
	BurrowStatus status(Window window, long lag, long now, RecentEnds ends, int partition) {
		if (window.size() == 0 || window.complete() < this.minimumComplete || lag <= this.allowedLag) {
			return BurrowStatus.OK;
		}
		// A group that had read all not long ago is given some time.
		if (isStopped(window, now) && !ends.reached(partition, window.lastOffset())) {
			return BurrowStatus.STOP;
		}
		if (isRewound(window)) {
			return BurrowStatus.REWIND;
		}
		if (hasCaughtUp(window)) {
			return BurrowStatus.OK;
		}
		if (isStalled(window)) {
			return BurrowStatus.STALL;
		}
		return isLagNeverSmaller(window) ? BurrowStatus.WARN : BurrowStatus.OK;
	}

	/** Nothing was committed for longer than the window spans. */
	static boolean isStopped(Window window, long now) {
		return now - window.lastTime() > window.lastTime() - window.time(0);
	}

	/**
	 * Only the first step back counts, and only until the old offset is reached again.
	 */
	static boolean isRewound(Window window) {
		for (int i = 1; i < window.size(); i++) {
			if (window.offset(i) < window.offset(i - 1)) {
				return !isReached(window, i, window.offset(i - 1));
			}
		}
		return false;
	}

	private static boolean isReached(Window window, int from, long offset) {
		for (int i = from; i < window.size(); i++) {
			if (window.offset(i) >= offset) {
				return true;
			}
		}
		return false;
	}

	boolean hasCaughtUp(Window window) {
		for (int i = 0; i < window.size(); i++) {
			if (window.lag(i) != Window.UNKNOWN && window.lag(i) <= this.allowedLag) {
				return true;
			}
		}
		return false;
	}

	static boolean isStalled(Window window) {
		for (int i = 1; i < window.size(); i++) {
			if (window.offset(i) != window.offset(0)) {
				return false;
			}
		}
		return true;
	}

	static boolean isLagNeverSmaller(Window window) {
		long before = Window.UNKNOWN;
		for (int i = 0; i < window.size(); i++) {
			long lag = window.lag(i);
			if (lag != Window.UNKNOWN) {
				if (lag < before) {
					return false;
				}
				before = lag;
			}
		}
		// Burrow keeps no window of commits without any lag; this store may.
		return before != Window.UNKNOWN;
	}

	/** Where logs ended lately. */
	@FunctionalInterface
	interface RecentEnds {

		/**
		 * Returns whether the log ended at an offset or before it lately, so that who had
		 * read up to there had read all.
		 */
		boolean reached(int partition, long offset);

	}

}
