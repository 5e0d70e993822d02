package io.roster.ledger;

import java.time.Instant;
import java.util.List;

import io.roster.delivery.LedgerEntry.OffsetRange;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a group have processed.
 *
 * @param groupId the group
 * @param gaps how many offsets in all were left out
 * @param unreported of how many nobody knows, since a worker that was killed had no time
 * to tell; what it had processed of them without a commit has come twice
 * @param repeated how many offsets in all were processed more than once
 * @param partitions the partitions, sorted by topic and number
 * @param asOf when it was read; workers tell every {@code roster.ledger.interval}
 */
record GroupLedger(String groupId, long gaps, long unreported, long repeated, List<PartitionLedger> partitions,
		Instant asOf) {

	/**
	 * What was processed of a partition.
	 *
	 * @param topic the topic
	 * @param partition the partition
	 * @param committedOffset the committed offset, {@code null} if nothing is committed
	 * @param processed ranges that were processed
	 * @param gaps ranges before the committed offset that no worker has processed: it was
	 * set by hand, or others have committed
	 * @param unreported ranges before the committed offset that a worker has processed
	 * which ended before it could tell: its replica was killed
	 * @param repeated ranges that were processed more than once
	 * @param deadLettered offsets that went to the dead letter topic, the newest of each
	 * entry
	 * @param entries who had the partition, the oldest first
	 */
	record PartitionLedger(String topic, int partition, @Nullable Long committedOffset, List<OffsetRange> processed,
			List<OffsetRange> gaps, List<OffsetRange> unreported, List<OffsetRange> repeated, List<Long> deadLettered,
			List<Entry> entries) {
	}

	/**
	 * What one worker has processed while it had the partition.
	 *
	 * @param workerId the worker
	 * @param instance the replica that ran it
	 * @param assignedAt when it got the partition
	 * @param endedAt when it let it go; {@code null} if it has it still or could not tell
	 * @param processed ranges that it processed
	 * @param repeated ranges that it processed more than once
	 * @param truncated whether there were too many ranges to keep all of them
	 */
	record Entry(String workerId, String instance, Instant assignedAt, @Nullable Instant endedAt,
			List<OffsetRange> processed, List<OffsetRange> repeated, boolean truncated) {
	}

}
