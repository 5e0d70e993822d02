package io.roster.metrics;

import io.roster.health.Health;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the series have what no snapshot tells. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

	@Bean
	StatusSource statusSource(Health health) {
		return new StatusSource() {

			@Override
			public int group(GroupSnapshot group) {
				return health.burrow(group.groupId());
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
