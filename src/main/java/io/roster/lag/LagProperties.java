package io.roster.lag;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of lag over time.
 *
 * @param exactPartitions of how many partitions at once the record at the committed
 * offset is read to know its timestamp: those whose time lag is not known otherwise, and
 * those that are furthest behind; from 0 to 10,000
 * @param historyTopic a topic of the service's own that keeps the history of the last day
 * over a restart; not kept if empty
 */
@ConfigurationProperties("roster.lag")
record LagProperties(@DefaultValue("200") int exactPartitions, @Nullable String historyTopic) {

	LagProperties {
		Assert.isTrue(exactPartitions >= 0 && exactPartitions <= 10_000,
				"roster.lag.exact-partitions must be from 0 to 10000");
	}

}
