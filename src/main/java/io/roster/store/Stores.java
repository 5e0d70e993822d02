package io.roster.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
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

	/** Only what is not in the newest segment is compacted. */
	private static final Map<String, String> CONFIG = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact",
			TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(Duration.ofHours(1).toMillis()),
			TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(128 * 1024 * 1024), TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
			String.valueOf(MAX_VALUE_BYTES));

	private static final String CLIENT_ID = "roster-store";

	/** What a writer that was cut off has begun is given up after this. */
	private static final int TRANSACTION_TIMEOUT_MS = 10_000;

	private final Cluster cluster;

	private final DefaultKafkaProducerFactory<?, ?> producers;

	private final BareConsumers consumers;

	private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

	Stores(Cluster cluster, DefaultKafkaProducerFactory<?, ?> producers, BareConsumers consumers) {
		this.cluster = cluster;
		this.producers = producers;
		this.consumers = consumers;
	}

	/**
	 * Opens a topic whose values anybody may put at any time; nothing is asked of Kafka
	 * before it is used.
	 * @param name the topic's name
	 * @param kept how long values are kept at least
	 * @param timeout how long one use of it may take
	 * @param index takes what is read
	 * @return the topic
	 */
	public CompactedTopic open(String name, Duration kept, Duration timeout, CompactedTopic.Index index) {
		return open(name, kept, timeout, index, Map.of());
	}

	/**
	 * Opens such a topic with a configuration of its own.
	 * @param name the topic's name
	 * @param kept how long values are kept at least
	 * @param timeout how long one use of it may take
	 * @param index takes what is read
	 * @param topicConfig Kafka's settings of the topic, if the service makes it
	 * @return the topic
	 */
	public CompactedTopic open(String name, Duration kept, Duration timeout, CompactedTopic.Index index,
			Map<String, String> topicConfig) {
		Map<String, String> config = new HashMap<>(CONFIG);
		config.put(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
		config.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(kept.toMillis()));
		config.putAll(topicConfig);
		Map<String, Object> producing = producing(timeout);
		CompactedTopic topic = new CompactedTopic(this.cluster, name, new TopicMaker(name, 1, config), timeout, index,
				() -> producer(producing), () -> consumer(timeout, "read_uncommitted"));
		this.opened.add(topic);
		return topic;
	}

	/**
	 * Opens a topic whose values are changed by one writer at a time, and which are kept
	 * until they are removed; nothing is asked of Kafka before it is used.
	 * @param <V> the type of the values
	 * @param name the topic's name, which is also the {@code transactional.id} of whoever
	 * writes
	 * @param timeout how long one call to Kafka may take; a change may take three times
	 * as long
	 * @param decoder makes a value of its bytes
	 * @param encoder makes bytes of a value
	 * @return the topic
	 */
	public <V> FencedTopic<V> openFenced(String name, Duration timeout, Function<byte[], V> decoder,
			Function<V, byte[]> encoder) {
		Map<String, Object> producing = producing(timeout);
		producing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
		producing.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
		FencedTopic<V> topic = new FencedTopic<>(this.cluster, name, new TopicMaker(name, 1, CONFIG), timeout,
				new FencedTopic.Codec<>(decoder, encoder),
				new FencedTopic.Clients(() -> producer(producing), () -> consumer(timeout, "read_committed")));
		this.opened.add(topic);
		return topic;
	}

	/**
	 * Makes a topic that has nothing to say but how many partitions it has, unless it is
	 * there.
	 * @param name the topic's name
	 * @param partitions how many partitions
	 * @throws io.roster.problem.ProblemException if Kafka refuses, is not reachable or
	 * does not answer in time
	 */
	public void ensureMade(String name, int partitions) {
		new TopicMaker(name, partitions, Map.of()).ensureMade(this.cluster.calls());
	}

	private Map<String, Object> producing(Duration timeout) {
		Map<String, Object> producing = new HashMap<>(this.producers.getConfigurationProperties());
		producing.put(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
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
		return producing;
	}

	/** Closed by whoever has it, and never handed out again by Spring. */
	private static Producer<String, byte[]> producer(Map<String, Object> producing) {
		return new KafkaProducer<>(producing, new StringSerializer(), new ByteArraySerializer());
	}

	private Consumer<String, byte[]> consumer(Duration timeout, String isolation) {
		return this.consumers.create(CLIENT_ID,
				Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis(),
						ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation,
						// What asks for the end of the topic waits behind a fetch.
						ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10),
				new StringDeserializer(), new ByteArrayDeserializer());
	}

	@Override
	public void destroy() throws Exception {
		for (AutoCloseable topic : this.opened) {
			topic.close();
		}
	}

}
