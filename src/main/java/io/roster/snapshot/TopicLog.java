package io.roster.snapshot;

import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where the logs of a topic's partitions begin and end, as they were read together.
 * Shared by all groups that read the topic. Immutable.
 */
public final class TopicLog {

	private final String topic;

	private final long[] starts;

	private final long[] ends;

	private final BitSet leaderless;

	private final Map<Integer, Instant> stale;

	/**
	 * Makes one that nobody changes any more.
	 * @param topic the topic
	 * @param starts where each log begins, {@link Snapshot#UNKNOWN} where that was never
	 * read
	 * @param ends where each log ends, in the same way
	 * @param leaderless the partitions that nobody leads
	 * @param stale the partitions whose values are from earlier, and when that was;
	 * {@link Instant#MIN} of those that were never read
	 */
	TopicLog(String topic, long[] starts, long[] ends, BitSet leaderless, Map<Integer, Instant> stale) {
		this.topic = topic;
		this.starts = starts;
		this.ends = ends;
		this.leaderless = leaderless;
		this.stale = Map.copyOf(stale);
	}

	/**
	 * Returns the topic.
	 * @return its name
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Returns how many partitions the topic has.
	 * @return their number, at least 1
	 */
	public int partitions() {
		return this.ends.length;
	}

	/**
	 * Returns where a log begins.
	 * @param partition the partition's number
	 * @return the offset of its first record, {@link Snapshot#UNKNOWN} if it was never
	 * read
	 */
	public long start(int partition) {
		return this.starts[partition];
	}

	/**
	 * Returns where a log ends.
	 * @param partition the partition's number
	 * @return the offset of its next record, {@link Snapshot#UNKNOWN} if it was never
	 * read
	 */
	public long end(int partition) {
		return this.ends[partition];
	}

	/**
	 * Returns whether nobody leads a partition, so that it can be neither written nor
	 * read.
	 * @param partition the partition's number
	 * @return {@code false} as a rule
	 */
	public boolean isLeaderless(int partition) {
		return this.leaderless.get(partition);
	}

	/**
	 * Returns whether the offsets of a partition could not be read this time and are
	 * those of an earlier snapshot.
	 * @param partition the partition's number
	 * @return {@code false} as a rule
	 */
	public boolean isStale(int partition) {
		return this.stale.containsKey(partition);
	}

	/**
	 * Returns when the offsets of a partition were read.
	 * @param partition the partition's number
	 * @param asOf when those of the others were
	 * @return the time, {@link Instant#MIN} if they never were
	 */
	Instant asOf(int partition, Instant asOf) {
		Instant stale = this.stale.get(partition);
		return (stale != null) ? stale : asOf;
	}

	/**
	 * When the oldest offsets were read that a leader should have told; {@code null} if
	 * all are new.
	 */
	@Nullable Instant oldest() {
		if (this.stale.isEmpty()) {
			return null;
		}
		return this.stale.entrySet()
			.stream()
			.filter((entry) -> !isLeaderless(entry.getKey()) && entry.getValue().isAfter(Instant.MIN))
			.map(Map.Entry::getValue)
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

}
