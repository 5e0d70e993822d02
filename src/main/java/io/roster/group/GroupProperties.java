package io.roster.group;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of reading groups.
 *
 * @param listTimeout how long reading all groups of the cluster may take; from 1 s to 5
 * min
 */
@ConfigurationProperties("roster.group")
record GroupProperties(@DefaultValue("30s") Duration listTimeout) {

	GroupProperties {
		Assert.isTrue(listTimeout.toMillis() >= 1000 && listTimeout.toMinutes() <= 5,
				"roster.group.list-timeout must be from 1s to 5m");
	}

}
