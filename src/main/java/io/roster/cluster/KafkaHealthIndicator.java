package io.roster.cluster;

import java.time.Duration;
import java.util.Collection;

import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.Node;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * {@code health/kafka}: which cluster, and which of its brokers are there. No part of
 * readiness: a hiccup of Kafka must not take every replica out of service.
 */
@Component("kafkaHealthIndicator")
class KafkaHealthIndicator implements HealthIndicator {

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private final Cluster cluster;

	KafkaHealthIndicator(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up().withDetail("bootstrapServers", this.cluster.bootstrapServers());
		try {
			Calls calls = this.cluster.calls(TIMEOUT);
			DescribeClusterResult result = calls.admin().describeCluster(calls.within(new DescribeClusterOptions()));
			Collection<Node> nodes = calls.get(result.nodes());
			health.withDetail("clusterId", calls.get(result.clusterId()))
				.withDetail("brokers",
						nodes.stream().map((node) -> node.id() + "@" + node.host() + ":" + node.port()).toList());
		}
		catch (ProblemException ex) {
			health.down().withDetail("error", ex.detail());
		}
		return health.build();
	}

}
