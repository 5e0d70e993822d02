package io.roster.group;

import java.util.Comparator;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a topic that belongs to a group, as it was read.
 *
 * @param partition the partition
 * @param owner the member that owns it; {@code null} if none does, or, in a share group,
 * more than one
 * @param owned whether any member or worker owns it
 * @param workerId the worker of this service that owns it, as a member or by hand,
 * otherwise {@code null}
 * @param committed what is committed, {@code null} if nothing is
 * @param logStartOffset the first offset of the log, {@code null} if it was not read
 * @param logEndOffset the offset of the next record, {@code null} if it was not read
 */
record PartitionReading(TopicPartition partition, @Nullable Member owner, boolean owned, @Nullable String workerId,
		@Nullable OffsetAndMetadata committed, @Nullable Long logStartOffset, @Nullable Long logEndOffset) {

	static final Comparator<PartitionReading> BY_NAME = Comparator
		.comparing((PartitionReading reading) -> reading.partition().topic())
		.thenComparing((reading) -> reading.partition().partition());

	/**
	 * Returns how many records are not read yet.
	 * @return never below zero; {@code null} if nothing is committed or the log's end is
	 * not known
	 */
	@Nullable Long lag() {
		return (this.committed == null || this.logEndOffset == null) ? null
				: Math.max(0L, this.logEndOffset - this.committed.offset());
	}

	@Nullable TimeLag timeLag(TimeLags timeLags) {
		Long lag = lag();
		if (this.committed == null || lag == null) {
			return null;
		}
		return (lag == 0) ? TimeLag.NONE
				: timeLags.of(this.partition.topic(), this.partition.partition(), this.committed.offset());
	}

	@Nullable Long committedOffset() {
		return (this.committed != null) ? this.committed.offset() : null;
	}

}
