package io.roster.lag;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.roster.lag.Ends.Seen;
import io.roster.lag.Lags.Behind;
import io.roster.topic.Timestamps;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Reads the records at the committed offsets of the partitions that matter, to know when
 * they were written: in the background, between two snapshots, and each only once. What
 * cannot be read in time is known less exactly.
 */
@Component
class ExactTimes implements DisposableBean {

	private static final Log log = LogFactory.getLog(ExactTimes.class);

	/** How long one round may take. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Timestamps timestamps;

	private final int most;

	private final Clock clock;

	private final ExecutorService executor;

	private volatile Times times = new Times(Map.of());

	private volatile boolean reading;

	ExactTimes(Timestamps timestamps, LagProperties properties, Clock clock) {
		this.timestamps = timestamps;
		this.most = properties.exactPartitions();
		this.clock = clock;
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "roster-lag");
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		this.executor = executor;
	}

	/** What has been read. */
	Times times() {
		return this.times;
	}

	long now() {
		return this.clock.millis();
	}

	/**
	 * Begins to read what is worth it, unless the last round is not over.
	 * @param behind all partitions that are behind
	 */
	void ask(List<Behind> behind) {
		if (this.most == 0 || this.reading || behind.isEmpty()) {
			return;
		}
		List<Behind> chosen = behind.stream()
			.filter((one) -> one.topic().committed(one.row()) >= one.topic().start(one.row()))
			.sorted(Comparator.comparing(Behind::unknown).thenComparing(Behind::lag).reversed())
			.limit(this.most)
			.toList();
		// Of groups that read the same partition the one that is furthest behind.
		Map<TopicPartition, Long> wanted = new HashMap<>();
		chosen.forEach((one) -> wanted.merge(new TopicPartition(one.topic().topic(), one.topic().partition(one.row())),
				one.topic().committed(one.row()), Math::min));
		Map<TopicPartition, Seen> kept = new HashMap<>();
		Times known = this.times;
		wanted.forEach((partition, offset) -> {
			Seen seen = known.of(partition.topic(), partition.partition());
			if (seen != null && seen.offset() == offset) {
				kept.put(partition, seen);
			}
		});
		wanted.keySet().removeAll(kept.keySet());
		if (wanted.isEmpty()) {
			this.times = new Times(kept);
			return;
		}
		this.reading = true;
		this.executor.execute(() -> read(wanted, kept));
	}

	private void read(Map<TopicPartition, Long> wanted, Map<TopicPartition, Seen> times) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		try (Timestamps.Reader reader = this.timestamps.open(PATIENCE)) {
			Map<TopicPartition, Instant> read = reader.read(wanted, deadline);
			read.forEach((partition, at) -> times.put(partition,
					new Seen(wanted.getOrDefault(partition, 0L), at.toEpochMilli())));
		}
		catch (KafkaException ex) {
			// What was known of others stays; these are interpolated.
			log.debug("Timestamps of committed offsets were not read", ex);
		}
		finally {
			this.times = new Times(times);
			this.reading = false;
		}
	}

	@Override
	public void destroy() {
		var unused = this.executor.shutdownNow();
	}

	/** Records whose timestamps were read; looking one up makes no object. */
	static final class Times {

		private final Map<String, Seen[]> byTopic = new HashMap<>();

		Times(Map<TopicPartition, Seen> seen) {
			seen.forEach((partition, record) -> this.byTopic.merge(partition.topic(),
					at(new Seen[partition.partition() + 1], partition.partition(), record),
					(one, other) -> at(Arrays.copyOf(one, Math.max(one.length, other.length)), partition.partition(),
							record)));
		}

		private static Seen[] at(Seen[] records, int place, Seen record) {
			records[place] = record;
			return records;
		}

		@Nullable Seen of(String topic, int partition) {
			Seen[] records = this.byTopic.get(topic);
			return (records != null && partition < records.length) ? records[partition] : null;
		}

	}

}
