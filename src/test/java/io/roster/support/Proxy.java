package io.roster.support;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the service and a broker, frame by frame: can hold everything back, as a
 * broker does that hangs, and can make the broker look older than it is.
 */
public final class Proxy implements AutoCloseable {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final ServerSocket server;

	private final int brokerPort;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private volatile boolean old;

	private boolean frozen;

	/** The call that gets lost next, and whether its answer does and not the call. */
	private @Nullable Lost lost;

	private Proxy(int brokerPort) {
		this.brokerPort = brokerPort;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	/**
	 * Starts a proxy; the broker has to advertise its port.
	 * @param brokerPort where the broker listens
	 * @return the proxy
	 */
	public static Proxy before(int brokerPort) {
		return new Proxy(brokerPort);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/** From now on nothing comes through, but connections stay and are taken. */
	public synchronized void freeze() {
		this.frozen = true;
	}

	public synchronized void thaw() {
		this.frozen = false;
		notifyAll();
	}

	/**
	 * Connections made from now on see a broker from before Kafka 3.7, which describes
	 * absent groups as dead.
	 */
	public void pretendToBeOld() {
		this.old = true;
	}

	/**
	 * Has the next request of a kind get lost on its way to the broker, and its
	 * connection with it.
	 */
	public synchronized void loseRequest(ApiKeys api) {
		this.lost = new Lost(api, false);
	}

	/**
	 * Has the broker do the next request of a kind and its answer get lost, and the
	 * connection with it.
	 */
	public synchronized void loseAnswer(ApiKeys api) {
		this.lost = new Lost(api, true);
	}

	/** Whether that has happened. */
	public synchronized boolean hasLost() {
		return this.lost == null;
	}

	private synchronized @Nullable Lost lose(ByteBuffer request) {
		Lost current = this.lost;
		if (current != null && request.getShort(0) == current.api().id) {
			this.lost = null;
			return current;
		}
		return null;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			Socket broker = new Socket(InetAddress.getLoopbackAddress(), this.brokerPort);
			this.sockets.addAll(List.of(client, broker));
			Map<Integer, Short> versionRequests = new ConcurrentHashMap<>();
			AtomicBoolean mute = new AtomicBoolean();
			start(() -> pump(client, broker, (frame) -> {
				Lost lost = lose(frame);
				if (lost != null || mute.get()) {
					mute.set(true);
					return (lost != null && lost.answer()) ? frame : NOTHING;
				}
				if (frame.getShort(0) == ApiKeys.API_VERSIONS.id) {
					versionRequests.put(frame.getInt(4), frame.getShort(2));
				}
				return frame;
			}));
			start(() -> pump(broker, client, (frame) -> {
				if (mute.get()) {
					return NOTHING;
				}
				Short version = versionRequests.remove(frame.getInt(0));
				return (version != null && this.old) ? older(frame, version) : frame;
			}));
		}
	}

	private void pump(Socket from, Socket to, Filter filter) throws IOException {
		try (from; to) {
			DataInputStream in = new DataInputStream(from.getInputStream());
			DataOutputStream out = new DataOutputStream(to.getOutputStream());
			while (true) {
				byte[] bytes = new byte[in.readInt()];
				in.readFully(bytes);
				awaitThaw();
				ByteBuffer frame = filter.apply(ByteBuffer.wrap(bytes));
				if (frame != NOTHING) {
					out.writeInt(frame.limit());
					out.write(frame.array(), 0, frame.limit());
					out.flush();
				}
			}
		}
	}

	private synchronized void awaitThaw() {
		while (this.frozen) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	private static ByteBuffer older(ByteBuffer frame, short version) {
		int correlation = frame.getInt();
		ApiVersionsResponseData data = new ApiVersionsResponseData(new ByteBufferAccessor(frame), version);
		Set<Short> newer = Set.of(ApiKeys.CONSUMER_GROUP_DESCRIBE.id, ApiKeys.SHARE_GROUP_DESCRIBE.id,
				ApiKeys.STREAMS_GROUP_DESCRIBE.id);
		data.apiKeys().removeIf((api) -> newer.contains(api.apiKey()));
		data.apiKeys().find(ApiKeys.DESCRIBE_GROUPS.id).setMaxVersion((short) 5);
		data.apiKeys().find(ApiKeys.LIST_GROUPS.id).setMaxVersion((short) 4);
		ObjectSerializationCache cache = new ObjectSerializationCache();
		ByteBuffer changed = ByteBuffer.allocate(4 + data.size(cache, version));
		changed.putInt(correlation);
		data.write(new ByteBufferAccessor(changed), cache, version);
		return changed.flip();
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// A connection that ended, on either side: what it stood for is what the
				// test looks at.
				Thread.currentThread().interrupt();
			}
		}, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		thaw();
		try {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Lost(ApiKeys api, boolean answer) {
	}

	private interface Filter {

		ByteBuffer apply(ByteBuffer frame);

	}

	private interface Task {

		void run() throws IOException;

	}

}
