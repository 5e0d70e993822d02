package io.roster.health;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why a partition or a group is not ok. Of two with the same status the earlier one is
 * told first.
 */
public enum Cause {

	/** Nobody leads the partition, so it can be neither written nor read. */
	LEADERLESS,

	/** The log begins behind the committed offset: records were deleted unread. */
	RECORDS_LOST,

	/** The log's begin comes up to the committed offset within an hour. */
	RECORDS_AT_RISK,

	/**
	 * The committed offset lies beyond the end of the log, so that what is written up to
	 * there is not read: the topic was made anew, or its log was cut off.
	 */
	BEYOND_END,

	/** No member owns the partition. */
	NO_OWNER,

	/** Somebody owns the partition, and nothing is committed while records wait. */
	STOPPED,

	/**
	 * The offset does not move while the member is alive: it commits the same offset
	 * again, or its other partitions move. Often a record that cannot be processed.
	 */
	STALLED,

	/** The group is rebalancing again and again. */
	REBALANCING,

	/** Nearly all that waits in the topic waits in this partition. */
	HOT_PARTITION,

	/** More is written than read. */
	SLOW,

	/** The worker of this service that owns the partition is paused. */
	PAUSED,

	/** There are more members than partitions. */
	IDLE_MEMBERS;

	/**
	 * Returns the name that JSON shows.
	 * @return the name in lower case, such as {@code no-owner}
	 */
	@JsonValue
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
