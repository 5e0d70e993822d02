package io.roster.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka broker, its own controller (KRaft), in this process: the real server, not an
 * imitation.
 */
public final class SandboxBroker implements AutoCloseable {

	/** Few, so that the coordinators of a broker that starts again are loaded at once. */
	static final int OFFSETS_PARTITIONS = 4;

	private static final String LOOPBACK = "127.0.0.1";

	private final KafkaRaftServer server;

	private final int port;

	private SandboxBroker(KafkaRaftServer server, int port) {
		this.server = server;
		this.port = port;
	}

	/**
	 * Starts a broker and waits until it serves.
	 * @param data where its logs are; taken up again if they are there
	 * @param port the port on 127.0.0.1 for clients
	 * @param overrides properties of the broker that differ from the sandbox's
	 * @return the broker
	 */
	public static SandboxBroker start(Path data, int port, Map<String, String> overrides) {
		int controllerPort = freePort();
		Map<String, String> config = new HashMap<>(Map.ofEntries(Map.entry("process.roles", "broker,controller"),
				Map.entry("node.id", "1"),
				Map.entry("controller.quorum.voters", "1@" + LOOPBACK + ":" + controllerPort),
				Map.entry("controller.listener.names", "CONTROLLER"),
				Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT"),
				Map.entry("inter.broker.listener.name", "CLIENT"),
				Map.entry("listeners",
						"CLIENT://" + LOOPBACK + ":" + port + ",CONTROLLER://" + LOOPBACK + ":" + controllerPort),
				Map.entry("advertised.listeners", "CLIENT://" + LOOPBACK + ":" + port),
				Map.entry("log.dirs", data.toString()), Map.entry("auto.create.topics.enable", "false"),
				// One broker, so one copy of everything.
				Map.entry("default.replication.factor", "1"), Map.entry("offsets.topic.replication.factor", "1"),
				Map.entry("transaction.state.log.replication.factor", "1"),
				Map.entry("transaction.state.log.min.isr", "1"),
				Map.entry("share.coordinator.state.topic.replication.factor", "1"),
				Map.entry("share.coordinator.state.topic.min.isr", "1"),
				Map.entry("offsets.topic.num.partitions", String.valueOf(OFFSETS_PARTITIONS)),
				Map.entry("transaction.state.log.num.partitions", "4"),
				Map.entry("share.coordinator.state.topic.num.partitions", "4"),
				// Groups come together at once, in both protocols.
				Map.entry("group.initial.rebalance.delay.ms", "0"), Map.entry("group.min.session.timeout.ms", "1000"),
				Map.entry("group.consumer.heartbeat.interval.ms", "500"),
				Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
				// A broker that was killed is let back in after this, instead of 9 s.
				Map.entry("broker.session.timeout.ms", "1500"), Map.entry("broker.heartbeat.interval.ms", "300"),
				Map.entry("log.cleaner.dedupe.buffer.size", "4194304")));
		config.putAll(overrides);
		format(data);
		KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
		server.startup();
		return new SandboxBroker(server, port);
	}

	/**
	 * Finds a port that nobody listens on.
	 * @return a port of 127.0.0.1
	 */
	public static int freePort() {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void format(Path data) {
		if (Files.exists(data.resolve("meta.properties"))) {
			return;
		}
		try {
			Files.createDirectories(data);
			new Formatter().setClusterId(Uuid.randomUuid().toString())
				.setNodeId(1)
				.setControllerListenerName("CONTROLLER")
				.setMetadataLogDirectory(data.toString())
				.addDirectory(data.toString())
				.setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
				.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot prepare " + data + " for Kafka", ex);
		}
	}

	/**
	 * Returns how clients reach the broker.
	 * @return host and port
	 */
	public String bootstrapServers() {
		return LOOPBACK + ":" + this.port;
	}

	/** Stops the broker; what it holds stays on the disk. */
	@Override
	public void close() {
		this.server.shutdown();
		this.server.awaitShutdown();
	}

}
