package io.roster.health;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a group is by Burrow's rules, with the names of Burrow's REST API beside Roster's.
 *
 * @param groupId the group's id
 * @param rules {@code burrow}
 * @param status {@code NOTFOUND} if nothing was ever committed, {@code OK}, {@code WARN}
 * or {@code ERR}
 * @param reason one sentence that says what was found
 * @param complete the share of partitions of which ten commits are known, from 0 to 1
 * @param partitionCount how many partitions the topics have that something is committed
 * for
 * @param maxlag the partition with the largest lag, {@code null} if there is none
 * @param totallag the sum of the partitions' lag
 * @param lag the same
 * @param partitions those that are not OK, or all, in the order of topic and number
 * @param asOf when the group was read
 */
record BurrowHealth(String groupId, String rules, BurrowStatus status, String reason, float complete,
		@JsonProperty("partition_count") int partitionCount, @Nullable BurrowPartition maxlag, long totallag, long lag,
		List<BurrowPartition> partitions, Instant asOf) implements HealthReport {

	BurrowHealth {
		partitions = List.copyOf(partitions);
	}

	/**
	 * A partition by Burrow's rules.
	 *
	 * @param topic the topic
	 * @param partition the partition's number
	 * @param owner where the member connects from that owns it, empty if no single one
	 * does
	 * @param clientId that member's {@code client.id}, empty likewise
	 * @param status {@code OK}, {@code WARN}, {@code STOP}, {@code STALL} or
	 * {@code REWIND}
	 * @param start the oldest commit that is known, {@code null} if none is
	 * @param end the newest one
	 * @param currentLag how many records wait
	 * @param complete how much of the window of ten commits is filled, from 0 to 1
	 * @param committedOffset what is committed, {@code null} if nothing is
	 * @param logEndOffset the offset of the next record, {@code null} if not known
	 * @param lag the same as {@code current_lag}
	 */
	record BurrowPartition(String topic, int partition, String owner, @JsonProperty("client_id") String clientId,
			BurrowStatus status, @Nullable Commit start, @Nullable Commit end,
			@JsonProperty("current_lag") long currentLag, float complete, @Nullable Long committedOffset,
			@Nullable Long logEndOffset, long lag) {
	}

	/**
	 * A commit of the window.
	 *
	 * @param offset the committed offset
	 * @param timestamp when it was committed, in milliseconds since 1970
	 * @param lag the lag at that time, {@code null} if it was learnt of later
	 */
	record Commit(long offset, long timestamp, @Nullable Long lag) {

		static @Nullable Commit of(Window window, int index) {
			if (index < 0 || index >= window.size()) {
				return null;
			}
			long lag = window.lag(index);
			return new Commit(window.offset(index), window.time(index), (lag == Window.UNKNOWN) ? null : (Long) lag);
		}

	}

}
