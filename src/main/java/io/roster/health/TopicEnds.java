package io.roster.health;

import java.util.Arrays;

import io.roster.snapshot.Snapshot;
import io.roster.snapshot.TopicLog;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs of a topic's partitions ended at the last looks, and how their begins
 * move; shared by all groups that read the topic. About 50 bytes for a partition: the
 * newest end, and the steps back from it as saturated ints; and the begins of two looks.
 */
final class TopicEnds implements BurrowRules.RecentEnds {

	/** Where nothing older is known. */
	private static final int UNSET = Integer.MIN_VALUE;

	private static final long KEEP_STARTS_MS = 15 * 60_000L;

	private static final long MIN_STARTS_SPAN_MS = 5 * 60_000L;

	private long[] newest = new long[0];

	/** The step to the newest end first, then the one before it, and so on. */
	private final int[][] steps = new int[Looks.KEPT - 1][0];

	/** The begins of 15 to 30 min ago, and of up to 15 min ago; one array while equal. */
	private long[] oldStarts = new long[0];

	private long oldStartsAt;

	private long[] laterStarts = this.oldStarts;

	private long laterStartsAt;

	private @Nullable TopicLog log;

	/** As of the look before. */
	private @Nullable TopicLog before;

	/** Takes what a snapshot has of the topic. */
	synchronized void look(TopicLog log, long now, boolean advance) {
		if (log.partitions() < this.newest.length) {
			forget();
		}
		if (log.partitions() > this.newest.length) {
			grow(log.partitions());
		}
		if (advance) {
			this.before = this.log;
			int[] oldest = this.steps[this.steps.length - 1];
			System.arraycopy(this.steps, 0, this.steps, 1, this.steps.length - 1);
			this.steps[0] = oldest;
		}
		int[] step = this.steps[0];
		for (int p = 0; p < log.partitions(); p++) {
			long end = log.end(p);
			long before = this.newest[p];
			if (end == Snapshot.UNKNOWN || log.isStale(p)) {
				end = before;
			}
			if (before == Snapshot.UNKNOWN) {
				step[p] = UNSET;
			}
			else if (advance) {
				step[p] = saturated(end - before);
			}
			else if (step[p] != UNSET) {
				step[p] = saturated(step[p] + end - before);
			}
			this.newest[p] = end;
		}
		keepStarts(log, now);
		this.log = log;
	}

	/** Topics have fewer partitions only when they were made anew. */
	private void forget() {
		this.newest = new long[0];
		this.log = null;
		this.before = null;
		for (int i = 0; i < this.steps.length; i++) {
			this.steps[i] = new int[0];
		}
	}

	private void grow(int partitions) {
		int before = this.newest.length;
		this.newest = Arrays.copyOf(this.newest, partitions);
		Arrays.fill(this.newest, before, partitions, Snapshot.UNKNOWN);
		for (int i = 0; i < this.steps.length; i++) {
			this.steps[i] = Arrays.copyOf(this.steps[i], partitions);
			Arrays.fill(this.steps[i], before, partitions, UNSET);
		}
		// Begins are watched anew.
		this.oldStarts = new long[0];
	}

	private static int saturated(long value) {
		return (int) Math.max(UNSET + 1L, Math.min(Integer.MAX_VALUE, value));
	}

	private void keepStarts(TopicLog log, long now) {
		boolean first = this.oldStarts.length == 0;
		if (first || now - this.laterStartsAt >= KEEP_STARTS_MS) {
			long[] starts = new long[log.partitions()];
			Arrays.setAll(starts, log::start);
			this.oldStarts = first ? starts : this.laterStarts;
			this.oldStartsAt = first ? now : this.laterStartsAt;
			this.laterStarts = Arrays.equals(starts, this.laterStarts) ? this.laterStarts : starts;
			this.laterStartsAt = now;
			if (first) {
				this.laterStarts = this.oldStarts;
			}
		}
	}

	/** Where the log ended at the last look, {@link Snapshot#UNKNOWN} if not known. */
	synchronized long end(int partition) {
		return (partition < this.newest.length) ? this.newest[partition] : Snapshot.UNKNOWN;
	}

	/**
	 * Where the log began at the look before, or now if there was none: what is committed
	 * is read before the begins are, so only that is sure to be older than a commit.
	 */
	synchronized long startBefore(int partition) {
		TopicLog log = (this.before != null) ? this.before : this.log;
		return (log != null && partition < log.partitions()) ? log.start(partition) : Snapshot.UNKNOWN;
	}

	/** How many partitions the topic has. */
	synchronized int partitions() {
		return this.newest.length;
	}

	@Override
	public synchronized boolean reached(int partition, long offset) {
		long end = end(partition);
		if (end == Snapshot.UNKNOWN) {
			return false;
		}
		for (int i = 0; end > offset; i++) {
			if (i == this.steps.length || this.steps[i][partition] == UNSET) {
				return false;
			}
			end -= this.steps[i][partition];
		}
		return true;
	}

	/**
	 * For how many milliseconds at least a record at an offset has been there: since the
	 * oldest look that is kept at which the log ended behind it. Endless if all ten looks
	 * are kept and it was there at each of them.
	 */
	synchronized long waited(int partition, long offset, Looks looks) {
		long end = end(partition);
		int back = 0;
		while (back < looks.size() - 1 && end > offset) {
			int step = (partition < this.newest.length) ? this.steps[back][partition] : UNSET;
			if (step == UNSET || end - step <= offset) {
				return looks.span(back);
			}
			end -= step;
			back++;
		}
		return (back == Looks.KEPT - 1) ? Long.MAX_VALUE : looks.span(back);
	}

	/** How many records were written in a second, {@code NaN} if that is not known. */
	synchronized double written(int partition, Looks looks) {
		long written = 0;
		int back = 0;
		while (back < looks.size() - 1 && partition < this.newest.length && this.steps[back][partition] != UNSET) {
			written += this.steps[back][partition];
			back++;
		}
		long span = (back > 0) ? looks.span(back) : 0;
		return (span > 0 && written >= 0) ? written * 1000.0 / span : Double.NaN;
	}

	/**
	 * How many records were deleted in a second, {@code NaN} if the log was not watched
	 * long enough: whole segments are deleted at a time.
	 */
	synchronized double deleted(int partition, long now) {
		long span = now - this.oldStartsAt;
		TopicLog log = this.log;
		if (log == null || partition >= this.oldStarts.length || span < MIN_STARTS_SPAN_MS) {
			return Double.NaN;
		}
		long from = this.oldStarts[partition];
		long to = log.start(partition);
		return (from == Snapshot.UNKNOWN || to < from) ? Double.NaN : (to - from) * 1000.0 / span;
	}

}
