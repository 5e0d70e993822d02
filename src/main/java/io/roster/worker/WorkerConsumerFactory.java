package io.roster.worker;

import java.util.Map;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;

/**
 * Makes workers' consumers with all that {@code spring.kafka.*} says, for any bytes
 * whatever it says of deserializers, and without the settings that the consumer protocol
 * (KIP-848) leaves to the broker and refuses.
 */
class WorkerConsumerFactory extends DefaultKafkaConsumerFactory<byte[], byte[]> {

	WorkerConsumerFactory(Map<String, Object> config, DefaultKafkaConsumerFactory<?, ?> configured,
			UnaryOperator<Consumer<byte[], byte[]>> wrapper, @Nullable ConsumerMeters meters) {
		super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
		addPostProcessor(wrapper::apply);
		configured.getListeners().forEach((listener) -> {
			if (!(listener instanceof MicrometerConsumerListener)) {
				addListener(cast(listener));
			}
			else if (meters != null) {
				addListener(meters);
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static Listener<byte[], byte[]> cast(Listener<?, ?> listener) {
		return (Listener<byte[], byte[]>) listener;
	}

	@Override
	protected Consumer<byte[], byte[]> createRawConsumer(Map<String, Object> configProps) {
		if ("consumer".equals(configProps.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
			configProps.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
			configProps.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
			configProps.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
		}
		return super.createRawConsumer(configProps);
	}

}
