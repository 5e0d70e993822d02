package io.roster.lag;

import io.roster.lag.GroupSeries.Point;

/**
 * The newest points of a group, as arrays that grow until they have as many as are kept.
 * Not safe for more than one thread.
 */
final class PointRing {

	private static final int FEW = 8;

	private final int max;

	private long[] times = new long[FEW];

	private long[] lags = new long[FEW];

	private int[] timeLags = new int[FEW];

	private float[] rates = new float[2 * FEW];

	private short[] members = new short[FEW];

	private int first;

	private int size;

	PointRing(int max) {
		this.max = max;
	}

	void add(Point point) {
		if (this.size == this.max) {
			removeFirst();
		}
		else if (this.size == this.times.length) {
			grow(Math.min(this.max, this.size * 2));
		}
		int place = place(this.size++);
		this.times[place] = point.at();
		this.lags[place] = point.lag();
		// In tenths of a second: 6 years.
		this.timeLags[place] = (point.timeLag() < 0) ? -1 : (int) Math.min(Integer.MAX_VALUE, point.timeLag() / 100);
		this.rates[2 * place] = point.consumed();
		this.rates[2 * place + 1] = point.produced();
		this.members[place] = (short) Math.min(Short.MAX_VALUE, point.members());
	}

	private void grow(int more) {
		long[] times = new long[more];
		long[] lags = new long[more];
		int[] timeLags = new int[more];
		float[] rates = new float[2 * more];
		short[] members = new short[more];
		for (int index = 0; index < this.size; index++) {
			int place = place(index);
			times[index] = this.times[place];
			lags[index] = this.lags[place];
			timeLags[index] = this.timeLags[place];
			rates[2 * index] = this.rates[2 * place];
			rates[2 * index + 1] = this.rates[2 * place + 1];
			members[index] = this.members[place];
		}
		this.times = times;
		this.lags = lags;
		this.timeLags = timeLags;
		this.rates = rates;
		this.members = members;
		this.first = 0;
	}

	/** Forgets the oldest point; there has to be one. */
	void removeFirst() {
		this.first = (this.first + 1) % this.times.length;
		this.size--;
	}

	/** Forgets the newest points but so many of the oldest. */
	void shorten(int size) {
		this.size = size;
	}

	int size() {
		return this.size;
	}

	long time(int index) {
		return this.times[place(index)];
	}

	long lag(int index) {
		return this.lags[place(index)];
	}

	float consumed(int index) {
		return this.rates[2 * place(index)];
	}

	float produced(int index) {
		return this.rates[2 * place(index) + 1];
	}

	int members(int index) {
		return this.members[place(index)];
	}

	private int place(int index) {
		return (this.first + index) % this.times.length;
	}

	Point get(int index) {
		int place = place(index);
		return new Point(this.times[place], this.lags[place],
				(this.timeLags[place] < 0) ? -1 : this.timeLags[place] * 100L, this.rates[2 * place],
				this.rates[2 * place + 1], this.members[place]);
	}

}
