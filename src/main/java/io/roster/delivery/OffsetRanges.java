package io.roster.delivery;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.delivery.LedgerEntry.OffsetRange;

/** A set of offsets, kept as ranges; no more than so many of them, the last. */
public class OffsetRanges {

	/** The last offset of each range by its first. */
	private final TreeMap<Long, Long> ranges = new TreeMap<>();

	private final int limit;

	private boolean truncated;

	/**
	 * Makes an empty set.
	 * @param limit how many ranges it keeps
	 */
	public OffsetRanges(int limit) {
		this.limit = limit;
	}

	/**
	 * Adds a range.
	 * @param from the first offset
	 * @param to the last
	 * @param already gets those that were in the set before
	 */
	public void add(long from, long to, OffsetRanges already) {
		Map.Entry<Long, Long> last = this.ranges.lastEntry();
		if (last != null && last.getValue() + 1 == from) {
			// Nearly always.
			this.ranges.put(last.getKey(), to);
			return;
		}
		merge(from, to, already);
		while (this.ranges.size() > this.limit) {
			this.ranges.pollFirstEntry();
			this.truncated = true;
		}
	}

	private void merge(long from, long to, OffsetRanges already) {
		long first = from;
		long end = to;
		Map.Entry<Long, Long> before = this.ranges.floorEntry(from);
		if (before != null && before.getValue() >= from - 1) {
			first = before.getKey();
		}
		for (Map.Entry<Long, Long> range : List
			.copyOf(this.ranges.subMap(first, true, (to < Long.MAX_VALUE) ? to + 1 : to, true).entrySet())) {
			long common = Math.max(from, range.getKey());
			long commonEnd = Math.min(to, range.getValue());
			if (common <= commonEnd && already != this) {
				already.add(common, commonEnd, already);
			}
			end = Math.max(end, range.getValue());
			this.ranges.remove(range.getKey());
		}
		this.ranges.put(first, end);
	}

	boolean contains(long offset) {
		Map.Entry<Long, Long> range = this.ranges.floorEntry(offset);
		return range != null && range.getValue() >= offset;
	}

	boolean isTruncated() {
		return this.truncated;
	}

	/**
	 * Returns the ranges.
	 * @return sorted; no two of them touch
	 */
	public List<OffsetRange> toList() {
		return this.ranges.entrySet()
			.stream()
			.map((range) -> new OffsetRange(range.getKey(), range.getValue()))
			.toList();
	}

}
