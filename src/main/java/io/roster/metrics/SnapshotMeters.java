package io.roster.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotObserver;
import io.roster.snapshot.SnapshotSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * {@code roster.snapshot.*}: how old the newest snapshot is, how much is in it, how long
 * reading it took, and what could not be read. Where commits are followed, snapshots that
 * are only brought up to date count as the one that the groups were read for.
 */
@Component
class SnapshotMeters implements SnapshotObserver {

	private final ObjectProvider<SnapshotSource> snapshots;

	private final Clock clock;

	private final Timer refresh;

	private final Counter errors;

	private final Instant started;

	/** The newest one for which the groups were read. */
	private volatile @Nullable Snapshot read;

	private volatile long groups;

	private volatile long partitions;

	SnapshotMeters(MeterRegistry registry, ObjectProvider<SnapshotSource> snapshots, Clock clock) {
		this.snapshots = snapshots;
		this.clock = clock;
		this.started = clock.instant();
		this.refresh = Timer.builder("roster.snapshot.refresh")
			.description("How long it took to read all groups")
			.register(registry);
		this.errors = Counter.builder("roster.snapshot.errors")
			.description("What could not be read, each time it could not")
			.register(registry);
		gauge(registry, "roster.snapshot.age", "seconds",
				"Time since the last read of the groups began, or since the start if there was none",
				SnapshotMeters::age);
		gauge(registry, "roster.snapshot.groups", "groups", "Groups of the newest snapshot without the service's own",
				(meters) -> meters.groups);
		gauge(registry, "roster.snapshot.partitions", "partitions", "Partitions of the topics of each of these groups",
				(meters) -> meters.partitions);
	}

	private void gauge(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<SnapshotMeters> value) {
		Gauge.builder(name, this, value).baseUnit(unit).description(description).register(registry);
	}

	@Override
	public void observed(Snapshot snapshot) {
		long groups = 0;
		long partitions = 0;
		for (GroupSnapshot group : snapshot.groups()) {
			if (!group.isInternal()) {
				groups++;
				partitions += group.partitions();
			}
		}
		this.groups = groups;
		this.partitions = partitions;
		Snapshot before = this.read;
		if (before == null || !before.readAt().equals(snapshot.readAt())) {
			this.read = snapshot;
			this.refresh.record(snapshot.took());
			this.errors.increment(snapshot.errors().size());
		}
	}

	/** How long the read of the groups took that a snapshot goes back to. */
	Duration took(Snapshot snapshot) {
		Snapshot read = this.read;
		return (read != null && read.readAt().equals(snapshot.readAt())) ? read.took() : snapshot.took();
	}

	private double age() {
		SnapshotSource source = this.snapshots.getIfAvailable();
		Snapshot newest = (source != null) ? source.newest() : null;
		Instant since = (newest != null) ? newest.readAt() : this.started;
		return Duration.between(since, this.clock.instant()).toMillis() / 1000.0;
	}

}
