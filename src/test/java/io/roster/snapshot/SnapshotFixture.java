package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.group.GroupKind;
import io.roster.group.Member;
import io.roster.group.Member.TopicPartitions;
import org.jspecify.annotations.Nullable;

/** Snapshots of clusters that there are not. */
public final class SnapshotFixture {

	private SnapshotFixture() {
	}

	public static TopicLog log(String topic, long[] starts, long[] ends) {
		return new TopicLog(topic, starts, ends, new BitSet(), Map.of());
	}

	public static GroupTopic topic(TopicLog log, long @Nullable [] committed, int @Nullable [] owners) {
		return new GroupTopic(log, committed, owners);
	}

	public static GroupTopic goneTopic(String topic, int[] partitions, long[] committed) {
		return new GroupTopic(topic, partitions, committed, null);
	}

	public static Member member(String memberId, String clientId, String host, TopicPartitions... assignment) {
		return new Member(memberId, clientId, null, host, null, null, List.of(assignment), null, null, null);
	}

	public static GroupSnapshot group(String groupId, @Nullable String state, List<Member> members,
			GroupTopic... topics) {
		return group(groupId, state, members, false, topics);
	}

	public static GroupSnapshot internalGroup(String groupId, GroupTopic... topics) {
		return group(groupId, "Stable", List.of(), true, topics);
	}

	/** One that was only listed. */
	public static GroupSnapshot listedGroup(String groupId) {
		return new GroupSnapshot(
				new GroupSnapshot.Head(groupId, GroupKind.CLASSIC, null, "", null, Snapshot.UNKNOWN, List.of(), false),
				List.of(), Instant.EPOCH, false, false);
	}

	private static GroupSnapshot group(String groupId, @Nullable String state, List<Member> members, boolean internal,
			GroupTopic... topics) {
		String assignor = members.isEmpty() ? null : "range";
		return new GroupSnapshot(
				new GroupSnapshot.Head(groupId, GroupKind.CLASSIC, state, "consumer", assignor, 1, members, true),
				List.of(topics), Instant.EPOCH, internal, false);
	}

	public static Snapshot snapshot(GroupSnapshot... groups) {
		return snapshot(Instant.now(), Duration.ofMillis(250), groups);
	}

	public static Snapshot snapshot(Instant asOf, Duration took, GroupSnapshot... groups) {
		return snapshot(asOf, asOf, took, 3, groups);
	}

	public static Snapshot snapshot(Instant asOf, Instant readAt, Duration took, int brokers, GroupSnapshot... groups) {
		Map<String, TopicLog> logs = new HashMap<>();
		Arrays.stream(groups).flatMap((group) -> group.topics().stream()).forEach((topic) -> {
			TopicLog log = topic.log();
			if (log != null) {
				logs.put(topic.topic(), log);
			}
		});
		return new Snapshot(1, asOf, readAt, took, List.of(groups), logs, List.of(), brokers, 0);
	}

}
