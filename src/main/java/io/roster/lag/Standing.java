package io.roster.lag;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Since when nobody gets on with a partition: it has an owner, records wait, and the
 * committed offset stays. Only of partitions of which that is so; and how far apart
 * commits are where they are rare. Thread-safe.
 */
class Standing {

	/** A poll may take so long, and some more. */
	private static final long PATIENCE_MILLIS = 60_000;

	/** For who commits less often than that suggests. */
	private static final long MAX_PATIENCE_MILLIS = 900_000;

	/** A partition stands after so many times the usual distance between two commits. */
	private static final int PATIENCE_DISTANCES = 3;

	/** By group and topic, the time for each partition, 0 where it moves. */
	private Map<String, Map<String, long[]>> since = Map.of();

	/**
	 * By group and topic, how many milliseconds commits are usually apart while records
	 * wait; only of topics in which there are some that need more than the least
	 * patience.
	 */
	private final Map<String, Map<String, int[]>> distances = new HashMap<>();

	/** Compares a snapshot with the one before. */
	synchronized void observed(Snapshot snapshot, @Nullable Snapshot previous) {
		this.distances.keySet().removeIf((id) -> snapshot.group(id) == null);
		Map<String, Map<String, long[]>> now = new HashMap<>();
		for (GroupSnapshot group : snapshot.groups()) {
			GroupSnapshot before = (previous != null) ? previous.group(group.groupId()) : null;
			// A group that has read all by now has got on too.
			if (before != null && before.lag() > 0 && !group.members().isEmpty()) {
				compare(group, before, now);
			}
		}
		this.since = now;
	}

	private void compare(GroupSnapshot group, GroupSnapshot before, Map<String, Map<String, long[]>> now) {
		Map<String, GroupTopic> topics = Scaling.topics(before);
		Map<String, int[]> distances = this.distances.get(group.groupId());
		if (distances != null) {
			distances.keySet().retainAll(topics.keySet());
		}
		for (GroupTopic topic : group.topics()) {
			GroupTopic was = topics.get(topic.topic());
			for (int row = 0; was != null && row < Math.min(topic.size(), was.size()); row++) {
				if (was.lag(row) <= 0 || topic.owner(row) == GroupTopic.NOBODY) {
					continue;
				}
				long known = since(group.groupId(), topic.topic(), row);
				long since = (known > 0) ? known : before.asOf().toEpochMilli();
				if (topic.committed(row) != was.committed(row)) {
					moved(group, topic, row, group.asOf().toEpochMilli() - since);
				}
				else if (topic.lag(row) > 0) {
					now.computeIfAbsent(group.groupId(), (id) -> new HashMap<>(4))
						.computeIfAbsent(topic.topic(), (name) -> new long[topic.size()])[row] = since;
				}
			}
		}
	}

	private void moved(GroupSnapshot group, GroupTopic topic, int row, long distance) {
		int counted = (int) Math.min(distance, MAX_PATIENCE_MILLIS / PATIENCE_DISTANCES);
		int usual = distance(group.groupId(), topic.topic(), row);
		if (usual == 0 && counted <= PATIENCE_MILLIS / PATIENCE_DISTANCES) {
			return;
		}
		Map<String, int[]> topics = this.distances.computeIfAbsent(group.groupId(), (id) -> new HashMap<>(4));
		int[] rows = topics.get(topic.topic());
		if (rows == null || rows.length != topic.size()) {
			rows = (rows == null) ? new int[topic.size()] : Arrays.copyOf(rows, topic.size());
			topics.put(topic.topic(), rows);
		}
		rows[row] = (usual == 0) ? counted : usual + (counted - usual) / 4;
	}

	private int distance(String groupId, String topic, int row) {
		int[] distances = this.distances.getOrDefault(groupId, Map.of()).get(topic);
		return (distances != null && row < distances.length) ? distances[row] : 0;
	}

	private long patience(String groupId, String topic, int row) {
		return Math.max(PATIENCE_MILLIS, (long) PATIENCE_DISTANCES * distance(groupId, topic, row));
	}

	private long since(String groupId, String topic, int row) {
		long[] times = this.since.getOrDefault(groupId, Map.of()).get(topic);
		return (times != null && row < times.length) ? times[row] : 0;
	}

	/**
	 * Returns how much of a group's lag does not move, for three times as long as commits
	 * are usually apart, at least a minute and at most 15.
	 * @param group the group
	 * @return records, 0 or more
	 */
	synchronized long lag(GroupSnapshot group) {
		if (!this.since.containsKey(group.groupId())) {
			return 0;
		}
		long lag = 0;
		for (GroupTopic topic : group.topics()) {
			for (int row = 0; row < topic.size(); row++) {
				long since = since(group.groupId(), topic.topic(), row);
				if (since > 0 && topic.lag(row) > 0
						&& group.asOf().toEpochMilli() - since >= patience(group.groupId(), topic.topic(), row)) {
					lag += topic.lag(row);
				}
			}
		}
		return lag;
	}

}
