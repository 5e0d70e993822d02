package io.roster.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.roster.sandbox.SandboxBroker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The one broker of the test run: in a container where a Docker engine answers, in the
 * process otherwise. Each test has topics and groups of its own on it.
 */
public final class TestKafka {

	private static final Log log = LogFactory.getLog(TestKafka.class);

	private static final String IMAGE = "apache/kafka:4.2.1";

	private static final Map<String, String> PROPERTIES = Map.ofEntries(
			Map.entry("group.initial.rebalance.delay.ms", "0"), Map.entry("group.min.session.timeout.ms", "1000"),
			Map.entry("group.consumer.heartbeat.interval.ms", "500"),
			Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
			Map.entry("group.consumer.min.session.timeout.ms", "1000"),
			Map.entry("group.share.heartbeat.interval.ms", "500"),
			Map.entry("group.share.min.heartbeat.interval.ms", "500"), Map.entry("offsets.topic.num.partitions", "4"),
			Map.entry("share.coordinator.state.topic.num.partitions", "4"),
			Map.entry("share.coordinator.state.topic.replication.factor", "1"),
			Map.entry("share.coordinator.state.topic.min.isr", "1"), Map.entry("auto.create.topics.enable", "false"));

	private static final String BOOTSTRAP_SERVERS = start();

	private static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", BOOTSTRAP_SERVERS));

	private static final KafkaProducer<String, String> PRODUCER = new KafkaProducer<>(
			Map.of("bootstrap.servers", BOOTSTRAP_SERVERS, "linger.ms", "1"), new StringSerializer(),
			new StringSerializer());

	static {
		// A disk that pauses for some seconds is no failure of what is tested.
		Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
	}

	private TestKafka() {
	}

	public static String bootstrapServers() {
		return BOOTSTRAP_SERVERS;
	}

	public static Admin admin() {
		return ADMIN;
	}

	/**
	 * Whether Docker answers; told once, so that nobody takes what was skipped for what
	 * has passed.
	 */
	public static boolean docker() {
		return Docker.ANSWERS;
	}

	public static void createTopic(String name, int partitions) {
		createTopic(name, partitions, Map.of());
	}

	public static void createTopic(String name, int partitions, Map<String, String> config) {
		try {
			ADMIN.createTopics(java.util.List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
				.all()
				.get(30, TimeUnit.SECONDS);
			// Brokers learn of a topic after its creation was confirmed, and a producer
			// that meets a partition without
			// its leader may stay out of step for minutes.
			Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
			IntStream.range(0, partitions)
				.forEach((number) -> ends.put(new TopicPartition(name, number), OffsetSpec.latest()));
			Awaitility.await()
				.atMost(60, TimeUnit.SECONDS)
				.ignoreExceptionsMatching((ex) -> ex instanceof ExecutionException)
				.until(() -> ADMIN.listOffsets(ends).all().get(30, TimeUnit.SECONDS).size() == partitions);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot create topic " + name, ex);
		}
	}

	/**
	 * Sends records {@code from} to {@code to - 1}, each with its number as value, round
	 * the partitions.
	 */
	public static void produce(String topic, int partitions, int from, int to) {
		for (int number = from; number < to; number++) {
			var unused = PRODUCER
				.send(new ProducerRecord<>(topic, number % partitions, "key-" + number, String.valueOf(number)));
		}
		PRODUCER.flush();
	}

	/** Has a log begin at an offset, as a retention does. */
	public static void deleteRecordsBefore(TopicPartition partition, long offset) {
		try {
			ADMIN.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
				.all()
				.get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot delete records of " + partition, ex);
		}
	}

	public static java.util.Set<String> topics() {
		try {
			return ADMIN.listTopics().names().get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot list topics", ex);
		}
	}

	public static void deleteTopics(Collection<String> names) {
		try {
			ADMIN.deleteTopics(names).all().get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot delete topics " + names, ex);
		}
	}

	private static String start() {
		if (docker()) {
			KafkaContainer container = new KafkaContainer(IMAGE).withStartupTimeout(Duration.ofMinutes(2));
			PROPERTIES.forEach((name, value) -> container
				.withEnv("KAFKA_" + name.toUpperCase(java.util.Locale.ROOT).replace('.', '_'), value));
			container.start();
			Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
			return container.getBootstrapServers();
		}
		try {
			SandboxBroker broker = SandboxBroker.start(Files.createTempDirectory("roster-test"),
					SandboxBroker.freePort(), PROPERTIES);
			Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
			return broker.bootstrapServers();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Docker {

		private static final boolean ANSWERS = ask();

		private static boolean ask() {
			boolean answers = !Boolean.getBoolean("roster.test.no-docker")
					&& DockerClientFactory.instance().isDockerAvailable();
			log.warn(answers ? "Docker answers: tests run on " + IMAGE
					: "No Docker: tests run on a broker in the process, and those of images are skipped");
			return answers;
		}

	}

}
