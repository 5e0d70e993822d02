package io.roster.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import io.roster.support.Ports;
import io.roster.support.TestCluster.Listener;

/**
 * What lies between the replicas and the brokers. A replica that is cut off keeps its
 * connections, and nothing comes through; what was under way arrives when it is back, as
 * it does where packets are lost and sent again. One thread serves all.
 */
final class Network implements AutoCloseable {

	private final Selector selector;

	private final List<Door> doors = new ArrayList<>();

	/** Touched by the thread that serves, as are the connections. */
	private final Set<Integer> cut = new HashSet<>();

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Thread thread = new Thread(this::run, "network");

	private volatile boolean closed;

	/**
	 * Makes a way for each replica to each broker.
	 * @param replicas how many replicas there are, from 1
	 * @param brokers how many brokers there are, from 1
	 */
	Network(int replicas, int brokers) {
		try {
			this.selector = Selector.open();
			for (int replica = 1; replica <= replicas; replica++) {
				for (int broker = 1; broker <= brokers; broker++) {
					this.doors.add(door(replica, broker));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private Door door(int replica, int broker) throws IOException {
		ServerSocketChannel server = ServerSocketChannel.open();
		server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		server.configureBlocking(false);
		int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
		Door door = new Door(replica, broker, server, port, Ports.free());
		server.register(this.selector, SelectionKey.OP_ACCEPT, door);
		return door;
	}

	/** The listeners that brokers need, by the number of the broker. */
	Map<Integer, List<Listener>> listeners() {
		Map<Integer, List<Listener>> listeners = new TreeMap<>();
		this.doors.forEach((door) -> listeners.computeIfAbsent(door.broker, (broker) -> new ArrayList<>())
			.add(new Listener("REPLICA" + door.replica, door.brokerPort, door.port)));
		return listeners;
	}

	String bootstrapServers(int replica) {
		return this.doors.stream()
			.filter((door) -> door.replica == replica)
			.map((door) -> "127.0.0.1:" + door.port)
			.collect(Collectors.joining(","));
	}

	void cut(int replica) {
		later(() -> {
			this.cut.add(replica);
			connections(replica).forEach((connection) -> connection.cut(true));
		});
	}

	void heal(int replica) {
		later(() -> {
			this.cut.remove(replica);
			connections(replica).forEach((connection) -> connection.cut(false));
		});
	}

	private void later(Runnable task) {
		this.tasks.add(task);
		this.selector.wakeup();
	}

	private Set<Connection> connections(int replica) {
		Set<Connection> connections = new HashSet<>();
		for (SelectionKey key : this.selector.keys()) {
			if (key.attachment() instanceof Connection connection && connection.replica() == replica) {
				connections.add(connection);
			}
		}
		return connections;
	}

	private void run() {
		try (this.selector) {
			while (!this.closed) {
				this.selector.select(this::ready);
				Runnable task;
				while ((task = this.tasks.poll()) != null) {
					task.run();
				}
			}
			for (SelectionKey key : new ArrayList<>(this.selector.keys())) {
				key.channel().close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void ready(SelectionKey key) {
		if (key.attachment() instanceof Connection connection) {
			if (key.isValid()) {
				connection.ready(key);
			}
			return;
		}
		if (key.attachment() instanceof Door door) {
			try {
				SocketChannel client = door.server.accept();
				if (client != null) {
					accepted(door, client);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private void accepted(Door door, SocketChannel client) throws IOException {
		SocketChannel broker = SocketChannel.open();
		Connection connection = new Connection(door.replica, client, broker, this.selector);
		try {
			client.socket().setTcpNoDelay(true);
			broker.socket().setTcpNoDelay(true);
			broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.brokerPort));
			connection.cut(this.cut.contains(door.replica));
		}
		catch (IOException ex) {
			// The broker is down.
			connection.close();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Where a replica finds a broker. */
	private record Door(int replica, int broker, ServerSocketChannel server, int port, int brokerPort) {
	}

}
