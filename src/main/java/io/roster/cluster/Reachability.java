package io.roster.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Tells a cluster that is not reachable from one that is but does not answer: Kafka's
 * client reports both as a time-out. Asked only after something failed, and at most once
 * a second.
 */
class Reachability {

	private static final int CONNECT_TIMEOUT_MS = 500;

	private static final long REMEMBERED_NANOS = Duration.ofSeconds(1).toNanos();

	private final List<String> servers;

	private boolean reachable;

	private long checkedAt = System.nanoTime() - REMEMBERED_NANOS;

	Reachability(@Nullable Object bootstrapServers) {
		this.servers = (bootstrapServers instanceof Collection<?> list) ? list.stream().map(Object::toString).toList()
				: Arrays.stream(String.valueOf(bootstrapServers).split(",")).map(String::trim).toList();
	}

	/**
	 * Returns whether any bootstrap server takes a connection.
	 * @return {@code false} if none does, or none of the names resolves
	 */
	synchronized boolean check() {
		if (System.nanoTime() - this.checkedAt >= REMEMBERED_NANOS) {
			this.reachable = this.servers.stream().anyMatch(Reachability::connects);
			this.checkedAt = System.nanoTime();
		}
		return this.reachable;
	}

	private static boolean connects(String server) {
		int colon = server.lastIndexOf(':');
		try (Socket socket = new Socket()) {
			String host = server.substring(0, colon).replaceAll("^\\[|]$", "");
			socket.connect(new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))),
					CONNECT_TIMEOUT_MS);
			return true;
		}
		catch (IOException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return String.join(",", this.servers);
	}

}
