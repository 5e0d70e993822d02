package io.roster.history;

import java.time.Instant;
import java.util.Collection;
import java.util.Objects;

import io.roster.plan.Committed;
import io.roster.plan.PlannedOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a reset does with a partition.
 *
 * @param topic the topic
 * @param partition the number
 * @param from what is committed, {@code null} if nothing is
 * @param to what is to be committed, {@code null} if nothing is to be any more
 * @param adjusted whether {@code to} was moved to an end of the log
 * @param lagBefore the lag at {@code from}, {@code null} if it is not known
 * @param lagAfter the lag at {@code to}, {@code null} if it is not known
 * @param skips how many records are never read, gaps in the log counted; {@code null} if
 * nothing is committed before or after
 * @param replays how many records are read again, gaps in the log counted; {@code null}
 * if nothing is committed before or after
 * @param fromTimestamp the timestamp of the record at {@code from}, {@code null} if there
 * is none or it was not read in time
 * @param toTimestamp the timestamp of the record at {@code to}, {@code null} if there is
 * none or it was not read in time
 */
public record PartitionReset(String topic, int partition, @Nullable Long from, @Nullable Long to, boolean adjusted,
		@Nullable Long lagBefore, @Nullable Long lagAfter, @Nullable Long skips, @Nullable Long replays,
		@Nullable Instant fromTimestamp, @Nullable Instant toTimestamp) {

	/**
	 * Returns what is shown of a planned offset.
	 * @param planned the planned offset
	 * @return the partition's reset
	 */
	public static PartitionReset from(PlannedOffset planned) {
		return new PartitionReset(planned.topic(), planned.partition(), Committed.offsetOf(planned.from()),
				Committed.offsetOf(planned.to()), planned.adjusted(), planned.lagBefore(), planned.lagAfter(),
				planned.skips(), planned.replays(), planned.fromTimestamp(), planned.toTimestamp());
	}

	/**
	 * Adds up what is skipped.
	 * @param planned the planned offsets
	 * @return the sum over those that have one
	 */
	public static long skips(Collection<PlannedOffset> planned) {
		return planned.stream().map(PlannedOffset::skips).filter(Objects::nonNull).mapToLong(Long::longValue).sum();
	}

	/**
	 * Adds up what is read again.
	 * @param planned the planned offsets
	 * @return the sum over those that have one
	 */
	public static long replays(Collection<PlannedOffset> planned) {
		return planned.stream().map(PlannedOffset::replays).filter(Objects::nonNull).mapToLong(Long::longValue).sum();
	}

	/**
	 * Adds up what is skipped, where that is known.
	 * @param planned the planned offsets
	 * @return {@code null} if none has a number
	 */
	public static @Nullable Long skipsOrNull(Collection<PlannedOffset> planned) {
		boolean known = planned.stream().anyMatch((row) -> row.skips() != null);
		return known ? (Long) skips(planned) : null;
	}

	/**
	 * Adds up what is read again, where that is known.
	 * @param planned the planned offsets
	 * @return {@code null} if none has a number
	 */
	public static @Nullable Long replaysOrNull(Collection<PlannedOffset> planned) {
		boolean known = planned.stream().anyMatch((row) -> row.replays() != null);
		return known ? (Long) replays(planned) : null;
	}

}
