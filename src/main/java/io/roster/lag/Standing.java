package io.roster.lag;

import java.util.HashMap;
import java.util.Map;

import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Since when nobody gets on with a partition: it has an owner, records wait, and the
 * committed offset stays. Only of partitions of which that is so. Thread-safe.
 */
class Standing {

	/** A poll may take so long, and some more. */
	private static final long PATIENCE_MILLIS = 60_000;

	/** By group and topic, the time for each partition, 0 where it moves. */
	private Map<String, Map<String, long[]>> since = Map.of();

	/** Compares a snapshot with the one before. */
	synchronized void observed(Snapshot snapshot, @Nullable Snapshot previous) {
		Map<String, Map<String, long[]>> now = new HashMap<>();
		for (GroupSnapshot group : snapshot.groups()) {
			GroupSnapshot before = (previous != null) ? previous.group(group.groupId()) : null;
			if (before != null && group.lag() > 0 && !group.members().isEmpty()) {
				compare(group, before, now);
			}
		}
		this.since = now;
	}

	private void compare(GroupSnapshot group, GroupSnapshot before, Map<String, Map<String, long[]>> now) {
		Map<String, GroupTopic> topics = Scaling.topics(before);
		for (GroupTopic topic : group.topics()) {
			GroupTopic was = topics.get(topic.topic());
			for (int row = 0; was != null && row < Math.min(topic.size(), was.size()); row++) {
				if (topic.lag(row) > 0 && was.lag(row) > 0 && topic.owner(row) != GroupTopic.NOBODY
						&& topic.committed(row) == was.committed(row)) {
					long[] times = now.computeIfAbsent(group.groupId(), (id) -> new HashMap<>(4))
						.computeIfAbsent(topic.topic(), (name) -> new long[topic.size()]);
					long known = since(group.groupId(), topic.topic(), row);
					times[row] = (known > 0) ? known : before.asOf().toEpochMilli();
				}
			}
		}
	}

	private long since(String groupId, String topic, int row) {
		long[] times = this.since.getOrDefault(groupId, Map.of()).get(topic);
		return (times != null && row < times.length) ? times[row] : 0;
	}

	/**
	 * Returns how much of a group's lag does not move, for a minute at least.
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
				if (since > 0 && topic.lag(row) > 0 && group.asOf().toEpochMilli() - since >= PATIENCE_MILLIS) {
					lag += topic.lag(row);
				}
			}
		}
		return lag;
	}

}
