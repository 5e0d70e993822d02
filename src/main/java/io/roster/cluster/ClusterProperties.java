package io.roster.cluster;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the way to Kafka. The connection itself is under {@code spring.kafka.*}.
 *
 * @param timeout how long the calls to Kafka that one read needs may take in all before
 * it is answered with what came in; from 100 ms to 5 min
 */
@ConfigurationProperties("roster.cluster")
record ClusterProperties(@DefaultValue("5s") Duration timeout) {

	ClusterProperties {
		Assert.isTrue(timeout.toMillis() >= 100 && timeout.toMinutes() <= 5,
				"roster.cluster.timeout must be from 100ms to 5m");
	}

}
