package io.roster.history;

import io.roster.cluster.ReadError;
import io.roster.problem.ProblemException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a partition's offset.
 *
 * @param topic the topic, {@code null} where it is about none in particular
 * @param partition the number, {@code null} where it is about the whole topic
 * @param outcome whether it was done
 * @param status the HTTP status that the failure alone would have had, {@code null} if it
 * was done
 * @param detail what happened, {@code null} if it was done
 * @param overwritten what somebody else committed in between, {@code null} if nobody did
 */
public record PartitionOutcome(@Nullable String topic, @Nullable Integer partition, Outcome outcome,
		@Nullable Integer status, @Nullable String detail, @Nullable Overwritten overwritten) {

	/**
	 * A partition was done.
	 * @param partition the partition
	 * @return the outcome
	 */
	public static PartitionOutcome done(TopicPartition partition) {
		return new PartitionOutcome(partition.topic(), partition.partition(), Outcome.DONE, null, null, null);
	}

	/**
	 * A partition failed.
	 * @param partition the partition
	 * @param outcome whether it is known not to be done
	 * @param problem why
	 * @return the outcome
	 */
	public static PartitionOutcome of(TopicPartition partition, Outcome outcome, ProblemException problem) {
		return new PartitionOutcome(partition.topic(), partition.partition(), outcome, problem.getStatusCode().value(),
				problem.detail(), null);
	}

	/**
	 * What could not even be tried.
	 * @param error why
	 * @return the outcome
	 */
	public static PartitionOutcome notDone(ReadError error) {
		return new PartitionOutcome(error.topic(), error.partition(), Outcome.NOT_DONE, error.status(), error.detail(),
				null);
	}

	/**
	 * Says that somebody else has written since.
	 * @param offset what is committed now, {@code null} if nothing is
	 * @return the outcome
	 */
	public PartitionOutcome overwrittenBy(@Nullable Long offset) {
		return new PartitionOutcome(this.topic, this.partition, this.outcome, this.status, this.detail,
				new Overwritten(offset));
	}

	/**
	 * Returns whether everything is as it was to be.
	 * @return {@code false} also if somebody else has written since
	 */
	public boolean isInForce() {
		return isDone() && this.overwritten == null;
	}

	/**
	 * Returns the partition's number.
	 * @return -1 where it is about the whole topic
	 */
	public int number() {
		return (this.partition != null) ? this.partition : -1;
	}

	/**
	 * Returns whether it was done.
	 * @return {@code false} also if it is not known
	 */
	public boolean isDone() {
		return this.outcome == Outcome.DONE;
	}

	/**
	 * What somebody else did after it was done.
	 *
	 * @param offset what is committed instead, {@code null} if nothing is any more
	 */
	public record Overwritten(@Nullable Long offset) {
	}

}
