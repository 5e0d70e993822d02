package io.roster.lag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a group went: a point for each snapshot of 15 minutes, and for a day one for every
 * ten minutes. Some 8 KB when both are full, and 10 KB where snapshots follow each other
 * as fast as points do. Not safe for more than one thread.
 */
final class GroupSeries {

	/** How far back there is a point for each snapshot, in milliseconds. */
	static final long FINE_MILLIS = 900_000;

	/** What a coarse point is of, in milliseconds. */
	static final long COARSE_MILLIS = 600_000;

	/** A day of them. */
	static final int COARSE = 144;

	/** Over how long the rates of a load are, in milliseconds. */
	private static final long RATES_MILLIS = 60_000;

	/**
	 * Over how long at least what a member reads is looked at, in milliseconds: single
	 * commits tell only when they were made.
	 */
	private static final long WINDOW_MILLIS = 60_000;

	private final PointRing fine = new PointRing((int) (FINE_MILLIS / Lags.DENSEST.toMillis()) + 1);

	private final PointRing coarse = new PointRing(COARSE);

	private final Mean mean = new Mean();

	private long bucket = -1;

	/** Whether the bucket was seen from its beginning. */
	private boolean begun;

	/**
	 * Adds the newest point.
	 * @return the coarse point that has become complete with it, {@code null} if none has
	 */
	@Nullable Complete add(Point point) {
		long since = (this.fine.size() > 0) ? point.at() - this.fine.time(this.fine.size() - 1) : 0;
		this.fine.add(point);
		// Two are kept in any case: rates are between points.
		while (this.fine.size() > 2 && this.fine.time(0) < point.at() - FINE_MILLIS) {
			this.fine.removeFirst();
		}
		long bucket = point.at() / COARSE_MILLIS;
		Complete complete = null;
		if (bucket != this.bucket && this.bucket >= 0) {
			boolean next = bucket == this.bucket + 1;
			complete = new Complete(this.mean.take(this.bucket * COARSE_MILLIS), this.begun && next);
			restore(complete.point());
			this.begun = next;
		}
		this.mean.add(point, Math.max(1, Math.min(since, COARSE_MILLIS)));
		this.bucket = bucket;
		return complete;
	}

	/**
	 * Adds a coarse point where it belongs in time, unless there is one of that time.
	 * Those of earlier runs may come after those of this one.
	 */
	void restore(Point point) {
		int size = this.coarse.size();
		int place = size;
		while (place > 0 && this.coarse.time(place - 1) >= point.at()) {
			place--;
		}
		if (place < size && this.coarse.time(place) == point.at()) {
			return;
		}
		List<Point> later = new ArrayList<>();
		for (int index = place; index < size; index++) {
			later.add(this.coarse.get(index));
		}
		if (size == COARSE && place == 0) {
			return;
		}
		this.coarse.shorten(place);
		this.coarse.add(point);
		later.forEach(this.coarse::add);
	}

	/** What the group reads and what comes, and what a member is able to read. */
	Load load() {
		if (this.fine.size() < 2) {
			return Load.NONE;
		}
		long from = this.fine.time(this.fine.size() - 1) - RATES_MILLIS;
		double consumed = 0;
		double produced = 0;
		long millis = 0;
		for (int index = this.fine.size() - 1; index > 0
				&& (millis == 0 || this.fine.time(index - 1) >= from); index--) {
			long took = took(index);
			consumed += (double) this.fine.consumed(index) * took;
			produced += (double) this.fine.produced(index) * took;
			millis += took;
		}
		double busy = perMember(true);
		return new Load(consumed / millis, produced / millis, (busy > 0) ? busy : perMember(false), true);
	}

	private long took(int index) {
		return Math.max(1, this.fine.time(index) - this.fine.time(index - 1));
	}

	/**
	 * Returns the most that a member has read in any window, which goes from one commit
	 * to another: what a commit tells was read since the one before.
	 * @param waiting whether records have to have waited all the time
	 * @return records per second, 0 if there is no such window
	 */
	private double perMember(boolean waiting) {
		double most = 0;
		double read = 0;
		double spent = 0;
		int from = -1;
		for (int index = 1; index < this.fine.size(); index++) {
			if (!isWork(index, waiting)) {
				from = -1;
				continue;
			}
			if (from >= 0) {
				read += read(index);
				spent += spent(index);
			}
			if (this.fine.consumed(index) <= 0) {
				continue;
			}
			if (from < 0) {
				from = index;
				read = 0;
				spent = 0;
				continue;
			}
			for (int next = commitAfter(from); isWindow(next, index); next = commitAfter(from)) {
				while (from < next) {
					from++;
					read -= read(from);
					spent -= spent(from);
				}
			}
			if (isWindow(from, index)) {
				most = Math.max(most, read / spent);
			}
		}
		return most;
	}

