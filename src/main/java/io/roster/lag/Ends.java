package io.roster.lag;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.roster.group.TimeLag;
import io.roster.group.TimeLag.Method;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.TopicLog;
import org.jspecify.annotations.Nullable;

/**
 * When the logs of all partitions ended where, and of some records when they were
 * written. Thread-safe.
 */
class Ends {

	private final Map<String, EndHistory[]> histories = new HashMap<>();

	/** Of records that were at a committed offset. */
	private final Supplier<ExactTimes.Times> records;

	Ends(Supplier<ExactTimes.Times> records) {
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
		long millis = millis(topic, partition, committed, now);
		return (millis < 0) ? null : new TimeLag(Duration.ofMillis(millis), method(topic, partition, committed));
	}

	private Method method(String topic, int partition, long committed) {
		EndHistory history = history(topic, partition);
		Seen seen = this.records.get().of(topic, partition);
		if (seen != null && seen.offset() == committed) {
			return Method.EXACT;
		}
		boolean between = (history != null && history.covers(committed)) || (seen != null && seen.offset() < committed);
		return between ? Method.INTERPOLATED : Method.BOUND;
	}

	/**
	 * Returns the same in milliseconds, without making an object.
	 * @return -1 if nothing is known of the log
	 */
	synchronized long millis(String topic, int partition, long committed, long now) {
		EndHistory history = history(topic, partition);
		Seen seen = this.records.get().of(topic, partition);
		if (seen != null && seen.offset() == committed) {
			return Math.max(0, now - seen.at());
		}
		// What is before a record came no later than that one.
		long atLeast = (seen != null && seen.offset() > committed) ? Math.max(0, now - seen.at()) : -1;
		if (history == null || history.isEmpty()) {
			return atLeast;
		}
		if (committed >= history.end()) {
			// It is behind a later end than was seen, so by less than one snapshot.
			return Math.max(0, atLeast);
		}
		if (!history.covers(committed) && seen != null && seen.offset() < committed) {
			return Math.max(0, now - history.cameAt(committed, seen.offset(), seen.at()));
		}
		return Math.max(Math.max(0, atLeast), now - history.cameAt(committed));
	}

	private @Nullable EndHistory history(String topic, int partition) {
		EndHistory[] partitions = this.histories.get(topic);
		return (partitions != null && partition < partitions.length) ? partitions[partition] : null;
	}

	/**
	 * A record whose timestamp was read.
	 *
	 * @param offset its offset
	 * @param at its timestamp, in milliseconds since 1970
	 */
	record Seen(long offset, long at) {
	}

}
