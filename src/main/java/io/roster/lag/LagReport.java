package io.roster.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.roster.group.TimeLag;
import io.roster.lag.GroupSeries.Point;
import org.jspecify.annotations.Nullable;

/**
 * How far behind a group is, and how that went.
 *
 * @param groupId the group's id
 * @param lag the sum of the partitions' lag, {@code null} if none has one
 * @param timeLag how long the oldest record that is not read has been there, {@code null}
 * if that is not known
 * @param timeLagMethod how that was found out
 * @param consumed records per second by which committed offsets go on, over the last
 * minute, or since the snapshot before if that was longer ago; {@code null} before the
 * group was in two snapshots
 * @param produced records per second that come to the same partitions
 * @param caughtUpIn when nothing is left at these rates; zero if nothing is, {@code null}
 * if it would never be
 * @param retentionLeft how long until Kafka deletes the oldest record that is not read,
 * because its topic keeps records for so long ({@code retention.ms};
 * {@code retention.bytes} is not counted); zero if it has been deleted; {@code null} if
 * nothing is to be deleted, or of no partition it is known how old that record is
 * @param window the time that the points are of
 * @param points one for each snapshot of the last 15 minutes, before them one for each
 * ten minutes
 * @param partitions those that are behind
 * @param asOf when the cluster was read
 */
record LagReport(String groupId, @Nullable Long lag, @Nullable Duration timeLag, TimeLag.@Nullable Method timeLagMethod,
		@Nullable Double consumed, @Nullable Double produced, @Nullable Duration caughtUpIn,
		@Nullable Duration retentionLeft, Duration window, List<LagPoint> points, List<PartitionLag> partitions,
		Instant asOf) {

	LagReport {
		points = List.copyOf(points);
		partitions = List.copyOf(partitions);
	}

	/**
	 * What a group was like at some time.
	 *
	 * @param at when, or from when
	 * @param lag the sum of the partitions' lag
	 * @param timeLag the largest time lag
	 * @param consumed records per second by which committed offsets went on
	 * @param produced records per second that came to the same partitions
	 * @param members how many members there were
	 */
	record LagPoint(Instant at, @Nullable Long lag, @Nullable Duration timeLag, double consumed, double produced,
			int members) {

		static LagPoint from(Point point) {
			return new LagPoint(Instant.ofEpochMilli(point.at()), (point.lag() >= 0) ? (Long) point.lag() : null,
					(point.timeLag() >= 0) ? Duration.ofMillis(point.timeLag()) : null, rounded(point.consumed()),
					rounded(point.produced()), point.members());
		}

	}

	/**
	 * A partition that is behind.
	 *
	 * @param topic the topic
	 * @param partition the number
	 * @param committedOffset what is committed
	 * @param logEndOffset the offset of the next record
	 * @param lag how many records are not read
	 * @param timeLag how long the oldest of them has been there, {@code null} if that is
	 * not known
	 * @param timeLagMethod how that was found out
	 * @param retentionLeft how long until Kafka deletes it, zero if it has; {@code null}
	 * if it is not to be deleted, or is only known to be no younger than {@code timeLag}
	 */
	record PartitionLag(String topic, int partition, long committedOffset, long logEndOffset, long lag,
			@Nullable Duration timeLag, TimeLag.@Nullable Method timeLagMethod, @Nullable Duration retentionLeft) {
	}

	static double rounded(double rate) {
		return Math.round(rate * 100) / 100.0;
	}

}
