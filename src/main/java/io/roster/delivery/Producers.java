package io.roster.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.stereotype.Component;

/** Makes producers with transactions, with every setting of {@code spring.kafka.*}. */
@Component
class Producers {

	/** How long Kafka keeps a transaction of a producer that has gone silent. */
	static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

	private static final int DEFAULT_BATCH_SIZE = 16_384;

	private static final int MAX_REQUEST_SIZE = 64 * 1024 * 1024;

	private final DefaultKafkaProducerFactory<?, ?> configured;

	private final Cluster cluster;

	Producers(DefaultKafkaProducerFactory<?, ?> configured, Cluster cluster) {
		this.configured = configured;
		this.cluster = cluster;
	}

	/**
	 * Makes a producer. Once it is initialized, nobody who had the same id before can
	 * commit anything.
	 * @param transactionalId the id
	 * @return the producer, not initialized yet
	 */
	Producer<byte[], byte[]> transactional(String transactionalId) {
		return transactional(transactionalId, Map.of());
	}

	/**
	 * Makes a producer that writes to a topic. Its batches are no larger than what the
	 * topic takes: Kafka's client may otherwise split one into the same again and again.
	 * @param transactionalId the id
	 * @param largest what the topic takes
	 * @return the producer, not initialized yet
	 */
	Producer<byte[], byte[]> transactional(String transactionalId, int largest) {
		return transactional(transactionalId,
				Map.of(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(largest, DEFAULT_BATCH_SIZE),
						// Whether a record is too large is the topic's to say.
						ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_SIZE, ProducerConfig.BUFFER_MEMORY_CONFIG,
						2L * MAX_REQUEST_SIZE));
	}

	/**
	 * Returns how large a record can be that a topic takes.
	 * @param topic the topic
	 * @return in bytes, with its batch; as large as can be if that is not known: the
	 * topic is not there, may not be described, or batches are compressed
	 */
	int largest(String topic) {
		Object compression = this.configured.getConfigurationProperties()
			.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
		if (!compression.equals("none")) {
			return Integer.MAX_VALUE;
		}
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
		Calls calls = this.cluster.calls();
		try {
			Config config = calls
				.get(calls.admin().describeConfigs(List.of(resource), calls.within(new DescribeConfigsOptions())).all())
				.get(resource);
			ConfigEntry entry = (config != null) ? config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) : null;
			return (entry != null) ? Integer.parseInt(entry.value()) : Integer.MAX_VALUE;
		}
		catch (ProblemException ex) {
			// Asked again when the worker begins anew; until then the broker says so.
			return Integer.MAX_VALUE;
		}
	}

	private Producer<byte[], byte[]> transactional(String transactionalId, Map<String, Object> more) {
		Map<String, Object> config = new HashMap<>(this.configured.getConfigurationProperties());
		config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
		config.put(CommonClientConfigs.CLIENT_ID_CONFIG, transactionalId);
		config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
		config.put(ProducerConfig.ACKS_CONFIG, "all");
		config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
		config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
		config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000L);
		config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
		config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
		config.putAll(more);
		return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
	}

	/**
	 * Returns what a commit from outside of a group says of its member.
	 * @param groupId the group
	 * @return no member
	 */
	@SuppressWarnings("removal") // Kafka 4.2 has no other way to name a group.
	static ConsumerGroupMetadata outside(String groupId) {
		return new ConsumerGroupMetadata(groupId);
	}

}
