package io.roster.health;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the judgement of groups.
 *
 * @param patience how long records have to wait before a partition is said to be stopped,
 * without an owner or behind, from 1 s; much longer for groups that commit rarely
 * @param maxTimeLag how far behind in time a partition may be that does not catch up,
 * where lag in time is known
 * @param hold a status is said once it was found in two looks that lie this far apart
 * @param minDistance commits that follow each other faster count as one: Burrow's
 * {@code min-distance}, from 0 to 1 h
 * @param allowedLag up to how many records of lag a partition is ok by Burrow's rules:
 * its {@code allowed-lag}
 * @param minimumComplete which share of the ten last commits has to be known before
 * Burrow's rules say anything but OK, from 0 to 1: its {@code minimum-complete}
 */
@ConfigurationProperties("roster.health")
record HealthProperties(@DefaultValue("60s") Duration patience, @DefaultValue("10m") Duration maxTimeLag,
		@DefaultValue("5s") Duration hold, @DefaultValue("5s") Duration minDistance, @DefaultValue("0") long allowedLag,
		@DefaultValue("0") float minimumComplete) {

	HealthProperties {
		Assert.isTrue(patience.toSeconds() >= 1 && patience.toDays() <= 1, "roster.health.patience must be 1s to 1d");
		Assert.isTrue(!maxTimeLag.isNegative() && !maxTimeLag.isZero(), "roster.health.max-time-lag must be above 0");
		Assert.isTrue(!hold.isNegative() && hold.toHours() <= 1, "roster.health.hold must be 0s to 1h");
		Assert.isTrue(!minDistance.isNegative() && minDistance.toHours() <= 1,
				"roster.health.min-distance must be 0s to 1h");
		Assert.isTrue(allowedLag >= 0, "roster.health.allowed-lag must not be negative");
		Assert.isTrue(minimumComplete >= 0 && minimumComplete <= 1, "roster.health.minimum-complete must be 0 to 1");
	}

}
