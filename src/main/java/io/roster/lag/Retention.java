package io.roster.lag;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

import org.springframework.stereotype.Component;

/**
 * How long topics keep their records. Where Kafka does not let the service see that, it
 * is not known.
 */
@Component
class Retention {

	private final Cluster cluster;

	Retention(Cluster cluster) {
		this.cluster = cluster;
	}

	/**
	 * Reads how long records are kept, in one call.
	 * @param topics the topics
	 * @return the time by topic; none for topics that keep them for ever, or by key, or
	 * could not be asked about
	 */
	Map<String, Duration> of(Collection<String> topics) {
		if (topics.isEmpty()) {
			return Map.of();
		}
		List<ConfigResource> resources = topics.stream()
			.distinct()
			.map((topic) -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
			.toList();
		Calls calls = this.cluster.calls();
		Map<ConfigResource, KafkaFuture<Config>> asked = calls.admin()
			.describeConfigs(resources, calls.within(new DescribeConfigsOptions()))
			.values();
		Map<String, Duration> kept = new HashMap<>();
		calls.each(asked, (resource, config) -> {
			long millis = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
			if (millis >= 0 && config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("delete")) {
				kept.put(resource.name(), Duration.ofMillis(millis));
			}
		}, (resource, problem) -> {
			// Whoever asks for lag may do without.
		});
		return kept;
	}

}
