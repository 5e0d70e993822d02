package io.roster.plan;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a group and a log are.
 *
 * @param partition the partition
 * @param committed what is committed, {@code null} if nothing is
 * @param start the offset of the log's first record
 * @param end the offset of the log's next record
 * @param atTime the offset of the first record that is not older than the time in
 * question, {@code null} if there is none
 */
public record Position(TopicPartition partition, @Nullable Committed committed, long start, long end,
		@Nullable Long atTime) {

	/**
	 * Moves an offset into the log.
	 * @param wanted the offset
	 * @return the nearest one that the log has, its end included
	 */
	public Choice clip(long wanted) {
		long clipped = Math.min(Math.max(wanted, this.start), this.end);
		return new Choice(Committed.at(clipped), clipped != wanted);
	}

	/**
	 * What a target came to.
	 *
	 * @param to what to commit, {@code null} to commit nothing
	 * @param adjusted whether it was moved to an end of the log
	 */
	public record Choice(@Nullable Committed to, boolean adjusted) {

		/**
		 * A choice that was not moved.
		 * @param offset the offset
		 * @return the choice
		 */
		public static Choice of(long offset) {
			return new Choice(Committed.at(offset), false);
		}

	}

	/** A target that depends on a commit, and a partition without one. */
	public static final class NoCommitException extends RuntimeException {

		private final TopicPartition partition;

		NoCommitException(TopicPartition partition) {
			this.partition = partition;
		}

		TopicPartition partition() {
			return this.partition;
		}

	}

}
