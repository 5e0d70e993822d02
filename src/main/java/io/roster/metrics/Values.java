package io.roster.metrics;

import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.TopicLog;

/**
 * The numbers that more than one dialect has. What is not known is {@link Family#NONE}
 * and has no sample, where some of the exporters write -1, 0 or NaN.
 */
final class Values {

	private Values() {
	}

	static long end(TopicLog log, int partition) {
		return known(log.end(partition));
	}

	static long start(TopicLog log, int partition) {
		return known(log.start(partition));
	}

	static long committed(Scrape scrape, GroupSnapshot group, GroupTopic topic, int row) {
		return known(topic.committed(row));
	}

	static long lag(Scrape scrape, GroupSnapshot group, GroupTopic topic, int row) {
		return known(topic.lag(row));
	}

	static long committed(GroupSnapshot group, GroupTopic topic) {
		long sum = Family.NONE;
		for (int row = 0; row < topic.size(); row++) {
			sum = plus(sum, known(topic.committed(row)));
		}
		return sum;
	}

	static long lag(GroupSnapshot group, GroupTopic topic) {
		long sum = Family.NONE;
		for (int row = 0; row < topic.size(); row++) {
			sum = plus(sum, known(topic.lag(row)));
		}
		return sum;
	}

	static long lag(Scrape scrape, GroupSnapshot group) {
		return known(group.lag());
	}

	static long maxLag(Scrape scrape, GroupSnapshot group) {
		long max = Family.NONE;
		for (GroupTopic topic : group.topics()) {
			for (int row = 0; row < topic.size(); row++) {
				max = Math.max(max, known(topic.lag(row)));
			}
		}
		return max;
	}

	/** In thousandths of a second. */
	static long timeLag(Scrape scrape, GroupSnapshot group, GroupTopic topic, int row) {
		return scrape.timeLag(group, topic, row);
	}

	/** In thousandths of a second. */
	static long maxTimeLag(Scrape scrape, GroupSnapshot group) {
		long max = Family.NONE;
		for (GroupTopic topic : group.topics()) {
			for (int row = 0; row < topic.size(); row++) {
				max = Math.max(max, scrape.timeLag(group, topic, row));
			}
		}
		return max;
	}

	static long members(Scrape scrape, GroupSnapshot group) {
		return group.isDescribed() ? group.members().size() : Family.NONE;
	}

	/**
	 * Returns a number of a snapshot.
	 * @param value the number, {@link Snapshot#UNKNOWN} if there is none
	 * @return {@link Family#NONE} if there is none
	 */
	static long known(long value) {
		return (value >= 0) ? value : Family.NONE;
	}

	static long plus(long sum, long value) {
		if (value == Family.NONE) {
			return sum;
		}
		return (sum == Family.NONE) ? value : sum + value;
	}

}
