package io.roster.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.roster.store.CompactedTopic;
import io.roster.store.Stores;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Tells the other replicas what the workers of this one are doing. What changes is told
 * at once, figures every two seconds, or less often where there are many.
 */
@Component
class StatusReports {

	private static final Duration KEPT = Duration.ofDays(1);

	private static final long FIGURES_MILLIS = 2000;

	/** Told or not: equals nothing that is to be told. */
	private static final Object UNKNOWN = new Object();

	/** With more workers figures are told so much less often. */
	private static final int WORKERS_AT_FULL_SPEED = 100;

	private final CompactedTopic topic;

	private final StatusIndex index = new StatusIndex();

	private final Reconciler reconciler;

	private final Self self;

	private final Clock clock;

	/** What was told last, by the keys. */
	private final Map<String, Object> told = new HashMap<>();

	private long figuresAt = System.nanoTime();

	/** When all was told last, changed or not. */
	private long allAt = System.nanoTime();

	/** When the last read that came to an end began. */
	private long readAt = System.nanoTime() - KEPT.toNanos();

	private final Object reading = new Object();

	StatusReports(Stores stores, FleetProperties properties, Reconciler reconciler, Self self, Clock clock) {
		// Figures come often, so what is out of date is to go soon.
		this.topic = stores.open(properties.statusTopic(), KEPT, DesiredState.TIMEOUT, this.index,
				Map.of(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(Duration.ofMinutes(10).toMillis()),
						TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(16 * 1024 * 1024)));
		this.reconciler = reconciler;
		this.self = self;
		this.clock = clock;
	}

	/**
	 * Tells what has changed since the last time.
	 * @throws io.roster.problem.ProblemException if it could not be written; the next
	 * call tells it again
	 */
	synchronized void tell() {
		// First: workers that are gone by then are in no report that comes with it.
		long position = this.reconciler.position();
		List<Report> reports = this.reconciler.reports();
		long every = FIGURES_MILLIS * Math.max(1, reports.size() / WORKERS_AT_FULL_SPEED);
		boolean figures = System.nanoTime() - this.figuresAt > Duration.ofMillis(every).toNanos();
		if (System.nanoTime() - this.allAt > KEPT.toNanos() / 4) {
			// Before Kafka deletes it, and for topics that were made anew.
			this.told.replaceAll((key, value) -> UNKNOWN);
			this.allAt = System.nanoTime();
		}
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		Map<String, Object> fresh = new LinkedHashMap<>();
		Set<String> gone = new HashSet<>(this.told.keySet());
		for (Report report : reports) {
			String key = StatusIndex.workerKey(this.self.process(), report.workerId());
			gone.remove(key);
			if (differs(this.told.get(key), report, figures)) {
				fresh.put(key, report);
			}
		}
		// Behind the workers, since it says that what is not among them is not there.
		String key = StatusIndex.replicaKey(this.self.process());
		gone.remove(key);
		ReplicaReport replica = new ReplicaReport(this.self.instance(), position);
		if (!replica.equals(this.told.get(key))) {
			fresh.put(key, replica);
		}
		if (!gone.isEmpty()) {
			this.topic.remove(gone);
			this.told.keySet().removeAll(gone);
		}
		if (!fresh.isEmpty()) {
			Map<String, byte[]> values = new LinkedHashMap<>();
			fresh.forEach((name, value) -> values.put(name, bytes(value, now)));
			// What becomes of it is not known if it fails, so it has to be taken back.
			fresh.keySet().forEach((name) -> this.told.putIfAbsent(name, UNKNOWN));
			this.topic.put(values);
			this.told.putAll(fresh);
		}
		if (figures) {
			this.figuresAt = System.nanoTime();
		}
	}

	private static byte[] bytes(Object value, Instant now) {
		return DesiredState.JSON
			.writeValueAsBytes((value instanceof Report report)
					? report.with(report.worker()
						.from(report.worker().instance(), Objects.requireNonNull(report.worker().source()), now))
					: value);
	}

	private static boolean differs(@Nullable Object before, Report now, boolean figures) {
		if (!(before instanceof Report told)) {
			return true;
		}
		return figures ? !told.equals(now)
				: !told.with(told.worker().withoutFigures()).equals(now.with(now.worker().withoutFigures()));
	}

	/** Takes back all that was told: this replica ends. */
	synchronized void takeBack() {
		if (!this.told.isEmpty()) {
			this.topic.remove(this.told.keySet());
			this.told.clear();
		}
	}

	/** Removes what replicas have told that are not there any more. */
	void forget(Set<String> processes) {
		Set<String> keys = this.index.keysOf(processes);
		if (!keys.isEmpty()) {
			this.topic.remove(keys);
		}
	}

	/**
	 * Reads what was told before this call. Those who ask at the same time share a read.
	 * @throws io.roster.problem.ProblemException if it could not be read
	 */
	void refresh() {
		long asked = System.nanoTime();
		synchronized (this.reading) {
			if (this.readAt - asked < 0) {
				long begun = System.nanoTime();
				this.topic.refresh();
				this.readAt = begun;
			}
		}
	}

	/** What replicas have told, this one included, as far as it was read. */
	StatusIndex index() {
		return this.index;
	}

	/**
	 * What a replica says of itself.
	 *
	 * @param instance its name
	 * @param position up to where it does what should run
	 */
	record ReplicaReport(String instance, long position) {
	}

}
