package io.roster.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** Settings of producers that write again what others wrote. */
public final class BareProducers {

	private static final int LARGEST_BYTES = 64 * 1024 * 1024;

	private BareProducers() {
	}

	/**
	 * Returns what {@code spring.kafka.*} says, changed so that records of any size are
	 * written once, in order, to where they are sent, and nobody else changes them.
	 * @param configured the producers as they are configured
	 * @param clientId the producer's {@code client.id}
	 * @param timeout how long a record may take, 5 s to a minute
	 * @return the settings
	 */
	public static Map<String, Object> config(DefaultKafkaProducerFactory<?, ?> configured, String clientId,
			Duration timeout) {
		int millis = (int) timeout.toMillis();
		Map<String, Object> config = new HashMap<>(configured.getConfigurationProperties());
		config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
		config.put(ProducerConfig.ACKS_CONFIG, "all");
		config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
		config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
		// A record that only fitted where it comes from because it was compressed.
		config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
		config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
		config.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
		// The broker knows how large a record may be.
		config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_BYTES);
		config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST_BYTES);
		config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(5_000, millis));
		config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(10_000, millis));
		config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
		return config;
	}

}
