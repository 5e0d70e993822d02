package io.roster.commits;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of following what groups commit.
 *
 * @param follow whether commits are read from Kafka's topic of offsets as they are made;
 * the service must be allowed to read {@code __consumer_offsets} then
 * @param lookBack from how long ago on commits are read when the service starts, at most
 * 7 d
 * @param maxPartitions of how many partitions of all groups together the last commit is
 * kept in memory, each of at most about 300 bytes
 */
@ConfigurationProperties("roster.commits")
record CommitsProperties(@DefaultValue("false") boolean follow, @DefaultValue("1h") Duration lookBack,
		@DefaultValue("500000") int maxPartitions) {

	CommitsProperties {
		Assert.isTrue(!lookBack.isNegative() && lookBack.toHours() <= 7 * 24,
				"roster.commits.look-back must be from 0s to 7d");
		Assert.isTrue(maxPartitions >= 0, "roster.commits.max-partitions must not be negative");
	}

}
