package io.roster.health;

/**
 * The last commits of one partition of a group, the oldest first. One instance serves for
 * many partitions, one after the other.
 */
final class Window {

	/** How many commits are kept of a partition, as by Burrow. */
	static final int KEPT = 10;

	/** A lag that is not known. */
	static final int UNKNOWN = -1;

	private final long[] offsets;

	private final long[] times;

	private final long[] lags;

	private int size;

	Window() {
		this(KEPT);
	}

	Window(int capacity) {
		this.offsets = new long[capacity];
		this.times = new long[capacity];
		this.lags = new long[capacity];
	}

	int size() {
		return this.size;
	}

	long offset(int index) {
		return this.offsets[index];
	}

	/** In milliseconds since 1970. */
	long time(int index) {
		return this.times[index];
	}

	/** The lag when this was committed, {@link #UNKNOWN} if it was learnt of later. */
	long lag(int index) {
		return this.lags[index];
	}

	/** The newest offset; there has to be one. */
	long lastOffset() {
		return this.offsets[this.size - 1];
	}

	long lastTime() {
		return this.times[this.size - 1];
	}

	/** How much of the window is filled, from 0 to 1. */
	float complete() {
		return (float) this.size / this.offsets.length;
	}

	void resize(int size) {
		this.size = size;
	}

	void set(int index, long offset, long time, long lag) {
		this.offsets[index] = offset;
		this.times[index] = time;
		this.lags[index] = lag;
	}

	/** Behind the last one that is not newer. */
	int placeOf(long time) {
		int place = this.size;
		while (place > 0 && this.times[place - 1] > time) {
			place--;
		}
		return place;
	}

	/**
	 * Puts a commit in its place. If the window is full the oldest one goes, and with it
	 * what would be before it.
	 */
	void insert(int place, long offset, long time, long lag) {
		int at = place;
		if (this.size == this.offsets.length) {
			if (place == 0) {
				return;
			}
			at--;
			move(1, 0, at);
		}
		else {
			move(at, at + 1, this.size - at);
			this.size++;
		}
		set(at, offset, time, lag);
	}

	private void move(int from, int to, int count) {
		System.arraycopy(this.offsets, from, this.offsets, to, count);
		System.arraycopy(this.times, from, this.times, to, count);
		System.arraycopy(this.lags, from, this.lags, to, count);
	}

	/**
	 * The place of the last commit that is lower than the one before it, 0 if none is.
	 */
	int lastStepBack() {
		int place = this.size - 1;
		while (place > 0 && this.offsets[place] >= this.offsets[place - 1]) {
			place--;
		}
		return Math.max(0, place);
	}

	/** The place of the oldest commit from a place on whose lag is known, or -1. */
	int firstKnownLag(int from) {
		for (int i = from; i < this.size; i++) {
			if (this.lags[i] != UNKNOWN) {
				return i;
			}
		}
		return -1;
	}

	/** The place of the newest commit whose lag is known, -1 if there is none. */
	int lastKnownLag() {
		for (int i = this.size - 1; i >= 0; i--) {
			if (this.lags[i] != UNKNOWN) {
				return i;
			}
		}
		return -1;
	}

}