	/**
	 * Whether there was somebody before and after; otherwise it may be that nobody has
	 * read what was committed, as when offsets are reset.
	 */
	private boolean isWork(int index, boolean waiting) {
		return this.fine.members(index - 1) > 0 && this.fine.members(index) > 0
				&& (!waiting || (this.fine.lag(index - 1) > 0 && this.fine.lag(index) > 0));
	}

	private boolean isWindow(int from, int to) {
		return this.fine.time(to) - this.fine.time(from) >= WINDOW_MILLIS;
	}

	/** The next point with a commit, of which there has to be one. */
	private int commitAfter(int from) {
		int next = from + 1;
		while (this.fine.consumed(next) <= 0) {
			next++;
		}
		return next;
	}

	private double read(int index) {
		return (double) this.fine.consumed(index) * took(index);
	}

	/** When members came or went in between, all of them may have been there. */
	private double spent(int index) {
		return (double) Math.max(this.fine.members(index - 1), this.fine.members(index)) * took(index);
	}

	/** All points since some time: the fine ones, and before them the coarse ones. */
	List<Point> since(Instant since) {
		long from = since.toEpochMilli();
		long fineFrom = (this.fine.size() > 0) ? this.fine.time(0) : Long.MAX_VALUE;
		List<Point> points = new ArrayList<>();
		for (int index = 0; index < this.coarse.size(); index++) {
			Point point = this.coarse.get(index);
			if (point.at() >= from && point.at() + COARSE_MILLIS <= fineFrom) {
				points.add(point);
			}
		}
		for (int index = 0; index < this.fine.size(); index++) {
			if (this.fine.time(index) >= from) {
				points.add(this.fine.get(index));
			}
		}
		return points;
	}

	/**
	 * What a group does, in records per second.
	 *
	 * @param consumed what it reads, over the last minute
	 * @param produced what comes
	 * @param perMember the most that a member was seen to read over a minute or more,
	 * first of all while records waited; 0 if none was
	 * @param known whether there are rates at all, which needs two points
	 */
	record Load(double consumed, double produced, double perMember, boolean known) {

		static final Load NONE = new Load(0, 0, 0, false);

	}

	/**
	 * What a group was like at some time, or on average for some time.
	 *
	 * @param at when, or from when, in milliseconds since 1970
	 * @param lag the sum of the partitions' lag, -1 if none had one
	 * @param timeLag the largest time lag in milliseconds, -1 if none was known
	 * @param consumed records per second by which committed offsets went on
	 * @param produced records per second by which the logs of the same partitions grew
	 * @param members how many members there were
	 */
	record Point(long at, long lag, long timeLag, float consumed, float produced, int members) {
	}

	/**
	 * A coarse point that nothing is added to any more.
	 *
	 * @param point the point
	 * @param whole whether the group was seen from its beginning to its end
	 */
	record Complete(Point point, boolean whole) {
	}

	/** The mean of points, each as long as it took, and the largest time lag of them. */
	private static final class Mean {

		private double lag;

		/** Of the points that have a lag. */
		private long lagMillis;

		private long timeLag = -1;

		private double consumed;

		private double produced;

		private long millis;

		private int members;

		private void add(Point point, long millis) {
			if (point.lag() >= 0) {
				this.lag += (double) point.lag() * millis;
				this.lagMillis += millis;
			}
			this.timeLag = Math.max(this.timeLag, point.timeLag());
			this.consumed += (double) point.consumed() * millis;
			this.produced += (double) point.produced() * millis;
			this.millis += millis;
			this.members = Math.max(this.members, point.members());
		}

		/** Returns it as a point, and begins anew. */
		private Point take(long at) {
			Point point = new Point(at, (this.lagMillis > 0) ? (long) (this.lag / this.lagMillis) : -1, this.timeLag,
					(float) (this.consumed / this.millis), (float) (this.produced / this.millis), this.members);
			this.lag = 0;
			this.lagMillis = 0;
			this.timeLag = -1;
			this.consumed = 0;
			this.produced = 0;
			this.millis = 0;
			this.members = 0;
			return point;
		}

	}

}
