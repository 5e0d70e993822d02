package io.roster.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.stereotype.Component;

/** Opens the service's own topics, with every setting of {@code spring.kafka.*}. */
@Component
public class Stores implements DisposableBean {

	/** The largest value, before it is compressed. */
	static final int MAX_VALUE_BYTES = 64 * 1024 * 1024;

	private final Cluster cluster;

	private final DefaultKafkaProducerFactory<?, ?> producers;

	private final BareConsumers consumers;

	private final List<CompactedTopic> opened = new CopyOnWriteArrayList<>();

	Stores(Cluster cluster, DefaultKafkaProducerFactory<?, ?> producers, BareConsumers consumers) {
		this.cluster = cluster;
		this.producers = producers;
		this.consumers = consumers;
	}

	/**
	 * Opens a topic; nothing is asked of Kafka before it is used.
	 * @param name the topic's name
	 * @param kept how long values are kept at least
	 * @param timeout how long one use of it may take
	 * @param index takes what is read
	 * @return the topic
	 */
	public CompactedTopic open(String name, Duration kept, Duration timeout, CompactedTopic.Index index) {
		Map<String, Object> producing = new HashMap<>(this.producers.getConfigurationProperties());
		producing.put(CommonClientConfigs.CLIENT_ID_CONFIG, "roster-store");
		producing.put(ProducerConfig.ACKS_CONFIG, "all");
		producing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		producing.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
		producing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
		producing.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		producing.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
		producing.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		producing.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
		producing.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
		producing.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_VALUE_BYTES);
		producing.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_VALUE_BYTES);
		producing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
		producing.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
		producing.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
		CompactedTopic topic = new CompactedTopic(this.cluster, name, kept, timeout, index,
				() -> new DefaultKafkaProducerFactory<>(producing, new StringSerializer(), new ByteArraySerializer())
					.createNonTransactionalProducer(),
				() -> this.consumers.create("roster-store",
						Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis(),
								// What asks for the end of the topic waits behind a
								// fetch.
								ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10),
						new StringDeserializer(), new ByteArrayDeserializer()));
		this.opened.add(topic);
		return topic;
	}

	@Override
	public void destroy() {
		this.opened.forEach(CompactedTopic::close);
	}

}
