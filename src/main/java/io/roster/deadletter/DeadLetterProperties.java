package io.roster.deadletter;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of showing dead letters and of putting them back.
 *
 * @param topic the topic in which is kept what was put back; made when it is first needed
 * @param kept how long that is kept at least, which should not be less than dead letters
 * are; from 1 h
 * @param readTimeout how long dead letter topics are read for one answer, which then has
 * what was found and where to go on; from 100 ms to 1 min
 */
@ConfigurationProperties("roster.deadletter")
record DeadLetterProperties(@DefaultValue("roster-redrives") String topic, @DefaultValue("90d") Duration kept,
		@DefaultValue("3s") Duration readTimeout) {

	DeadLetterProperties {
		Assert.hasText(topic, "roster.deadletter.topic must be the name of a topic");
		Assert.isTrue(kept.toMinutes() >= 60, "roster.deadletter.kept must be at least 1h");
		Assert.isTrue(readTimeout.toMillis() >= 100 && readTimeout.toSeconds() <= 60,
				"roster.deadletter.read-timeout must be from 100ms to 1m");
	}

}
