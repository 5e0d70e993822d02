package io.roster.delivery;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/** The partitions of a worker in the order in which it is their turn. */
class Turns {

	private final Deque<PartitionQueue> queues = new ArrayDeque<>();

	void add(PartitionQueue queue) {
		this.queues.addLast(queue);
	}

	void remove(PartitionQueue queue) {
		this.queues.remove(queue);
	}

	boolean contains(PartitionQueue queue) {
		return this.queues.contains(queue);
	}

	/** Tries again what has been given up. */
	void unblock() {
		this.queues.forEach(PartitionQueue::unblock);
	}

	/**
	 * Takes records of the first partition that has some which may be processed now.
	 * @param max how many
	 * @param now in milliseconds since 1970
	 * @return {@code null} if none has
	 */
	@Nullable Call next(int max, long now) {
		for (int idle = 0; idle < this.queues.size(); idle++) {
			PartitionQueue queue = this.queues.removeFirst();
			this.queues.addLast(queue);
			Call call = queue.take(max, now);
			if (call != null) {
				return call;
			}
		}
		return null;
	}

	/**
	 * When the first of those that have failed may be tried again, in milliseconds since
	 * 1970.
	 */
	long nextTry() {
		long first = Long.MAX_VALUE;
		for (PartitionQueue queue : this.queues) {
			first = Math.min(first, queue.nextTry());
		}
		return first;
	}

}
