package io.roster.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.roster.cluster.BareConsumers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
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

	private static final Duration POLL = Duration.ofMillis(50);

	/** Enough for the first batch of a partition, as producers make them by default. */
	private static final int PARTITION_BYTES = 64 * 1024;

	private static final int FETCH_BYTES = 8 * 1024 * 1024;

	private final BareConsumers consumers;

	RecordTimes(BareConsumers consumers) {
		this.consumers = consumers;
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
		try (Consumer<Long, Long> consumer = consumer()) {
			for (int first = 0; first < moving.size() && System.nanoTime() < deadline; first += CHUNK) {
				List<PlannedOffset> chunk = moving.subList(first, Math.min(moving.size(), first + CHUNK));
				read(consumer, offsets(chunk, PlannedOffset::from), from, deadline);
				read(consumer, offsets(chunk.stream().filter((planned) -> planned.toTimestamp() == null).toList(),
						PlannedOffset::to), to, deadline);
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

	private static void read(Consumer<Long, Long> consumer, Map<TopicPartition, Long> wanted,
			Map<TopicPartition, Instant> times, long deadline) {
		if (wanted.isEmpty()) {
			return;
		}
		consumer.assign(wanted.keySet());
		// An assignment that is the same keeps what was paused.
		consumer.resume(wanted.keySet());
		wanted.forEach(consumer::seek);
		Set<TopicPartition> open = new HashSet<>(wanted.keySet());
		while (!open.isEmpty() && System.nanoTime() < deadline) {
			ConsumerRecords<Long, Long> records = consumer.poll(POLL);
			List<TopicPartition> found = new ArrayList<>();
			for (TopicPartition partition : records.partitions()) {
				ConsumerRecord<Long, Long> first = records.records(partition).get(0);
				if (open.remove(partition)) {
					found.add(partition);
					if (first.timestampType() != TimestampType.NO_TIMESTAMP_TYPE && first.timestamp() >= 0) {
						times.put(partition, Instant.ofEpochMilli(first.timestamp()));
					}
				}
			}
			consumer.pause(found);
		}
	}

	private Consumer<Long, Long> consumer() {
		// What the records hold is nobody's business here.
		Deserializer<Long> nothing = (topic, data) -> 0L;
		return this.consumers.create("roster-times",
				Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
						PARTITION_BYTES, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES,
						ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis(),
						ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis(),
						ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()),
				nothing, nothing);
	}

}
