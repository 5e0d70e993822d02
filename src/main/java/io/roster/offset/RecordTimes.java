package io.roster.offset;

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
class RecordTimes {

	private static final Log log = LogFactory.getLog(RecordTimes.class);

	/** How long each end may take. */
	private static final Duration PATIENCE = Duration.ofMillis(700);

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
	Plan addTo(Plan plan) {
		List<PlannedOffset> moving = plan.partitions()
			.stream()
			.filter((planned) -> isRecord(planned, planned.from()) || isRecord(planned, planned.to()))
			.toList();
		if (moving.isEmpty()) {
			return plan;
		}
		Map<TopicPartition, Instant> from = new HashMap<>();
		Map<TopicPartition, Instant> to = new HashMap<>();
		try (Consumer<Long, Long> consumer = consumer()) {
			read(consumer, moving, PlannedOffset::from, from);
			read(consumer, moving, PlannedOffset::to, to);
		}
		catch (KafkaException ex) {
			log.debug("Timestamps of plan " + plan.planId() + " were not read", ex);
		}
		return plan.withPartitions(plan.partitions().stream().map((planned) -> {
			TopicPartition partition = planned.topicPartition();
			return planned.withTimestamps(from.get(partition), to.get(partition));
		}).toList());
	}

	private static boolean isRecord(PlannedOffset planned, @Nullable Committed committed) {
		Long start = planned.start();
		Long end = planned.end();
		return committed != null && start != null && end != null && committed.offset() >= start
				&& committed.offset() < end;
	}

	private static void read(Consumer<Long, Long> consumer, List<PlannedOffset> moving,
			Function<PlannedOffset, @Nullable Committed> end, Map<TopicPartition, Instant> times) {
		Map<TopicPartition, Long> wanted = new HashMap<>();
		moving.forEach((planned) -> {
			Committed committed = end.apply(planned);
			if (committed != null && isRecord(planned, committed)) {
				wanted.put(planned.topicPartition(), committed.offset());
			}
		});
		if (wanted.isEmpty()) {
			return;
		}
		consumer.assign(wanted.keySet());
		// An assignment that is the same keeps what was paused.
		consumer.resume(wanted.keySet());
		wanted.forEach(consumer::seek);
		Set<TopicPartition> open = new HashSet<>(wanted.keySet());
		long deadline = System.nanoTime() + PATIENCE.toNanos();
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
