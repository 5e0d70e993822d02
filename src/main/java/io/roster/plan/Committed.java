package io.roster.plan;

import java.util.Optional;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A committed offset with all that Kafka keeps of it.
 *
 * @param offset the offset of the next record to read
 * @param leaderEpoch the epoch of the last record read, {@code null} if the commit does
 * not say
 * @param metadata what its consumer added, {@code null} if nothing
 */
public record Committed(long offset, @Nullable Integer leaderEpoch, @Nullable String metadata) {

	/**
	 * An offset and nothing else.
	 * @param offset the offset
	 * @return the commit
	 */
	public static Committed at(long offset) {
		return new Committed(offset, null, null);
	}

	/**
	 * Reads a commit of Kafka's.
	 * @param committed the commit, {@code null} if there is none
	 * @return the commit, {@code null} if there is none
	 */
	public static @Nullable Committed from(@Nullable OffsetAndMetadata committed) {
		if (committed == null) {
			return null;
		}
		Integer epoch = committed.leaderEpoch().isPresent() ? committed.leaderEpoch().get() : null;
		return new Committed(committed.offset(), epoch, committed.metadata().isEmpty() ? null : committed.metadata());
	}

	/**
	 * Returns the commit as Kafka takes it.
	 * @return the commit
	 */
	public OffsetAndMetadata toKafka() {
		return new OffsetAndMetadata(this.offset, Optional.ofNullable(this.leaderEpoch),
				(this.metadata != null) ? this.metadata : "");
	}

	/**
	 * Returns the offset of a commit.
	 * @param committed the commit
	 * @return {@code null} if there is none
	 */
	public static @Nullable Long offsetOf(@Nullable Committed committed) {
		return (committed != null) ? (Long) committed.offset() : null;
	}

}
