package io.roster.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.LoggerFactory;

/**
 * A controller and three brokers in this process, each of which can be stopped and
 * started.
 */
public final class TestCluster implements AutoCloseable {

	private static final String LOOPBACK = "127.0.0.1";

	private static final int CONTROLLER = 100;

	private final Path data;

	private final String clusterId = Uuid.randomUuid().toString();

	private final int controllerPort = Ports.free();

	private final Map<Integer, Integer> ports = new TreeMap<>();

	private final Map<Integer, KafkaRaftServer> servers = new HashMap<>();

	private final Map<String, String> overrides;

	private final Map<Integer, List<Listener>> listeners;

	private TestCluster(Path data, Map<String, String> overrides, Map<Integer, List<Listener>> listeners) {
		this.data = data;
		this.overrides = overrides;
		this.listeners = listeners;
		for (int id = 1; id <= 3; id++) {
			this.ports.put(id, Ports.free());
		}
	}

	/**
	 * Starts the cluster.
	 * @param data where its logs are
	 * @param overrides properties that differ from the cluster's own
	 * @return the cluster
	 */
	public static TestCluster start(Path data, Map<String, String> overrides) {
		return start(data, overrides, Map.of());
	}

	/**
	 * Starts a cluster whose brokers can be reached in other ways too.
	 * @param data where its logs are
	 * @param overrides properties that differ from the cluster's own
	 * @param listeners further listeners of the brokers 1 to 3
	 * @return the cluster
	 */
	public static TestCluster start(Path data, Map<String, String> overrides, Map<Integer, List<Listener>> listeners) {
		// Before the service has set up its logging, everything would be logged.
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
		TestCluster cluster = new TestCluster(data, overrides, listeners);
		cluster.run(CONTROLLER, Map.of("process.roles", "controller", "listeners",
				"CONTROLLER://" + LOOPBACK + ":" + cluster.controllerPort));
		cluster.ports.keySet().forEach(cluster::startBroker);
		return cluster;
	}

	public void startBroker(int id) {
		String listener = "CLIENT://" + LOOPBACK + ":" + this.ports.get(id);
		StringBuilder listeners = new StringBuilder(listener);
		StringBuilder advertised = new StringBuilder(listener);
		StringBuilder protocols = new StringBuilder("CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT");
		this.listeners.getOrDefault(id, List.of()).forEach((more) -> {
			String begin = "," + more.name() + "://" + LOOPBACK + ":";
			listeners.append(begin).append(more.port());
			advertised.append(begin).append(more.advertisedPort());
			protocols.append(",").append(more.name()).append(":PLAINTEXT");
		});
		run(id, Map.of("process.roles", "broker", "listeners", listeners.toString(), "advertised.listeners",
				advertised.toString(), "listener.security.protocol.map", protocols.toString(),
				"inter.broker.listener.name", "CLIENT"));
	}

	/** Stops a broker without its handing over what it leads. */
	public void stopBroker(int id) {
		KafkaRaftServer server = this.servers.remove(id);
		server.shutdown();
		server.awaitShutdown();
	}

	private void run(int id, Map<String, String> role) {
		Map<String, String> config = new HashMap<>(Map.ofEntries(Map.entry("node.id", String.valueOf(id)),
				Map.entry("controller.quorum.voters", CONTROLLER + "@" + LOOPBACK + ":" + this.controllerPort),
				Map.entry("controller.listener.names", "CONTROLLER"),
				Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT"),
				Map.entry("auto.create.topics.enable", "false"), Map.entry("offsets.topic.replication.factor", "3"),
				Map.entry("offsets.topic.num.partitions", "4"), Map.entry("default.replication.factor", "1"),
				Map.entry("controlled.shutdown.enable", "false"), Map.entry("broker.session.timeout.ms", "1500"),
				Map.entry("broker.heartbeat.interval.ms", "300"), Map.entry("group.initial.rebalance.delay.ms", "0"),
				Map.entry("log.cleaner.dedupe.buffer.size", "4194304")));
		config.putAll(this.overrides);
		config.putAll(role);
		Path directory = this.data.resolve("node-" + id);
		config.put("log.dirs", directory.toString());
		format(id, directory);
		KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
		server.startup();
		this.servers.put(id, server);
	}

	private void format(int id, Path directory) {
		if (Files.exists(directory.resolve("meta.properties"))) {
			return;
		}
		try {
			Files.createDirectories(directory);
			new Formatter().setClusterId(this.clusterId)
				.setNodeId(id)
				.setControllerListenerName("CONTROLLER")
				.setMetadataLogDirectory(directory.toString())
				.addDirectory(directory.toString())
				.setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
				.run();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot prepare " + directory + " for Kafka", ex);
		}
	}

	public String bootstrapServers() {
		return this.ports.values().stream().map((port) -> LOOPBACK + ":" + port).collect(Collectors.joining(","));
	}

	@Override
	public void close() {
		this.ports.keySet().stream().filter(this.servers::containsKey).toList().forEach(this::stopBroker);
		stopBroker(CONTROLLER);
	}

	/**
	 * One more way to reach a broker.
	 *
	 * @param name its name, in capitals
	 * @param port where the broker listens
	 * @param advertisedPort where it says that it does
	 */
	public record Listener(String name, int port, int advertisedPort) {
	}

}
