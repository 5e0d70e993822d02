package io.roster.health;

import java.util.Arrays;

/**
 * What a group has committed lately of one topic. Compact, since a large cluster has
 * hundreds of thousands of these partitions: the newest commit lies in arrays that all
 * partitions of the topic share, and only once there is a second one does a partition get
 * a ring, of nine times three ints: the steps from commit to commit in records and in
 * milliseconds, and the lags. A step that an int cannot hold is cut off at the largest
 * one, so two billion records or 24 days. All in all about 180 bytes for a partition, and
 * 40 for one that has committed nothing new.
 * <p>
 * Not safe for use by several threads: who uses it holds the lock of its group.
 */
final class TopicWindows {

	/** How long an offset that was there before the first look has to stand. */
	static final long BASELINE_MS = 60_000;

	private static final int LONGS = 2;

	private static final int OFFSET = 0;

	private static final int TIME = 1;

	private static final int INTS = 4;

	private static final int LAG = 0;

	private static final int MOVED_AT = 1;

	private static final int WAITING_SINCE = 2;

	private static final int USUAL = 3;

	private static final int BYTES = 3;

	private static final int SIZE = 0;

	private static final int FLAGS = 1;

	private static final int BURROW = 2;

	/** The newest commit was seen in a snapshot, so its time is not exact. */
	private static final byte APPROXIMATE = 1;

	/** The only commit was there before the first look, so its time is not known. */
	private static final byte BASELINE = 2;

	private final int minDistance;

	private int partitions;

	private long[] longs = {};

	private int[] ints = {};

	private byte[] bytes = {};

	private int[][] rings = {};

	private final Holds holds = new Holds(0);

	/** The number of the last snapshot that had the topic. */
	long seen;

	TopicWindows(int minDistance) {
		this.minDistance = minDistance;
	}

	void ensure(int partitions) {
		if (partitions > this.partitions) {
			this.longs = Arrays.copyOf(this.longs, partitions * LONGS);
			this.ints = Arrays.copyOf(this.ints, partitions * INTS);
			this.bytes = Arrays.copyOf(this.bytes, partitions * BYTES);
			this.rings = Arrays.copyOf(this.rings, partitions);
			this.holds.grow(partitions);
			this.partitions = partitions;
		}
	}

	int partitions() {
		return this.partitions;
	}

	Holds holds() {
		return this.holds;
	}

	/** Fills a window with the commits of a partition. */
	void read(int p, Window window) {
		int size = this.bytes[p * BYTES + SIZE];
		window.resize(size);
		if (size == 0) {
			return;
		}
		long offset = this.longs[p * LONGS + OFFSET];
		long time = this.longs[p * LONGS + TIME];
		window.set(size - 1, offset, time, this.ints[p * INTS + LAG]);
		int[] ring = this.rings[p];
		for (int i = size - 2; i >= 0; i--) {
			offset -= ring[3 * i];
			time -= ring[3 * i + 1];
			window.set(i, offset, time, ring[3 * i + 2]);
		}
	}

	private void write(int p, Window window) {
		int size = window.size();
		this.bytes[p * BYTES + SIZE] = (byte) size;
		this.longs[p * LONGS + OFFSET] = window.offset(size - 1);
		this.longs[p * LONGS + TIME] = window.time(size - 1);
		this.ints[p * INTS + LAG] = saturated(window.lag(size - 1));
		if (size > 1 && this.rings[p] == null) {
			this.rings[p] = new int[3 * (Window.KEPT - 1)];
		}
		for (int i = 0; i < size - 1; i++) {
			int[] ring = this.rings[p];
			ring[3 * i] = saturated(window.offset(i + 1) - window.offset(i));
			ring[3 * i + 1] = saturated(window.time(i + 1) - window.time(i));
			ring[3 * i + 2] = saturated(window.lag(i));
		}
	}

	private static int saturated(long value) {
		return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
	}

	/**
	 * Takes what a snapshot has of a partition.
	 * @param p the partition
	 * @param committed the committed offset, negative if there is none
	 * @param end where the log ends, negative if that is not known
	 * @param now when the snapshot was read
	 * @param first whether nothing was known of any group before
	 * @param window to work with
	 */
	void look(int p, long committed, long end, long now, boolean first, Window window) {
		if (committed < 0) {
			if (size(p) > 0 && this.longs[p * LONGS + TIME] < now) {
				forget(p);
			}
			return;
		}
		if (size(p) == 0) {
			read(p, window);
			window.insert(0, committed, now, lag(end, committed));
			write(p, window);
			this.bytes[p * BYTES + FLAGS] = first ? (APPROXIMATE | BASELINE) : APPROXIMATE;
			this.ints[p * INTS + MOVED_AT] = (int) (now / 1000);
		}
		else if (committed != offset(p) && now > this.longs[p * LONGS + TIME]) {
			commit(p, committed, end, now, false, window);
		}
		if (end >= 0) {
			int waiting = this.ints[p * INTS + WAITING_SINCE];
			boolean waits = end > offset(p);
			this.ints[p * INTS + WAITING_SINCE] = !waits ? 0 : (waiting != 0) ? waiting : (int) (now / 1000);
		}
	}

