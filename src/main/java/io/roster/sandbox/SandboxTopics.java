package io.roster.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;

/** The demo topics, and a group that somebody else left behind. */
class SandboxTopics {

	static final String ORDERS = "orders";

	static final String PAYMENTS = "payments";

	private static final String IDLE_GROUP = "monthly-report";

	private static final int PAYMENTS_PARTITIONS = 3;

	private static final Map<String, Integer> PARTITIONS = Map.of(ORDERS, 6, PAYMENTS, PAYMENTS_PARTITIONS);

	private static final long TIMEOUT_SECONDS = 30;

	private static final int MAX_ATTEMPTS = 200;

	private static final long PAUSE_MILLIS = 50;

	private final String bootstrapServers;

	SandboxTopics(String bootstrapServers) {
		this.bootstrapServers = bootstrapServers;
	}

	/** Creates what is missing and waits until all of it can be used. */
	void prepare() {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", this.bootstrapServers, "retry.backoff.ms", 20))) {
			Set<String> present = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
			List<NewTopic> missing = PARTITIONS.entrySet()
				.stream()
				.filter((topic) -> !present.contains(topic.getKey()))
				.map((topic) -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1)
					.configs(Map.of("retention.ms", "3600000", "segment.bytes", "16777216")))
				.toList();
			admin.createTopics(missing).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
			awaitLeaders(admin);
			if (present.isEmpty()) {
				Map<TopicPartition, OffsetAndMetadata> start = IntStream.range(0, PAYMENTS_PARTITIONS)
					.boxed()
					.collect(Collectors.toMap((number) -> new TopicPartition(PAYMENTS, number),
							(number) -> new OffsetAndMetadata(0)));
				admin.alterConsumerGroupOffsets(IDLE_GROUP, start).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
			}
			awaitCoordinators(admin);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The sandbox's topics could not be prepared", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the sandbox's topics were prepared", ex);
		}
	}

	/**
	 * The broker learns of a topic after its creation was confirmed, and a producer that
	 * meets a partition without its leader may stay out of step for minutes.
	 */
	private static void awaitLeaders(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
		for (int attempt = 1;; attempt++) {
			try {
				admin.listOffsets(latest()).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
				return;
			}
			catch (ExecutionException ex) {
				if (!(ex.getCause() instanceof UnknownTopicOrPartitionException) || attempt == MAX_ATTEMPTS) {
					throw ex;
				}
				Thread.sleep(PAUSE_MILLIS);
			}
		}
	}

	/**
	 * While a coordinator reads its part of the offsets topic, Kafka leaves its groups
	 * out of lists without a word. So one group of each part is asked for, which waits
	 * for the part.
	 */
	private void awaitCoordinators(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
		Map<Integer, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
		Map<String, ListConsumerGroupOffsetsSpec> probes = new HashMap<>();
		for (int number = 0; specs.size() < SandboxBroker.OFFSETS_PARTITIONS; number++) {
			String groupId = "probe-" + number;
			int part = Utils.abs(groupId.hashCode()) % SandboxBroker.OFFSETS_PARTITIONS;
			if (specs.putIfAbsent(part, new ListConsumerGroupOffsetsSpec()) == null) {
				probes.put(groupId, new ListConsumerGroupOffsetsSpec());
			}
		}
		admin.listConsumerGroupOffsets(probes).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	private static Map<TopicPartition, OffsetSpec> latest() {
		Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
		PARTITIONS.forEach((topic, partitions) -> IntStream.range(0, partitions)
			.forEach((number) -> latest.put(new TopicPartition(topic, number), OffsetSpec.latest())));
		return latest;
	}

}
