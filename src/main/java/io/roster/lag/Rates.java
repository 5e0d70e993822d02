package io.roster.lag;

import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.TopicLog;

/** What happened to a group's partitions from one snapshot to the next. */
final class Rates {

	private Rates() {
	}

	/**
	 * Returns how many records committed offsets have gone on by. What was set back
	 * counts nothing.
	 * @param now the topic now
	 * @param before the same topic before
	 * @return 0 or more
	 */
	static long consumed(GroupTopic now, GroupTopic before) {
		long sum = 0;
		for (int row = 0; row < Math.min(now.size(), before.size()); row++) {
			if (before.committed(row) >= 0) {
				sum += Math.max(0, now.committed(row) - before.committed(row));
			}
		}
		return sum;
	}

	/**
	 * Returns how many records came to the partitions that the group commits for. Those
	 * whose end could not be read, now or before, count nothing: it would be the growth
	 * of no or of more time.
	 * @param now the topic now
	 * @param before the same topic before
	 * @return 0 or more
	 */
	static long produced(GroupTopic now, GroupTopic before) {
		long sum = 0;
		for (int row = 0; row < Math.min(now.size(), before.size()); row++) {
			if (now.committed(row) >= 0 && before.end(row) >= 0 && !isStale(now, row) && !isStale(before, row)) {
				sum += Math.max(0, now.end(row) - before.end(row));
			}
		}
		return sum;
	}

	private static boolean isStale(GroupTopic topic, int row) {
		TopicLog log = topic.log();
		return log != null && log.isStale(row);
	}

}
