package io.roster.commits;

import java.util.Arrays;

/**
 * The last commits of a group for the partitions of a topic, sorted by their numbers: as
 * many as there are, since anybody may commit for a partition with a number that no topic
 * has.
 */
final class TopicCommits {

	private final String topic;

	private int[] partitions = new int[1];

	private long[] offsets = new long[1];

	private long[] times = new long[1];

	private int size;

	TopicCommits(String topic) {
		this.topic = topic;
	}

	String topic() {
		return this.topic;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/**
	 * Returns where a partition is.
	 * @param partition its number
	 * @return negative if it is not there
	 */
	int row(int partition) {
		// As a rule there are all of them.
		return (partition >= 0 && partition < this.size && this.partitions[partition] == partition) ? partition
				: Arrays.binarySearch(this.partitions, 0, this.size, partition);
	}

	long offset(int row) {
		return this.offsets[row];
	}

	long time(int row) {
		return this.times[row];
	}

	void set(int row, long offset, long time) {
		this.offsets[row] = offset;
		this.times[row] = time;
	}

	void add(int partition, long offset, long time) {
		int row = -row(partition) - 1;
		if (this.size == this.partitions.length) {
			int length = this.size + this.size / 2 + 1;
			this.partitions = Arrays.copyOf(this.partitions, length);
			this.offsets = Arrays.copyOf(this.offsets, length);
			this.times = Arrays.copyOf(this.times, length);
		}
		move(row, row + 1, this.size - row);
		this.size++;
		this.partitions[row] = partition;
		set(row, offset, time);
	}

	void remove(int row) {
		this.size--;
		move(row + 1, row, this.size - row);
	}

	private void move(int from, int to, int length) {
		System.arraycopy(this.partitions, from, this.partitions, to, length);
		System.arraycopy(this.offsets, from, this.offsets, to, length);
		System.arraycopy(this.times, from, this.times, to, length);
	}

}
