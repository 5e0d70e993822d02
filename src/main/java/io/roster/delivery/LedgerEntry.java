package io.roster.delivery;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a worker processed of a partition, from when it got the partition until it lost
 * it.
 *
 * @param topic the topic
 * @param partition the partition
 * @param assignedAt when the worker got the partition
 * @param endedAt when it let it go, {@code null} if it still has it
 * @param processed ranges of offsets that were processed, sorted; an offset at which the
 * log has no record counts with the record after it
 * @param repeated ranges that were processed more than once, sorted
 * @param deadLettered offsets of those that went to the dead letter topic, the last 100
 * @param truncated whether there were too many ranges to keep all of them
 */
public record LedgerEntry(String topic, int partition, Instant assignedAt, @Nullable Instant endedAt,
		List<OffsetRange> processed, List<OffsetRange> repeated, List<Long> deadLettered, boolean truncated) {

	public LedgerEntry {
		processed = List.copyOf(processed);
		repeated = List.copyOf(repeated);
		deadLettered = List.copyOf(deadLettered);
	}

	/**
	 * Offsets that follow each other.
	 *
	 * @param from the first
	 * @param to the last
	 */
	public record OffsetRange(long from, long to) {
	}

}
