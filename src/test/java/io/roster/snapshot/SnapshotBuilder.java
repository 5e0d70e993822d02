package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.roster.group.GroupKind;
import io.roster.group.Member;
import io.roster.group.Member.TopicPartitions;
import io.roster.snapshot.GroupSnapshot.Head;

/** Builds a snapshot without a cluster. */
public final class SnapshotBuilder {

	private static final AtomicLong IDS = new AtomicLong();

	private final Instant asOf;

	private final Map<String, TopicLog> logs = new LinkedHashMap<>();

	private final List<GroupSnapshot> groups = new ArrayList<>();

	private Instant readAt;

	private SnapshotBuilder(Instant asOf) {
		this.asOf = asOf;
		this.readAt = asOf;
	}

	public static SnapshotBuilder at(Instant asOf) {
		return new SnapshotBuilder(asOf);
	}

	/** Tells when the groups were read, if that was earlier. */
	public SnapshotBuilder readAt(Instant readAt) {
		this.readAt = readAt;
		return this;
	}

	/** Adds a topic; the partitions named have no leader. */
	public SnapshotBuilder topic(String topic, long[] starts, long[] ends, int... leaderless) {
		BitSet without = new BitSet();
		Arrays.stream(leaderless).forEach(without::set);
		this.logs.put(topic, new TopicLog(topic, starts.clone(), ends.clone(), without, Map.of()));
		return this;
	}

	/**
	 * Adds a group that reads topics, which have to be there; members are named m0, m1
	 * and so on, and own what the owners of the topics say.
	 */
	public SnapshotBuilder group(String groupId, String state, int members, Read... topics) {
		return group(GroupKind.CLASSIC, groupId, state, members, false, topics);
	}

	public SnapshotBuilder group(GroupKind type, String groupId, String state, int members, boolean stale,
			Read... topics) {
		List<Member> all = IntStream.range(0, members).mapToObj((member) -> member(member, topics)).toList();
		List<GroupTopic> rows = Arrays.stream(topics)
			.map((read) -> new GroupTopic(this.logs.get(read.topic), read.committed.clone(), read.owners.clone()))
			.toList();
		this.groups.add(new GroupSnapshot(
				new Head(groupId, type, state, (members > 0) ? "consumer" : "", "range", 1, all, true), rows, this.asOf,
				false, stale));
		return this;
	}

	private static Member member(int member, Read... topics) {
		List<TopicPartitions> assignment = Arrays.stream(topics)
			.map((read) -> new TopicPartitions(read.topic,
					IntStream.range(0, read.owners.length)
						.filter((partition) -> read.owners[partition] == member)
						.boxed()
						.toList()))
			.filter((owned) -> !owned.partitions().isEmpty())
			.toList();
		return new Member("m" + member, "client-" + member, null, "/10.0.0." + member, null, null, assignment, null,
				null, "worker-" + member);
	}

	public Snapshot build() {
		return new Snapshot(IDS.incrementAndGet(), this.asOf, this.readAt, Duration.ofMillis(1), this.groups, this.logs,
				List.of(), 1, 0);
	}

	/**
	 * What a group has to do with a topic.
	 *
	 * @param topic the topic
	 * @param committed what is committed of each partition, -1 if nothing is
	 * @param owners the place of each partition's member, or {@link GroupTopic#NOBODY}
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Read(String topic, long[] committed, int[] owners) {
	}

}
