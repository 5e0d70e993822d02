package io.roster.ledger;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the ledger.
 *
 * @param topic the topic in which it is kept; made when the first worker has something to
 * tell
 * @param kept how long it is kept at least, from 1 h
 * @param interval how often workers tell what they have processed, from 100 ms to 1 min;
 * what a worker has processed since is not in the ledger if its replica is killed
 */
@ConfigurationProperties("roster.ledger")
record LedgerProperties(@DefaultValue("roster-ledger") String topic, @DefaultValue("7d") Duration kept,
		@DefaultValue("2s") Duration interval) {

	LedgerProperties {
		Assert.hasText(topic, "roster.ledger.topic must be the name of a topic");
		Assert.isTrue(kept.toMinutes() >= 60, "roster.ledger.kept must be at least 1h");
		Assert.isTrue(interval.toMillis() >= 100 && interval.toSeconds() <= 60,
				"roster.ledger.interval must be from 100ms to 1m");
	}

}
