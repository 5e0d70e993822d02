package io.roster.snapshot;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the snapshot of all groups.
 *
 * @param interval how often the cluster is read by all replicas together; each replica
 * reads as much less often as there are replicas, and never so often that reading takes
 * more than a quarter of the time. From 100 ms to 1 h
 * @param timeout how long a snapshot may take; from 1 s to 5 min
 */
@ConfigurationProperties("roster.snapshot")
record SnapshotProperties(@DefaultValue("10s") Duration interval, @DefaultValue("30s") Duration timeout) {

	SnapshotProperties {
		Assert.isTrue(interval.toMillis() >= 100 && interval.toHours() <= 1,
				"roster.snapshot.interval must be from 100ms to 1h");
		Assert.isTrue(timeout.toMillis() >= 1000 && timeout.toMinutes() <= 5,
				"roster.snapshot.timeout must be from 1s to 5m");
	}

}
