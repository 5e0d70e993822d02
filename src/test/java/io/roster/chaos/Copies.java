package io.roster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a consumer reads of a topic that takes part in no transaction of others. */
final class Copies {

	private final Map<String, List<Integer>> numbers = new TreeMap<>();

	private long records;

	private Copies() {
	}

	/**
	 * Reads all that is committed.
	 * @param bootstrapServers where Kafka is
	 * @param topic the topic, to which nobody writes any more
	 * @param atLeast how many records there should be; waits some time for them
	 * @return what was read
	 */
	static Copies read(String bootstrapServers, String topic, long atLeast) {
		Copies copies = new Copies();
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ConsumerConfig.ISOLATION_LEVEL_CONFIG,
						"read_committed", ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
						ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
				new StringDeserializer(), new StringDeserializer())) {
			List<TopicPartition> partitions = IntStream.range(0, Traffic.PARTITIONS)
				.mapToObj((number) -> new TopicPartition(topic, number))
				.toList();
			consumer.assign(partitions);
			long end = System.nanoTime() + Replicas.LIMIT.toNanos();
			while (System.nanoTime() < end && (copies.records < atLeast || !isAtEnd(consumer, partitions))) {
				consumer.poll(Duration.ofMillis(100)).forEach(copies::add);
			}
		}
		return copies;
	}

	private static boolean isAtEnd(KafkaConsumer<String, String> consumer, List<TopicPartition> partitions) {
		return consumer.endOffsets(partitions)
			.entrySet()
			.stream()
			.allMatch((partition) -> consumer.position(partition.getKey()) >= partition.getValue());
	}

	private void add(ConsumerRecord<String, String> copy) {
		this.records++;
		this.numbers.computeIfAbsent(copy.key(), (key) -> new ArrayList<>()).add(Integer.parseInt(copy.value()));
	}

	long records() {
		return this.records;
	}

	/** The numbers of each key, as they lie in the topic. */
	Map<String, List<Integer>> numbers() {
		return this.numbers;
	}

}
