package io.roster.commits;

import java.time.Clock;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import org.apache.kafka.common.internals.Topic;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What follows commits, where that is wanted. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("roster.commits.follow")
class CommitsConfiguration {

	@Bean
	CommitFollower commitFollower(CommitsProperties properties, BareConsumers consumers, Cluster cluster, Clock clock,
			Commits commits, ObjectProvider<CommitListener> listeners) {
		return new CommitFollower(Topic.GROUP_METADATA_TOPIC_NAME, properties.lookBack(), consumers, cluster, clock,
				commits, listeners.orderedStream().toList());
	}

	@Bean
	CommitsHealthIndicator commitsHealthIndicator(CommitFollower follower, Commits commits) {
		return new CommitsHealthIndicator(follower, commits);
	}

	@Bean
	CommitMeters commitMeters(CommitFollower follower) {
		return new CommitMeters(follower);
	}

}
