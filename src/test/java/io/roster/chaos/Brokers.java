package io.roster.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.roster.support.TestCluster;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** Three brokers, of which two are enough to go on. */
final class Brokers implements AutoCloseable {

	static final int COUNT = 3;

	private static final Map<String, String> CONFIG = Map.ofEntries(Map.entry("default.replication.factor", "3"),
			Map.entry("min.insync.replicas", "2"), Map.entry("transaction.state.log.replication.factor", "3"),
			Map.entry("transaction.state.log.min.isr", "2"), Map.entry("transaction.state.log.num.partitions", "4"),
			Map.entry("group.min.session.timeout.ms", "1000"), Map.entry("num.network.threads", "2"));

	/** Has a warning for each connection that a broker does not take, with its stack. */
	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final TestCluster cluster;

	private final Admin admin;

	private final Level level = LOGGER.getLevel();

	Brokers(Path data, Network network) {
		this.cluster = TestCluster.start(data, CONFIG, network.listeners());
		this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
		LOGGER.setLevel(Level.OFF);
	}

	String bootstrapServers() {
		return this.cluster.bootstrapServers();
	}

	/** Makes a topic, and waits until a producer finds its leaders. */
	void createTopic(String name, int partitions) throws Exception {
		this.admin.createTopics(List.of(new NewTopic(name, partitions, (short) COUNT))).all().get(60, TimeUnit.SECONDS);
		Awaitility.await("topic " + name)
			.atMost(Replicas.LIMIT)
			.ignoreExceptionsMatching((ex) -> ex instanceof ExecutionException)
			.until(() -> count(Set.of(name)) == 0);
	}

	void stop(int number) {
		this.cluster.stopBroker(number);
	}

	/** Starts a broker, and waits until the others could do without another one. */
	void startAgain(int number) {
		this.cluster.startBroker(number);
		Awaitility.await("all brokers are in sync")
			.atMost(Replicas.LIMIT)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsMatching((ex) -> ex instanceof ExecutionException)
			.until(this::isInSync);
	}

	private boolean isInSync() throws Exception {
		return describe(topics()).values()
			.stream()
			.flatMap((topic) -> topic.partitions().stream())
			.allMatch((partition) -> partition.isr().size() == partition.replicas().size());
	}

	Set<String> topics() throws Exception {
		return this.admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get(30, TimeUnit.SECONDS);
	}

	/** How many records were ever written to topics. */
	long count(Set<String> topics) throws Exception {
		Map<TopicPartition, OffsetSpec> ends = describe(topics).values()
			.stream()
			.flatMap((topic) -> topic.partitions()
				.stream()
				.map((partition) -> new TopicPartition(topic.name(), partition.partition())))
			.collect(Collectors.toMap((partition) -> partition, (partition) -> OffsetSpec.latest()));
		return this.admin.listOffsets(ends)
			.all()
			.get(30, TimeUnit.SECONDS)
			.values()
			.stream()
			.mapToLong((end) -> end.offset())
			.sum();
	}

	private Map<String, TopicDescription> describe(Set<String> topics) throws Exception {
		return this.admin.describeTopics(topics).allTopicNames().get(30, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.admin.close(Duration.ZERO);
		this.cluster.close();
		LOGGER.setLevel(this.level);
	}

}
