package io.roster.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Deserializer;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes consumers that are in no group, for the service's own reading: connected as
 * {@code spring.kafka.*} says, but with no setting that is meant for the users' records.
 */
@Component
public class BareConsumers {

	private final DefaultKafkaConsumerFactory<?, ?> configured;

	BareConsumers(DefaultKafkaConsumerFactory<?, ?> configured) {
		this.configured = configured;
	}

	/**
	 * Makes a consumer.
	 * @param <K> the type of keys
	 * @param <V> the type of values
	 * @param clientId its {@code client.id}
	 * @param config what differs from Kafka's defaults
	 * @param keys reads keys
	 * @param values reads values
	 * @return the consumer, without an assignment
	 */
	public <K, V> Consumer<K, V> create(String clientId, Map<String, Object> config, Deserializer<K> keys,
			Deserializer<V> values) {
		Map<String, Object> all = new HashMap<>(this.configured.getConfigurationProperties());
		List.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
				ConsumerConfig.GROUP_PROTOCOL_CONFIG, ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
				ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
				ConsumerConfig.FETCH_MAX_BYTES_CONFIG, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
				ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
				ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)
			.forEach(all::remove);
		all.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
		all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
		all.put(ConsumerConfig.EXCLUDE_INTERNAL_TOPICS_CONFIG, false);
		all.putAll(config);
		return new DefaultKafkaConsumerFactory<>(all, keys, values).createConsumer();
	}

}
