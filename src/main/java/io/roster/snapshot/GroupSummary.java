package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;

import io.roster.group.GroupKind;
import org.jspecify.annotations.Nullable;

/**
 * A group in a list.
 *
 * @param groupId the group's id
 * @param type what kind of group it is
 * @param state Kafka's own name of the state, {@code null} if it could not be read
 * @param protocolType {@code consumer}, {@code connect} and so on; empty where offsets
 * are committed without membership
 * @param members the number of members, {@code null} if it could not be read
 * @param topics the number of topics known to belong to it, {@code null} if it could not
 * be read
 * @param partitions the number of their partitions, {@code null} if it could not be read
 * @param lag the sum of the partitions' lag, {@code null} if none has one
 * @param timeLag the largest of the partitions' time lags, {@code null} if none is known
 * @param health {@code ok}, {@code warning} or {@code error}, {@code null} if it is not
 * judged yet
 * @param asOf when it was read, if that was earlier than the list because it could not be
 * read then; otherwise {@code null}
 */
record GroupSummary(String groupId, GroupKind type, @Nullable String state, String protocolType,
		@Nullable Integer members, @Nullable Integer topics, @Nullable Integer partitions, @Nullable Long lag,
		@Nullable Duration timeLag, @Nullable String health, @Nullable Instant asOf) {
}
