package io.roster.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.roster.group.TimeLag;
import io.roster.group.TimeLag.Method;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.TopicLog;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * When the logs of all partitions ended where, and of some records when they were
 * written. Thread-safe.
 */
class Ends {

	private final Map<String, EndHistory[]> histories = new HashMap<>();

	/** Of records that were at a committed offset. */
	private final Supplier<Map<TopicPartition, Seen>> records;

	Ends(Supplier<Map<TopicPartition, Seen>> records) {
		this.records = records;
	}

	/**
	 * Takes in where logs ended; topics that belong to no group any more are forgotten.
	 */
	synchronized void add(Snapshot snapshot) {
		long now = snapshot.asOf().toEpochMilli();
		this.histories.keySet().removeIf((topic) -> snapshot.log(topic) == null);
		for (TopicLog log : snapshot.logs()) {
			EndHistory[] partitions = this.histories.get(log.topic());
			if (partitions == null || partitions.length != log.partitions()) {
				partitions = grown(partitions, log.partitions());
				this.histories.put(log.topic(), partitions);
			}
			for (int partition = 0; partition < partitions.length; partition++) {
				if (log.end(partition) >= 0 && !log.isStale(partition)) {
					partitions[partition].add(log.end(partition), now);
				}
			}
		}
	}

	private static EndHistory[] grown(EndHistory @Nullable [] before, int size) {
		EndHistory[] partitions = new EndHistory[size];
		for (int partition = 0; partition < size; partition++) {
			partitions[partition] = (before != null && partition < before.length) ? before[partition]
					: new EndHistory();
		}
		return partitions;
	}

	/**
	 * Returns the time lag of whoever has committed an offset.
	 * @param topic the topic
	 * @param partition the number
	 * @param committed the offset, before the log's end
	 * @param now until when, in milliseconds since 1970
	 * @return {@code null} if nothing is known of the log
	 */
	synchronized @Nullable TimeLag timeLag(String topic, int partition, long committed, long now) {
		EndHistory history = history(topic, partition);
		Map<TopicPartition, Seen> records = this.records.get();
		Seen seen = records.isEmpty() ? null : records.get(new TopicPartition(topic, partition));
		if (seen != null && seen.offset() == committed) {
			return lag(now - seen.at().toEpochMilli(), Method.EXACT);
		}
		if (history == null || history.isEmpty()) {
			return null;
		}
		if (committed >= history.end()) {
			// It is behind a later end than was seen, so by less than one snapshot.
			return lag(0, Method.INTERPOLATED);
		}
		if (history.covers(committed)) {
			return lag(now - history.cameAt(committed), Method.INTERPOLATED);
		}
		if (seen != null && seen.offset() < committed) {
			return lag(now - history.cameAt(committed, seen.offset(), seen.at().toEpochMilli()), Method.INTERPOLATED);
		}
		return lag(now - history.cameAt(committed), Method.BOUND);
	}

	private @Nullable EndHistory history(String topic, int partition) {
		EndHistory[] partitions = this.histories.get(topic);
		return (partitions != null && partition < partitions.length) ? partitions[partition] : null;
	}

	private static TimeLag lag(long millis, Method method) {
		return new TimeLag(Duration.ofMillis(Math.max(0, millis)), method);
	}

	/**
	 * A record whose timestamp was read.
	 *
	 * @param offset its offset
	 * @param at its timestamp
	 */
	record Seen(long offset, Instant at) {
	}

}
