package io.roster.commits;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** The last commits of a group. One thread changes it, any may look. */
final class GroupCommits {

	/** Sorted by name; as many as there are. */
	private TopicCommits[] topics = {};

	private long last = -1;

	synchronized long offset(String topic, int partition) {
		TopicCommits commits = find(topic);
		int row = (commits != null) ? commits.row(partition) : -1;
		return (commits != null && row >= 0) ? commits.offset(row) : -1;
	}

	synchronized long time(String topic, int partition) {
		TopicCommits commits = find(topic);
		int row = (commits != null) ? commits.row(partition) : -1;
		return (commits != null && row >= 0) ? commits.time(row) : -1;
	}

	synchronized long last() {
		return this.last;
	}

	synchronized boolean isEmpty() {
		return this.topics.length == 0;
	}

	/**
	 * Takes a commit for a partition that is there.
	 * @return {@code false} if it is not there
	 */
	synchronized boolean replace(String topic, int partition, long offset, long time) {
		TopicCommits commits = find(topic);
		int row = (commits != null) ? commits.row(partition) : -1;
		this.last = Math.max(this.last, time);
		if (commits == null || row < 0) {
			return false;
		}
		commits.set(row, offset, time);
		return true;
	}

	/** Takes a commit for a partition that is not there. */
	synchronized void add(String topic, int partition, long offset, long time, TopicNames names) {
		this.last = Math.max(this.last, time);
		int index = index(topic);
		if (index < 0) {
			TopicCommits[] more = new TopicCommits[this.topics.length + 1];
			index = -index - 1;
			System.arraycopy(this.topics, 0, more, 0, index);
			System.arraycopy(this.topics, index, more, index + 1, this.topics.length - index);
			more[index] = new TopicCommits(names.take(topic));
			this.topics = more;
		}
		this.topics[index].add(partition, offset, time);
	}

	/**
	 * Forgets a partition.
	 * @return {@code false} if it is not there
	 */
	synchronized boolean remove(String topic, int partition, TopicNames names) {
		int index = index(topic);
		int row = (index >= 0) ? this.topics[index].row(partition) : -1;
		if (row < 0) {
			return false;
		}
		this.topics[index].remove(row);
		if (this.topics[index].isEmpty()) {
			names.giveBack(topic);
			TopicCommits[] less = Arrays.copyOf(this.topics, this.topics.length - 1);
			System.arraycopy(this.topics, index + 1, less, index, less.length - index);
			this.topics = less;
		}
		return true;
	}

	private @Nullable TopicCommits find(String topic) {
		int index = index(topic);
		return (index >= 0) ? this.topics[index] : null;
	}

	private int index(String topic) {
		int low = 0;
		int high = this.topics.length - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			int order = this.topics[middle].topic().compareTo(topic);
			if (order == 0) {
				return middle;
			}
			if (order < 0) {
				low = middle + 1;
			}
			else {
				high = middle - 1;
			}
		}
		return -low - 1;
	}

}
