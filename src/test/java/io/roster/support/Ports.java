package io.roster.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for what is stopped and has to come back where it was. */
public final class Ports {

	/** Above the ones that are known by name, nearly all. */
	private static final int FIRST = 20_000;

	/** Where Linux begins to give ports to connections. */
	private static final int END = 32_768;

	private static final int TRIES = 1000;

	private Ports() {
	}

	/**
	 * Returns a port that is free, and that no connection gets while nobody listens.
	 * @return the port
	 */
	public static int free() {
		for (int i = 0; i < TRIES; i++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, END);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Taken; there are thousands.
			}
		}
		throw new IllegalStateException("No port is free from " + FIRST + " to " + END);
	}

}
