package io.roster.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.roster.support.Webhook.Request;
import org.apache.kafka.common.TopicPartition;

/** What has come in at one path of the webhook. */
final class Arrivals {

	private static final int MAX_VIOLATIONS = 20;

	/** How often each offset was acknowledged, by partition. */
	private final Map<Integer, Map<Long, Integer>> offsets = new ConcurrentHashMap<>();

	/** The number of each key that has to come next for the first time. */
	private final Map<String, Integer> next = new ConcurrentHashMap<>();

	/** When the last record of a partition was acknowledged, in nanoseconds. */
	private final Map<Integer, Long> last = new ConcurrentHashMap<>();

	private final List<String> violations = new ArrayList<>();

	private long acknowledged;

	/**
	 * Takes a record.
	 * @param request the record
	 * @param acknowledges whether it will be answered with 200
	 */
	synchronized void arrived(Request request, boolean acknowledges) {
		String key = String.valueOf(request.header("ce-subject"));
		String[] id = String.valueOf(request.header("ce-id")).split("/");
		int number = Integer.parseInt(request.text());
		int expected = this.next.getOrDefault(key, 0);
		if (number > expected && this.violations.size() < MAX_VIOLATIONS) {
			this.violations.add(key + " number " + number + " (partition " + id[1] + ", offset " + id[2]
					+ ") arrived before " + expected + " was acknowledged");
		}
		if (!acknowledges) {
			return;
		}
		this.acknowledged++;
		int partition = Integer.parseInt(id[1]);
		this.next.put(key, Math.max(expected, number + 1));
		this.offsets.computeIfAbsent(partition, (unknown) -> new ConcurrentHashMap<>())
			.merge(Long.parseLong(id[2]), 1, Integer::sum);
		this.last.put(partition, System.nanoTime());
	}

	/** How often a record was acknowledged. */
	int count(TopicPartition partition, long offset) {
		return this.offsets.getOrDefault(partition.partition(), Map.of()).getOrDefault(offset, 0);
	}

	/** Whether a record of a partition was acknowledged after a time. */
	boolean isAfter(int partition, long nanos) {
		Long at = this.last.get(partition);
		return at != null && at - nanos > 0;
	}

	/** How many different records were acknowledged. */
	synchronized long distinct() {
		return this.offsets.values().stream().mapToLong(Map::size).sum();
	}

	synchronized long acknowledged() {
		return this.acknowledged;
	}

	/** The number that comes next, by key. */
	Map<String, Integer> next() {
		return this.next;
	}

	/** Where a number came before the one below it was acknowledged. */
	synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

}
