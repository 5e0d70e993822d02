package io.roster.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import io.roster.delivery.RetryPolicy;
import io.roster.handler.HandlerSpec;
import io.roster.handler.Handlers;
import io.roster.handler.RecordProcessor;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;

import static org.awaitility.Awaitility.await;

/** Runs workers for benches, without HTTP and the fleet. */
@RosterTest
abstract class BenchWorkers {

	static final int MAX_POLL_RECORDS = 500;

	/** As workers have it, see {@link WorkerConfiguration}. */
	private static final Map<String, Object> AS_WORKERS = Map.of(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000,
			ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 750, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
			ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest", ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
			MAX_POLL_RECORDS, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
			ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());

	@Autowired
	WorkerContainers containers;

	@Autowired
	Handlers handlers;

	static String unique(String prefix) {
		return prefix + "-" + UUID.randomUUID();
	}

	/** The configuration of a consumer that is like that of a worker. */
	static Map<String, Object> consumerConfig(String groupId) {
		Map<String, Object> config = new HashMap<>(AS_WORKERS);
		config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers());
		config.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
		return config;
	}

	static WorkerSpec spec(String topic, Protocol protocol, String assignor, HandlerSpec handler) {
		return new WorkerSpec(new Subscription.Topics(List.of(topic)), protocol, assignor, "earliest", handler,
				MAX_POLL_RECORDS, RetryPolicy.DEFAULT, null, false);
	}

	static WorkerSpec spec(String topic, HandlerSpec handler) {
		return spec(topic, Protocol.CLASSIC, Protocol.CLASSIC.defaultAssignor(), handler);
	}

	/** Makes a topic with records, spread evenly, each with a key of its own. */
	static String filledTopic(int partitions, int records, int size) {
		String topic = unique("bench");
		TestKafka.createTopic(topic, partitions);
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "linger.ms", "20", "batch.size", "262144"),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			byte[] value = new byte[size];
			for (int i = 0; i < records; i++) {
				var unused = producer
					.send(new ProducerRecord<>(topic, i % partitions, Integer.toString(i).getBytes(), value));
			}
		}
		return topic;
	}

	/** Starts a worker of a group. */
	LiveWorker start(String groupId, WorkerSpec spec, @Nullable RecordProcessor processor) {
		String id = unique("w");
		return this.containers.start(new WorkerIdentity(id, groupId, null), spec, processor);
	}

	/** Starts workers that fetch nothing, and waits until all have as many partitions. */
	List<LiveWorker> startHeld(int count, int partitions, WorkerSpec spec,
			Supplier<@Nullable RecordProcessor> processors) {
		String groupId = unique("bench");
		List<LiveWorker> workers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			LiveWorker worker = start(groupId, spec, processors.get());
			worker.pause();
			workers.add(worker);
		}
		awaitEven(workers, partitions);
		return workers;
	}

	static void awaitEven(List<LiveWorker> workers, int partitions) {
		await().pollInterval(Duration.ofMillis(20))
			.until(() -> workers.stream()
				.allMatch((worker) -> worker.status().assignment().size() == partitions / workers.size()));
	}

	static void stopAll(List<LiveWorker> workers) {
		workers.forEach(LiveWorker::stop);
		workers.forEach((worker) -> worker.stopped().join());
	}

}
