package io.roster.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.roster.topic.Timestamps;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The timestamps of the records at both ends of what a plan skips or replays, read where
 * they lie. They are there to be looked at: what cannot be read in time is left out, and
 * fails nothing.
 */
@Component
public class RecordTimes {

	private static final Log log = LogFactory.getLog(RecordTimes.class);

	/** How long all of it may take. */
	private static final Duration PATIENCE = Duration.ofMillis(600);

	/** Partitions of one fetch, of which each costs the broker a read somewhere else. */
	private static final int CHUNK = 250;

	private final Timestamps timestamps;

	RecordTimes(Timestamps timestamps) {
		this.timestamps = timestamps;
	}

	/**
	 * Reads the timestamps of a plan.
	 * @param plan the plan
	 * @return the plan with those that could be read in time
	 */
	public Plan addTo(Plan plan) {
		List<PlannedOffset> moving = plan.partitions()
			.stream()
			.filter((planned) -> isRecord(planned, planned.from()) || isRecord(planned, planned.to()))
			.toList();
		if (moving.isEmpty()) {
			return plan;
		}
		Map<TopicPartition, Instant> from = new HashMap<>();
		Map<TopicPartition, Instant> to = new HashMap<>();
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		try (Timestamps.Reader reader = this.timestamps.open(PATIENCE)) {
			for (int first = 0; first < moving.size() && System.nanoTime() < deadline; first += CHUNK) {
				List<PlannedOffset> chunk = moving.subList(first, Math.min(moving.size(), first + CHUNK));
				from.putAll(reader.read(offsets(chunk, PlannedOffset::from), deadline));
				to.putAll(
						reader.read(offsets(chunk.stream().filter((planned) -> planned.toTimestamp() == null).toList(),
								PlannedOffset::to), deadline));
			}
		}
		catch (KafkaException ex) {
			log.debug("Timestamps of plan " + plan.planId() + " were not read", ex);
		}
		return plan.withPartitions(plan.partitions().stream().map((planned) -> {
			TopicPartition partition = planned.topicPartition();
			return planned.withTimestamps(from.get(partition), or(to.get(partition), planned.toTimestamp()));
		}).toList());
	}

	private static @Nullable Instant or(@Nullable Instant read, @Nullable Instant known) {
		return (read != null) ? read : known;
	}

	private static boolean isRecord(PlannedOffset planned, @Nullable Committed committed) {
		Long start = planned.start();
		Long end = planned.end();
		return committed != null && start != null && end != null && committed.offset() >= start
				&& committed.offset() < end;
	}

	private static Map<TopicPartition, Long> offsets(List<PlannedOffset> moving,
			Function<PlannedOffset, @Nullable Committed> end) {
		Map<TopicPartition, Long> offsets = new HashMap<>();
		moving.forEach((planned) -> {
			Committed committed = end.apply(planned);
			if (committed != null && isRecord(planned, committed)) {
				offsets.put(planned.topicPartition(), committed.offset());
			}
		});
		return offsets;
	}

}
