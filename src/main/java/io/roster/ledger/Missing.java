package io.roster.ledger;

import java.util.ArrayList;
import java.util.List;

import io.roster.delivery.LedgerEntry;
import io.roster.delivery.LedgerEntry.OffsetRange;
import org.jspecify.annotations.Nullable;

/**
 * What is committed of a partition and not in the ledger.
 *
 * @param gaps what nobody has processed
 * @param unreported what a worker has processed that could not tell any more, or has not
 * told yet
 */
record Missing(List<OffsetRange> gaps, List<OffsetRange> unreported) {

	/**
	 * Finds what is missing between the first offset that was processed and the committed
	 * one.
	 * @param processed what was processed, sorted
	 * @param entries who said so, the oldest first
	 * @param committed the committed offset, {@code null} if there is none
	 * @return empty if nothing is missing
	 */
	static Missing of(List<OffsetRange> processed, List<LedgerEntry> entries, @Nullable Long committed) {
		Missing missing = new Missing(new ArrayList<>(), new ArrayList<>());
		for (int i = 0; i < processed.size() && committed != null; i++) {
			boolean last = i == processed.size() - 1;
			long to = last ? committed - 1 : Math.min(processed.get(i + 1).from(), committed) - 1;
			missing.add(processed.get(i).to() + 1, to, entries);
		}
		return missing;
	}

	private void add(long from, long to, List<LedgerEntry> entries) {
		long next;
		for (long offset = from; offset <= to; offset = next) {
			next = Math.min(to + 1, nextBound(offset, entries));
			(wasCutShort(offset, entries) ? this.unreported : this.gaps).add(new OffsetRange(offset, next - 1));
		}
	}

	/** Up to where the same holds for all offsets. */
	private static long nextBound(long offset, List<LedgerEntry> entries) {
		long bound = Long.MAX_VALUE;
		for (LedgerEntry entry : entries) {
			Long first = entry.first();
			bound = (first != null && first > offset) ? Math.min(bound, first) : bound;
			for (OffsetRange known : entry.known()) {
				bound = (known.from() > offset) ? Math.min(bound, known.from()) : bound;
				bound = (known.to() >= offset) ? Math.min(bound, known.to() + 1) : bound;
			}
		}
		return bound;
	}

	/**
	 * Whether somebody can have processed the offset without telling: who had the
	 * partition from before that offset on and never said that it ended, before somebody
	 * who found the offset done.
	 */
	private static boolean wasCutShort(long offset, List<LedgerEntry> entries) {
		boolean cutShort = false;
		for (LedgerEntry entry : entries) {
			Long first = entry.first();
			if (entry.wasDoneBefore(offset) || (entry.from() == null && first != null && offset < first)) {
				return cutShort;
			}
			// What it did not find done, nobody before it has committed.
			cutShort = entry.endedAt() == null;
		}
		return cutShort;
	}

}
