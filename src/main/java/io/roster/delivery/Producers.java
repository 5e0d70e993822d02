package io.roster.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.stereotype.Component;

/** Makes producers with transactions, with every setting of {@code spring.kafka.*}. */
@Component
class Producers {

	/** How long Kafka keeps a transaction of a producer that has gone silent. */
	static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

	private final DefaultKafkaProducerFactory<?, ?> configured;

	Producers(DefaultKafkaProducerFactory<?, ?> configured) {
		this.configured = configured;
	}

	/**
	 * Makes a producer. Once it is initialized, nobody who had the same id before can
	 * commit anything.
	 * @param transactionalId the id
	 * @return the producer, not initialized yet
	 */
	Producer<byte[], byte[]> transactional(String transactionalId) {
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
