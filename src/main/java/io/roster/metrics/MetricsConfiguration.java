package io.roster.metrics;

import java.time.Duration;

import io.roster.health.Health;
import io.roster.health.HealthStatus;
import io.roster.lag.Scaling;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the series have what no snapshot tells. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

	/** As of {@code GET …/scale} without one. */
	private static final Duration TARGET = Duration.ofMinutes(1);

	@Bean
	StatusSource statusSource(Health health, Scaling scaling) {
		return new StatusSource() {

			@Override
			public int group(GroupSnapshot group) {
				return health.burrow(group.groupId());
			}

			@Override
			public long wantedMembers(GroupSnapshot group) {
				return scaling.members(group, TARGET);
			}

			@Override
			public int health(GroupSnapshot group) {
				HealthStatus status = health.status(group.groupId());
				if (status == null) {
					return Snapshot.UNKNOWN;
				}
				return switch (status) {
					case OK -> 1;
					case WARNING -> 2;
					case ERROR -> 3;
				};
			}

			@Override
			public int partition(GroupSnapshot group, GroupTopic topic, int row) {
				int partition = topic.partition(row);
				// Burrow has no sample of a partition before its window is full.
				return health.isBurrowComplete(group.groupId(), topic.topic(), partition)
						? health.burrow(group.groupId(), topic.topic(), partition) : Snapshot.UNKNOWN;
			}

		};
	}

}