	/**
	 * Takes a commit. Burrow's rules of its storage: it goes to its place in time; one
	 * that follows another too fast takes the place of that, but keeps its time; the lag
	 * is known of the newest only. An exact commit takes the place of the newest one if
	 * that was only seen in a snapshot, unless it is ahead of what was seen.
	 * @param p the partition
	 * @param offset the offset
	 * @param end where the log ends, negative if that is not known
	 * @param time when it was made
	 * @param exact whether that time is exact, and this is known to be a commit even if
	 * the offset is the same as before
	 * @param window to work with
	 */
	void commit(int p, long offset, long end, long time, boolean exact, Window window) {
		read(p, window);
		long before = (window.size() > 0) ? window.lastOffset() : -1;
		boolean wasSeen = flag(p, APPROXIMATE);
		boolean replaced = exact && wasSeen && before >= offset
				&& (window.size() == 1 || time >= window.time(window.size() - 2));
		if (replaced) {
			window.resize(window.size() - 1);
		}
		int place = window.placeOf(time);
		if (exact && place > 0 && window.time(place - 1) == time && window.offset(place - 1) == offset) {
			return;
		}
		boolean newest = place == window.size();
		long lag = newest ? lag(end, offset) : Window.UNKNOWN;
		if (place > 0 && time - window.time(place - 1) < this.minDistance) {
			window.set(place - 1, offset, window.time(place - 1), lag);
		}
		else {
			window.insert(place, offset, time, lag);
		}
		boolean learns = before >= 0 && !replaced && !flag(p, BASELINE);
		write(p, window);
		if (newest) {
			this.bytes[p * BYTES + FLAGS] = exact ? 0 : APPROXIMATE;
			if (offset != before || replaced) {
				moved(p, time, lag, learns);
			}
		}
	}

	/**
	 * Learns how far apart commits usually are while records wait, as a moving average
	 * that gives the newest one a quarter.
	 */
	private void moved(int p, long time, long lag, boolean learns) {
		int seconds = (int) (time / 1000);
		int waiting = this.ints[p * INTS + WAITING_SINCE];
		if (learns && waiting != 0) {
			long took = Math.max(1, seconds - standsSince(p)) * 1000L;
			int usual = this.ints[p * INTS + USUAL];
			this.ints[p * INTS + USUAL] = saturated((usual == 0) ? took : (3L * usual + took) / 4);
		}
		this.ints[p * INTS + MOVED_AT] = seconds;
		this.ints[p * INTS + WAITING_SINCE] = (lag > 0) ? seconds : 0;
	}

	private static long lag(long end, long offset) {
		return (end < 0) ? Window.UNKNOWN : Math.max(0, end - offset);
	}

	private void forget(int p) {
		Arrays.fill(this.ints, p * INTS, (p + 1) * INTS, 0);
		Arrays.fill(this.bytes, p * BYTES, (p + 1) * BYTES, (byte) 0);
		this.rings[p] = null;
		this.holds.forget(p);
	}

	private boolean flag(int p, byte flag) {
		return (this.bytes[p * BYTES + FLAGS] & flag) != 0;
	}

	/** How many commits are known. */
	int size(int p) {
		return this.bytes[p * BYTES + SIZE];
	}

	/** The newest offset; there has to be one. */
	long offset(int p) {
		return this.longs[p * LONGS + OFFSET];
	}

	/** Whether that offset may be judged by the time at which it was seen. */
	boolean isCommit(int p, long now) {
		return size(p) > 0 && (!flag(p, BASELINE) || now - this.longs[p * LONGS + TIME] >= BASELINE_MS);
	}

	/** When the offset last changed, in seconds since 1970, 0 if nothing is committed. */
	int movedAt(int p) {
		return this.ints[p * INTS + MOVED_AT];
	}

	/** Whether a change of the offset was seen, so that its time is known. */
	boolean hasMoved(int p) {
		return size(p) > 0 && !flag(p, BASELINE);
	}

	/** Since when the offset stands while records wait, in seconds since 1970. */
	int standsSince(int p) {
		return Math.max(this.ints[p * INTS + MOVED_AT], this.ints[p * INTS + WAITING_SINCE]);
	}

	/** How far apart commits usually are while records wait, in ms, 0 if not known. */
	int usual(int p) {
		return this.ints[p * INTS + USUAL];
	}

	BurrowStatus burrow(int p) {
		return BurrowStatus.of(this.bytes[p * BYTES + BURROW]);
	}

	void burrow(int p, BurrowStatus status) {
		this.bytes[p * BYTES + BURROW] = (byte) status.code();
	}

}
