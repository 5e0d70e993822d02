package io.roster.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a group is by Roster's rules.
 *
 * @param groupId the group's id
 * @param rules {@code roster}
 * @param status the worst status of any partition, or of the group as a whole
 * @param reason one sentence that says what was found
 * @param causes why the group is not ok, the worst first; empty if it is
 * @param lag the sum of the partitions' lag in records, {@code null} if none has one
 * @param partitions those that are not ok, or all, in the order of topic and number
 * @param asOf when the group was read
 */
public record GroupHealth(String groupId, String rules, HealthStatus status, String reason, List<Cause> causes,
		@Nullable Long lag, List<PartitionHealth> partitions, Instant asOf) implements HealthReport {

	public GroupHealth {
		causes = List.copyOf(causes);
		partitions = List.copyOf(partitions);
	}

	/**
	 * How a partition is.
	 *
	 * @param topic the topic
	 * @param partition the partition's number
	 * @param status how it is
	 * @param cause why it is not ok, {@code null} if it is
	 * @param reason one sentence that says what was found, {@code null} if it is ok
	 * @param committedOffset what is committed, {@code null} if nothing is
	 * @param logStartOffset the first offset of the log, {@code null} if not known
	 * @param logEndOffset the offset of the next record, {@code null} if not known
	 * @param lag how many records are not read yet, {@code null} if nothing is committed
	 * @param timeLag how long the oldest of them has been waiting, {@code null} if not
	 * known
	 * @param memberId the member that owns it, {@code null} if no single one does
	 * @param clientId that member's {@code client.id}
	 * @param movedAt when the committed offset was last seen to change, {@code null} if
	 * it never was
	 * @param readRate how many records are read in a second, {@code null} if too little
	 * was seen
	 * @param writeRate how many records are written in a second, {@code null} if not
	 * known
	 */
	public record PartitionHealth(String topic, int partition, HealthStatus status, @Nullable Cause cause,
			@Nullable String reason, @Nullable Long committedOffset, @Nullable Long logStartOffset,
			@Nullable Long logEndOffset, @Nullable Long lag, @Nullable Duration timeLag, @Nullable String memberId,
			@Nullable String clientId, @Nullable Instant movedAt, @Nullable Double readRate,
			@Nullable Double writeRate) {
	}

}
