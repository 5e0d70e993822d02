package io.roster.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** The thread of a {@link Webhook}, from its start to its stop. */
final class WebhookLoop implements Runnable {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final Webhook webhook;

	private final ServerSocketChannel server;

	private final Selector selector;

	private final Thread thread;

	private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));

	private volatile boolean stopped;

	WebhookLoop(Webhook webhook, ServerSocketChannel server) throws IOException {
		this.webhook = webhook;
		this.server = server;
		this.selector = Selector.open();
		server.configureBlocking(false);
		server.register(this.selector, SelectionKey.OP_ACCEPT);
		this.thread = new Thread(this, "webhook");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	@Override
	public void run() {
		try (this.selector; this.server) {
			while (!this.stopped) {
				Due next = this.due.peek();
				select((next != null) ? next.at() - System.nanoTime() : Long.MAX_VALUE);
				while ((next = this.due.peek()) != null && next.at() - System.nanoTime() <= 0) {
					this.due.remove().task().run();
				}
			}
			for (SelectionKey key : new ArrayList<>(this.selector.keys())) {
				close(key);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A selector waits for whole milliseconds only, and a nap is over some 100 us late:
	 * what is due sooner is waited for awake.
	 */
	private void select(long nanos) throws IOException {
		if (nanos >= MILLI) {
			this.selector.select(this::ready, nanos / MILLI);
		}
		else if (this.selector.selectNow(this::ready) == 0 && nanos > 0) {
			Thread.yield();
		}
	}

	private void ready(SelectionKey key) {
		try {
			if (key.attachment() instanceof WebhookConnection connection) {
				connection.ready();
				return;
			}
			SocketChannel channel;
			while ((channel = this.server.accept()) != null) {
				channel.configureBlocking(false);
				channel.socket().setTcpNoDelay(true);
				SelectionKey own = channel.register(this.selector, SelectionKey.OP_READ);
				own.attach(new WebhookConnection(this.webhook, this, channel, own, this.webhook.connected()));
			}
		}
		catch (IOException ex) {
			// The other side is gone, as it may at any time.
			close(key);
		}
	}

	/** Does something later, on this thread. */
	void later(long nanos, Runnable task) {
		this.due.add(new Due(System.nanoTime() + nanos, task));
	}

	void close(@Nullable SelectionKey key) {
		try {
			if (key != null && key.attachment() instanceof WebhookConnection connection) {
				connection.ended();
			}
			if (key != null) {
				key.channel().close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void close() {
		this.stopped = true;
		this.selector.wakeup();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private record Due(long at, Runnable task) {
	}

}
