package io.roster.fleet;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * {@code health/desiredState}, a part of readiness: the service is not ready before it
 * has read once what should run, or knows that nothing was ever asked for, or that Kafka
 * does not let it know. It stays ready afterwards.
 */
@Component("desiredStateHealthIndicator")
class DesiredStateHealthIndicator implements HealthIndicator {

	private final Fleet fleet;

	DesiredStateHealthIndicator(Fleet fleet) {
		this.fleet = fleet;
	}

	@Override
	public Health health() {
		return this.fleet.isReady() ? Health.up().build()
				: Health.outOfService().withDetail("waitingFor", "what should run").build();
	}

}
