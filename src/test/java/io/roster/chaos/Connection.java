package io.roster.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection of a replica to a broker, through the {@link Network}. */
final class Connection {

	private static final int BUFFER = 64 * 1024;

	private final int replica;

	private final Side client;

	private final Side broker;

	private boolean cut;

	/**
	 * Begins one.
	 * @param replica whose it is
	 * @param client what was accepted
	 * @param broker what is being connected
	 * @param selector what both are served by
	 */
	Connection(int replica, SocketChannel client, SocketChannel broker, Selector selector) throws IOException {
		this.replica = replica;
		this.client = new Side(client, selector);
		this.broker = new Side(broker, selector);
	}

	int replica() {
		return this.replica;
	}

	/** From now on bytes stay where they are, or no longer. */
	void cut(boolean cut) {
		this.cut = cut;
		update();
	}

	void ready(SelectionKey key) {
		try {
			Side side = (this.client.key == key) ? this.client : this.broker;
			if (key.isConnectable()) {
				side.channel.finishConnect();
			}
			if (key.isWritable()) {
				side.write();
			}
			if (key.isReadable()) {
				side.read(other(side));
			}
			if (ended(this.client) || ended(this.broker)) {
				close();
				return;
			}
			update();
		}
		catch (IOException ex) {
			// One side is gone, and so the other has to go.
			close();
		}
	}

	private boolean ended(Side side) {
		return side.ended && !other(side).out.hasRemaining();
	}

	private Side other(Side side) {
		return (side == this.client) ? this.broker : this.client;
	}

	private void update() {
		this.client.update(this.cut, this.broker);
		this.broker.update(this.cut, this.client);
	}

	void close() {
		this.client.close();
		this.broker.close();
	}

	/** One of the two sockets, and what has to go out of it. */
	private final class Side {

		private final SocketChannel channel;

		private final SelectionKey key;

		private final ByteBuffer out = ByteBuffer.allocate(BUFFER).limit(0);

		private boolean ended;

		Side(SocketChannel channel, Selector selector) throws IOException {
			this.channel = channel;
			channel.configureBlocking(false);
			this.key = channel.register(selector, 0, Connection.this);
		}

		void read(Side to) throws IOException {
			to.out.clear();
			int read = this.channel.read(to.out);
			to.out.flip();
			this.ended = read < 0;
			to.write();
		}

		void write() throws IOException {
			if (this.channel.isConnected() && this.out.hasRemaining()) {
				this.channel.write(this.out);
			}
		}

		void update(boolean cut, Side other) {
			if (!this.key.isValid()) {
				return;
			}
			int ops = 0;
			if (!this.channel.isConnected()) {
				ops = SelectionKey.OP_CONNECT;
			}
			else if (!cut) {
				ops |= this.out.hasRemaining() ? SelectionKey.OP_WRITE : 0;
				ops |= (this.ended || other.out.hasRemaining()) ? 0 : SelectionKey.OP_READ;
			}
			this.key.interestOps(ops);
		}

		void close() {
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}

	}

}
