package io.roster.delivery;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * What a worker processed of a partition, from when it got the partition until it lost
 * it.
 *
 * @param topic the topic
 * @param partition the partition
 * @param assignedAt when the worker got the partition
 * @param endedAt when it let it go, {@code null} if it still has it
 * @param from the committed offset from which it went on, {@code null} if nothing was
 * committed or it did not ask
 * @param known ranges beyond {@code from} that the one before it had processed, sorted
 * @param processed ranges of offsets that were processed, sorted; an offset at which the
 * log has no record counts with the record after it
 * @param repeated ranges that were processed more than once, sorted
 * @param deadLettered offsets of those that went to the dead letter topic, the last 100
 * @param truncated whether there were too many ranges to keep all of them
 */
public record LedgerEntry(String topic, int partition, Instant assignedAt, @Nullable Instant endedAt,
		@Nullable Long from, List<OffsetRange> known, List<OffsetRange> processed, List<OffsetRange> repeated,
		List<Long> deadLettered, boolean truncated) {

	public LedgerEntry {
		known = List.copyOf(known);
		processed = List.copyOf(processed);
		repeated = List.copyOf(repeated);
		deadLettered = List.copyOf(deadLettered);
	}

	/**
	 * Whether it holds nothing that anybody could want to know: it is over, and nothing
	 * was processed.
	 * @return {@code true} once it is
	 */
	@JsonIgnore
	public boolean isVoid() {
		return this.endedAt != null && this.processed.isEmpty();
	}

	/**
	 * Whether an offset was processed before the worker got the partition, as it was
	 * told.
	 * @param offset an offset
	 * @return {@code true} if it did not have to process the offset
	 */
	public boolean wasDoneBefore(long offset) {
		return (this.from != null && offset < this.from)
				|| this.known.stream().anyMatch((range) -> range.from() <= offset && offset <= range.to());
	}

	/**
	 * Returns where the worker began.
	 * @return {@code null} if that is not known and it has processed nothing
	 */
	@JsonIgnore
	public @Nullable Long first() {
		return (this.from != null || this.processed.isEmpty()) ? this.from : Long.valueOf(this.processed.get(0).from());
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
