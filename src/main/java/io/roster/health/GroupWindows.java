package io.roster.health;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of one group from one snapshot to the next. Its lock guards all that is in
 * it.
 */
final class GroupWindows {

	/** How many looks are kept of the group's state. */
	private static final int LOOKS = 10;

	private final Map<String, TopicWindows> topics = new HashMap<>();

	private final Holds holds = new Holds(1);

	/**
	 * A bit for each look, set if the group was rebalancing; the newest is the lowest.
	 */
	private int unsettled;

	private int looks;

	private long committedAt;

	private HealthStatus status = HealthStatus.OK;

	private BurrowStatus burrow = BurrowStatus.NOTFOUND;

	@Nullable TopicWindows find(String topic) {
		return this.topics.get(topic);
	}

	/**
	 * Returns what is kept of a topic that a snapshot has; anew if it has fewer
	 * partitions than in an earlier one, so that it is another topic.
	 */
	TopicWindows current(String topic, int partitions, int minDistance) {
		TopicWindows windows = this.topics.get(topic);
		if (windows != null && windows.partitions() > partitions) {
			this.topics.remove(topic);
		}
		return topic(topic, partitions, minDistance);
	}

	TopicWindows topic(String topic, int partitions, int minDistance) {
		TopicWindows windows = this.topics.computeIfAbsent(topic, (name) -> new TopicWindows(minDistance));
		windows.ensure(partitions);
		return windows;
	}

	/** Forgets topics that a snapshot does not have. */
	void retain(long snapshot) {
		this.topics.values().removeIf((topic) -> topic.seen != snapshot);
	}

	/**
	 * Takes note of a look at the group's state, which was read for it.
	 * @param unsettled whether the group was rebalancing
	 * @param advance whether this is a look of its own
	 */
	void look(boolean unsettled, boolean advance) {
		if (advance || this.looks == 0) {
			this.unsettled = (this.unsettled << 1) & ((1 << LOOKS) - 1);
			this.looks = Math.min(LOOKS, this.looks + 1);
		}
		if (unsettled) {
			this.unsettled |= 1;
		}
	}

	int unsettled() {
		return Integer.bitCount(this.unsettled);
	}

	int looks() {
		return this.looks;
	}

	Holds holds() {
		return this.holds;
	}

	/** The time of the newest exact commit. */
	long committedAt() {
		return this.committedAt;
	}

	void committedAt(long time) {
		this.committedAt = Math.max(this.committedAt, time);
	}

	HealthStatus status() {
		return this.status;
	}

	BurrowStatus burrow() {
		return this.burrow;
	}

	void judged(HealthStatus status, BurrowStatus burrow) {
		this.status = status;
		this.burrow = burrow;
	}

}
