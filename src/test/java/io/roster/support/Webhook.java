package io.roster.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Takes HTTP/1.1 requests in the process of the test and answers as it is told: late, not
 * at all, with any status. One thread serves all connections, so a thousand open requests
 * cost nothing while they wait. Thread-safe.
 */
public final class Webhook implements AutoCloseable {

	private final Queue<Request> received = new ConcurrentLinkedQueue<>();

	private final AtomicLong requests = new AtomicLong();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger mostOpen = new AtomicInteger();

	private final LongAdder held = new LongAdder();

	private final int port;

	private volatile boolean keeps = true;

	private volatile Function<Request, Answer> answers = (request) -> Answer.of(200);

	private @Nullable WebhookLoop loop;

	private Webhook() {
		this.port = open(0);
	}

	/**
	 * Starts one that answers 200 at once, on a port of its own.
	 * @return the webhook
	 */
	public static Webhook start() {
		return new Webhook();
	}

	public int port() {
		return this.port;
	}

	public String url() {
		return "http://127.0.0.1:" + this.port + "/hook";
	}

	/**
	 * Answers from now on as a function says.
	 * @param answers called on the one thread that serves all, so it must not wait
	 * @return this
	 */
	public Webhook answer(Function<Request, Answer> answers) {
		this.answers = answers;
		return this;
	}

	/**
	 * Answers every request alike from now on.
	 * @param answer the answer
	 * @return this
	 */
	public Webhook answer(Answer answer) {
		return answer((request) -> answer);
	}

	/**
	 * Answers the next requests one by one, and those after them like the last.
	 * @param answers the answers, at least one
	 * @return this
	 */
	public Webhook answerInTurn(Answer... answers) {
		AtomicInteger turn = new AtomicInteger();
		return answer((request) -> answers[Math.min(turn.getAndIncrement(), answers.length - 1)]);
	}

	/**
	 * Only counts from now on: for so many requests that their bodies would fill memory.
	 * @return this
	 */
	public Webhook keepNothing() {
		this.keeps = false;
		return this;
	}

	/**
	 * Returns the requests that have come in whole, as far as they are kept.
	 * @return in the order of their arrival
	 */
	public List<Request> received() {
		return List.copyOf(this.received);
	}

	/** Forgets what has been received; counts go on. */
	public void forget() {
		this.received.clear();
	}

	/** How many requests have come in whole. */
	public long requests() {
		return this.requests.get();
	}

	/** How many connections have been taken. */
	public int connections() {
		return this.connections.get();
	}

	/** How many requests have come in and have no answer yet. */
	public int open() {
		return this.open.get();
	}

	/** The highest that {@link #open()} has been. */
	public int mostOpen() {
		return this.mostOpen.get();
	}

	/** How long all requests together have been open that are not any more. */
	public Duration held() {
		return Duration.ofNanos(this.held.sum());
	}

	/** Refuses connections from now on and drops those that are there. */
	public synchronized void stop() {
		if (this.loop != null) {
			this.loop.close();
			this.loop = null;
		}
	}

	/** Listens again, on the same port, if it was stopped. */
	public synchronized void startAgain() {
		if (this.loop == null) {
			open(this.port);
		}
	}

	private synchronized int open(int port) {
		try {
			ServerSocketChannel server = ServerSocketChannel.open();
			server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 1024);
			this.loop = new WebhookLoop(this, server);
			return ((InetSocketAddress) server.getLocalAddress()).getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int connected() {
		return this.connections.incrementAndGet();
	}

	Answer arrived(Request request) {
		this.requests.incrementAndGet();
		this.mostOpen.accumulateAndGet(this.open.incrementAndGet(), Math::max);
		if (this.keeps) {
			this.received.add(request);
		}
		return this.answers.apply(request);
	}

	void left(long nanos) {
		this.open.decrementAndGet();
		this.held.add(nanos);
	}

	@Override
	public void close() {
		stop();
	}

	/**
	 * What came in.
	 *
	 * @param line the method and the path
	 * @param headers by name, whatever its case; of several with one name the last
	 * @param body the body, empty where there is none
	 * @param connection the number of the connection, from 1
	 */
	public record Request(String line, Map<String, String> headers, byte[] body, int connection) {

		public @Nullable String header(String name) {
			return this.headers.get(name);
		}

		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

	}

	/**
	 * What is sent back.
	 *
	 * @param status the status; 0 ends the connection instead, -1 never answers
	 * @param headers beside Content-Length
	 * @param body the body, or how it begins
	 * @param length what Content-Length says
	 * @param filled whether as many bytes are sent, or the rest never comes
	 * @param delay how long to wait first
	 */
	public record Answer(int status, Map<String, String> headers, byte[] body, long length, boolean filled,
			Duration delay) {

		static final int CUT = 0;

		static final int HANG = -1;

		public static Answer of(int status) {
			return new Answer(status, Map.of(), new byte[0], 0, true, Duration.ZERO);
		}

		/** Ends the connection without an answer. */
		public static Answer cut() {
			return of(CUT);
		}

		/**
		 * Takes the request and says nothing, until the other side or the test ends it.
		 */
		public static Answer hang() {
			return of(HANG);
		}

		public Answer with(String name, String value) {
			Map<String, String> more = new TreeMap<>(this.headers);
			more.put(name, value);
			return new Answer(this.status, more, this.body, this.length, this.filled, this.delay);
		}

		public Answer body(String text) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			return new Answer(this.status, this.headers, bytes, bytes.length, true, this.delay);
		}

		public Answer after(Duration delay) {
			return new Answer(this.status, this.headers, this.body, this.length, this.filled, delay);
		}

		/** Goes on with zeros until so many bytes are sent. */
		public Answer filledTo(long length) {
			return new Answer(this.status, this.headers, this.body, length, true, this.delay);
		}

		/** Announces one byte more than it sends. */
		public Answer unfinished() {
			return new Answer(this.status, this.headers, this.body, this.body.length + 1L, false, this.delay);
		}

	}

}
