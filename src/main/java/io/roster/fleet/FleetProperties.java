package io.roster.fleet;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the fleet: all replicas with the same name on the same Kafka.
 *
 * @param name what the names of its group and its topics begin with
 * @param sessionTimeout after how long without a sign of life the workers of a replica
 * are run by others; 1 s to 5 min, and what the brokers allow
 */
@ConfigurationProperties("roster.fleet")
record FleetProperties(@DefaultValue("roster") String name, @DefaultValue("10s") Duration sessionTimeout) {

	/** How many parts the workers are shared out in: more than there are replicas. */
	static final int SLOTS = 24;

	FleetProperties {
		Assert.isTrue(name.matches("[a-zA-Z0-9._-]{1,200}"),
				"roster.fleet.name must be 1 to 200 letters, digits, '.', '_' or '-'");
		Assert.isTrue(sessionTimeout.toMillis() >= 1000 && sessionTimeout.toMinutes() <= 5,
				"roster.fleet.session-timeout must be from 1s to 5m");
	}

	/** The topic of what should run. */
	String stateTopic() {
		return this.name + "-workers";
	}

	/** The topic of what runs. */
	String statusTopic() {
		return this.name + "-worker-status";
	}

	/** The topic whose partitions are shared out among the replicas. */
	String slotsTopic() {
		return this.name + "-slots";
	}

	/** The group of the replicas. */
	String groupId() {
		return this.name + "-fleet";
	}

}
