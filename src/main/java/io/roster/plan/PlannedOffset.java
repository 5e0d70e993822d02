package io.roster.plan;

import java.time.Instant;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is to do with a partition.
 *
 * @param topic the topic
 * @param partition the number
 * @param from what is committed, {@code null} if nothing is
 * @param to what is to be committed, {@code null} if nothing is to be any more
 * @param adjusted whether {@code to} was moved to an end of the log
 * @param start where the log begins, {@code null} if it was not read
 * @param end where the log ends, {@code null} if it was not read
 * @param fromTimestamp the timestamp of the record at {@code from}
 * @param toTimestamp the timestamp of the record at {@code to}
 */
public record PlannedOffset(String topic, int partition, @Nullable Committed from, @Nullable Committed to,
		boolean adjusted, @Nullable Long start, @Nullable Long end, @Nullable Instant fromTimestamp,
		@Nullable Instant toTimestamp) {

	/**
	 * Returns the partition.
	 * @return topic and number
	 */
	public TopicPartition topicPartition() {
		return new TopicPartition(this.topic, this.partition);
	}

	/**
	 * The same with timestamps.
	 * @param fromTimestamp the timestamp of the record at {@code from}
	 * @param toTimestamp the timestamp of the record at {@code to}
	 * @return the planned offset
	 */
	public PlannedOffset withTimestamps(@Nullable Instant fromTimestamp, @Nullable Instant toTimestamp) {
		return new PlannedOffset(this.topic, this.partition, this.from, this.to, this.adjusted, this.start, this.end,
				fromTimestamp, toTimestamp);
	}

	/**
	 * The same with another start.
	 * @param from what is committed, {@code null} if nothing is
	 * @return the planned offset
	 */
	public PlannedOffset withFrom(@Nullable Committed from) {
		return new PlannedOffset(this.topic, this.partition, from, this.to, this.adjusted, this.start, this.end,
				this.fromTimestamp, this.toTimestamp);
	}

	/**
	 * Returns the lag at {@code from}.
	 * @return {@code null} if it is not known
	 */
	public @Nullable Long lagBefore() {
		return lag(this.from);
	}

	/**
	 * Returns the lag at {@code to}.
	 * @return {@code null} if it is not known
	 */
	public @Nullable Long lagAfter() {
		return lag(this.to);
	}

	private @Nullable Long lag(@Nullable Committed committed) {
		return (committed == null || this.end == null) ? null : Math.max(0L, this.end - committed.offset());
	}

	/**
	 * Returns how many records would never be read, gaps in the log counted.
	 * @return {@code null} if nothing is committed or nothing is to be
	 */
	public @Nullable Long skips() {
		return distance(this.from, this.to);
	}

	/**
	 * Returns how many records would be read again, gaps in the log counted.
	 * @return {@code null} if nothing is committed or nothing is to be
	 */
	public @Nullable Long replays() {
		return distance(this.to, this.from);
	}

	/** What lies outside of the log cannot be skipped or read. */
	private @Nullable Long distance(@Nullable Committed lower, @Nullable Committed upper) {
		return (lower == null || upper == null) ? null : Math.max(0L, within(upper.offset()) - within(lower.offset()));
	}

	private long within(long offset) {
		long above = (this.start != null) ? Math.max(offset, this.start) : offset;
		return (this.end != null) ? Math.min(above, this.end) : above;
	}

}
