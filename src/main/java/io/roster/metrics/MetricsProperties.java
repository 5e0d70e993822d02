package io.roster.metrics;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of what Prometheus scrapes.
 *
 * @param dialects whose names the series of the groups have: {@code kafka-exporter},
 * {@code lag-exporter}, {@code klag-exporter} (what it has beyond {@code lag-exporter}),
 * {@code roster} (how many members groups should have, and their health), {@code burrow}
 * and {@code kminion}; none if it is empty
 * @param clusterName what the labels {@code cluster_name} and {@code cluster} say, in the
 * dialects that have one
 * @param include a regular expression that the whole id of a group has to match to be
 * written, all groups if there is none
 * @param exclude a regular expression of the ids of groups that are left out
 */
@ConfigurationProperties("roster.metrics")
record MetricsProperties(@DefaultValue( {
		"kafka-exporter", "lag-exporter", "roster" }) List<Dialect> dialects, @DefaultValue("kafka") String clusterName,
		@Nullable Pattern include, @Nullable Pattern exclude){

	MetricsProperties {
		dialects = dialects.stream().distinct().toList();
		Assert.hasText(clusterName, "roster.metrics.cluster-name must not be empty");
	}

}
