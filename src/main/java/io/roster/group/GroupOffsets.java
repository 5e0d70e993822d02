package io.roster.group;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.roster.cluster.ReadError;
import io.roster.problem.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * What a group has committed, and where the logs are.
 *
 * @param groupId the group's id
 * @param offsets one row for each partition, in the order of topic and number
 * @param lag the sum over the rows that have one, {@code null} if none has
 * @param errors what could not be read, usually nothing
 * @param asOf when the group was read
 */
record GroupOffsets(String groupId, List<PartitionOffset> offsets, @Nullable Long lag, List<ReadError> errors,
		Instant asOf) {

	GroupOffsets {
		offsets = List.copyOf(offsets);
		errors = List.copyOf(errors);
	}

	/** The rows of some topics or partitions, all if none is named. */
	static List<PartitionReading> select(GroupReading reading, Set<String> topics, Set<Integer> partitions) {
		if (topics.isEmpty() && !partitions.isEmpty()) {
			throw new InvalidRequestException("partition", "goes with a topic");
		}
		return reading.partitions()
			.stream()
			.filter((row) -> topics.isEmpty() || topics.contains(row.partition().topic()))
			.filter((row) -> partitions.isEmpty() || partitions.contains(row.partition().partition()))
			.toList();
	}

	static GroupOffsets from(GroupReading reading, Set<String> topics, Set<Integer> partitions) {
		List<PartitionReading> rows = select(reading, topics, partitions);
		return new GroupOffsets(reading.group().groupId(), rows.stream().map(PartitionOffset::from).toList(),
				GroupReading.lag(rows), reading.errors(), reading.asOf());
	}

	/**
	 * What is committed for a partition.
	 *
	 * @param topic the topic
	 * @param partition the number
	 * @param committedOffset what is committed, {@code null} if nothing is
	 * @param leaderEpoch the epoch of the last record read, {@code null} if the commit
	 * does not say
	 * @param metadata what the commit carries beside the offset
	 * @param logStartOffset the first offset of the log
	 * @param logEndOffset the offset of the next record
	 * @param lag how many records are not read yet, never below zero, {@code null} if
	 * nothing is committed
	 * @param memberId the member that owns the partition, {@code null} if none does
	 */
	record PartitionOffset(String topic, int partition, @Nullable Long committedOffset, @Nullable Integer leaderEpoch,
			@Nullable String metadata, @Nullable Long logStartOffset, @Nullable Long logEndOffset, @Nullable Long lag,
			@Nullable String memberId) {

		static PartitionOffset from(PartitionReading reading) {
			Integer epoch = null;
			if (reading.committed() != null && reading.committed().leaderEpoch().isPresent()) {
				epoch = reading.committed().leaderEpoch().get();
			}
			return new PartitionOffset(reading.partition().topic(), reading.partition().partition(),
					reading.committedOffset(), epoch,
					(reading.committed() != null) ? reading.committed().metadata() : null, reading.logStartOffset(),
					reading.logEndOffset(), reading.lag(),
					(reading.owner() != null) ? reading.owner().memberId() : null);
		}

	}

}
