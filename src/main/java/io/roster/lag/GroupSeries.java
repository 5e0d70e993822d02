package io.roster.lag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a group went: a point for each of the newest snapshots, and for a day one for every
 * ten minutes. Some 5 KB when both are full. Not safe for more than one thread.
 */
final class GroupSeries {

	/** 15 minutes of snapshots every 10 s. */
	static final int FINE = 90;

	/** What a coarse point is of, in milliseconds. */
	static final long COARSE_MILLIS = 600_000;

	/** A day of them. */
	static final int COARSE = 144;

	private final Ring fine = new Ring(FINE);

	private final Ring coarse = new Ring(COARSE);

	private long bucket = -1;

	private int points;

	private Point sum = Point.NONE;

	/**
	 * Adds the newest point.
	 * @return the coarse point that has become complete with it, {@code null} if none has
	 */
	@Nullable Point add(Point point) {
		this.fine.add(point);
		long bucket = point.at() / COARSE_MILLIS;
		Point complete = null;
		if (bucket != this.bucket && this.points > 0) {
			complete = this.sum.dividedBy(this.points, this.bucket * COARSE_MILLIS);
			this.coarse.add(complete);
			this.points = 0;
		}
		this.sum = (this.points == 0) ? point : this.sum.plus(point);
		this.points++;
		this.bucket = bucket;
		return complete;
	}

	/** Adds a coarse point of an earlier run, which must come in the order of time. */
	void restore(Point point) {
		if (this.coarse.size == 0 || this.coarse.get(this.coarse.size - 1).at() < point.at()) {
			this.coarse.add(point);
		}
	}

	/** The newest points, at most so many. */
	List<Point> newest(int count) {
		List<Point> points = new ArrayList<>();
		for (int place = Math.max(0, this.fine.size - count); place < this.fine.size; place++) {
			points.add(this.fine.get(place));
		}
		return points;
	}

	/**
	 * What the group reads and what comes, and what a member is able to read.
	 * @param recent over how many of the newest points the rates are
	 */
	Load load(int recent) {
		double consumed = 0;
		double produced = 0;
		double busy = 0;
		double any = 0;
		int from = Math.max(1, this.fine.size - recent + 1);
		for (int index = 1; index < this.fine.size; index++) {
			int place = this.fine.place(index);
			int before = this.fine.place(index - 1);
			if (index >= from) {
				consumed += this.fine.rates[2 * place];
				produced += this.fine.rates[2 * place + 1];
			}
			if (this.fine.members[before] > 0) {
				double each = this.fine.rates[2 * place] / this.fine.members[before];
				any = Math.max(any, each);
				if (this.fine.lags[before] > 0 && this.fine.lags[place] > 0) {
					busy = Math.max(busy, each);
				}
			}
		}
		int points = Math.max(1, this.fine.size - from);
		return new Load(consumed / points, produced / points, (busy > 0) ? busy : any);
	}

	/** All points since some time: the fine ones, and before them the coarse ones. */
	List<Point> since(Instant since) {
		long from = since.toEpochMilli();
		long fineFrom = (this.fine.size > 0) ? this.fine.get(0).at() : Long.MAX_VALUE;
		List<Point> points = new ArrayList<>();
		for (int place = 0; place < this.coarse.size; place++) {
			Point point = this.coarse.get(place);
			if (point.at() >= from && point.at() + COARSE_MILLIS <= fineFrom) {
				points.add(point);
			}
		}
		for (int place = 0; place < this.fine.size; place++) {
			Point point = this.fine.get(place);
			if (point.at() >= from) {
				points.add(point);
			}
		}
		return points;
	}

	/**
	 * What a group does, in records per second.
	 *
	 * @param consumed what it reads
	 * @param produced what comes
	 * @param perMember the most that a member was seen to read, first of all while
	 * records waited; 0 if none was
	 */
	record Load(double consumed, double produced, double perMember) {

		static final Load NONE = new Load(0, 0, 0);

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

		static final Point NONE = new Point(0, 0, 0, 0, 0, 0);

		private Point plus(Point other) {
			return new Point(this.at, this.lag + Math.max(0, other.lag), Math.max(this.timeLag, other.timeLag),
					this.consumed + other.consumed, this.produced + other.produced,
					Math.max(this.members, other.members));
		}

		private Point dividedBy(int points, long at) {
			return new Point(at, this.lag / points, this.timeLag, this.consumed / points, this.produced / points,
					this.members);
		}

	}

	/** The newest points, as arrays that grow until they have as many as are kept. */
	private static final class Ring {

		private static final int FEW = 8;

		private final int max;

		private long[] times = new long[FEW];

		private long[] lags = new long[FEW];

		private int[] timeLags = new int[FEW];

		private float[] rates = new float[2 * FEW];

		private short[] members = new short[FEW];

		private int first;

		private int size;

		private Ring(int max) {
			this.max = max;
		}

		private void add(Point point) {
			if (this.size == this.times.length && this.size < this.max) {
				int more = Math.min(this.max, this.size * 2);
				this.times = Arrays.copyOf(this.times, more);
				this.lags = Arrays.copyOf(this.lags, more);
				this.timeLags = Arrays.copyOf(this.timeLags, more);
				this.rates = Arrays.copyOf(this.rates, 2 * more);
				this.members = Arrays.copyOf(this.members, more);
			}
			if (this.size == this.max) {
				this.first = (this.first + 1) % this.max;
				this.size--;
			}
			int place = (this.first + this.size++) % this.times.length;
			this.times[place] = point.at();
			this.lags[place] = point.lag();
			// In tenths of a second: 6 years.
			this.timeLags[place] = (point.timeLag() < 0) ? -1
					: (int) Math.min(Integer.MAX_VALUE, point.timeLag() / 100);
			this.rates[2 * place] = point.consumed();
			this.rates[2 * place + 1] = point.produced();
			this.members[place] = (short) Math.min(Short.MAX_VALUE, point.members());
		}

		private int place(int index) {
			return (this.first + index) % this.times.length;
		}

		private Point get(int index) {
			int place = place(index);
			return new Point(this.times[place], this.lags[place],
					(this.timeLags[place] < 0) ? -1 : this.timeLags[place] * 100L, this.rates[2 * place],
					this.rates[2 * place + 1], this.members[place]);
		}

	}

}
