package io.roster.lag;

import java.time.Duration;
import java.time.Instant;

/**
 * How many members would hold a target.
 *
 * @param groupId the group's id
 * @param members so many, from 0 to the number of partitions; as many as there are while
 * that is not known
 * @param current how many there are
 * @param partitions how many partitions there are, of which each has one member at most;
 * without those of topics that are gone
 * @param target the time lag that is to be held
 * @param lag records that are not read, but those that do not move
 * @param stuck records of partitions of which nothing was read while others waited: more
 * members would not help
 * @param consumed records per second that the group reads
 * @param produced records per second that come
 * @param perMember records per second that a member reads when it has enough to do, as
 * far as was seen; 0 if that is not known
 * @param reason why, in one sentence
 * @param asOf when the cluster was read
 */
record Scale(String groupId, int members, int current, int partitions, Duration target, long lag, long stuck,
		double consumed, double produced, double perMember, String reason, Instant asOf) {
}
