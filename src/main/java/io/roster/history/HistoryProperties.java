package io.roster.history;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of keeping plans and old offsets.
 *
 * @param topic the topic in which plans and old offsets are kept; made when it is first
 * needed
 * @param kept how long old offsets are kept at least; from 1 h
 * @param planKept how long a plan can be executed; from 10 s to 1 d
 */
@ConfigurationProperties("roster.history")
record HistoryProperties(@DefaultValue("roster-offset-resets") String topic, @DefaultValue("90d") Duration kept,
		@DefaultValue("15m") Duration planKept) {

	HistoryProperties {
		Assert.hasText(topic, "roster.history.topic must be the name of a topic");
		Assert.isTrue(kept.toMinutes() >= 60, "roster.history.kept must be at least 1h");
		Assert.isTrue(planKept.toSeconds() >= 10 && planKept.toHours() <= 24,
				"roster.history.plan-kept must be from 10s to 1d");
	}

}
