package io.roster.health;

import io.roster.commits.CommitListener;
import io.roster.group.HealthStatuses;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who is told of health, and who tells of commits. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

	@Bean
	HealthStatuses healthStatuses(Health health) {
		return (groupId) -> {
			HealthStatus status = health.status(groupId);
			return (status != null) ? status.toString() : null;
		};
	}

	/** Commits at the time at which they were made, also those of the same offset. */
	@Bean
	CommitListener commitsOfHealth(WindowStore store) {
		return new CommitListener() {

			@Override
			public void committed(String groupId, String topic, int partition, long offset, long committedAt) {
				store.commit(groupId, topic, partition, offset, committedAt);
			}

			@Override
			public void deleted(String groupId, String topic, int partition) {
				// The next snapshot does not have it.
			}

		};
	}

}
