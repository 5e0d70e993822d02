package io.roster.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that send the same request again and again, each on a connection of its own and
 * with next to no work of their own, so that it is the service that is measured.
 */
final class Load {

	private final int port;

	private final byte[] request;

	Load(int port, String path, String... headers) {
		this.port = port;
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
		for (int i = 0; i < headers.length; i += 2) {
			request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
		}
		this.request = request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Sends requests for some time, after a while to warm up. Clients without a pause
	 * take all of the processors, and what is measured then is how these are shared out
	 * too.
	 */
	Result run(int clients, int pauseMillis, int warmUpMillis, int millis) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(clients);
		try {
			CountDownLatch ready = new CountDownLatch(clients);
			List<Future<long[]>> futures = new ArrayList<>();
			for (int i = 0; i < clients; i++) {
				futures.add(executor.submit(() -> send(ready, pauseMillis, warmUpMillis, millis)));
			}
			List<Long> all = new ArrayList<>();
			for (Future<long[]> future : futures) {
				Arrays.stream(future.get()).forEach(all::add);
			}
			long[] nanos = all.stream().mapToLong(Long::longValue).sorted().toArray();
			return new Result(nanos.length * 1000.0 / millis, nanos[nanos.length / 2] / 1e6,
					nanos[(int) (nanos.length * 0.99)] / 1e6);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private long[] send(CountDownLatch ready, int pauseMillis, int warmUpMillis, int millis) throws Exception {
		List<Long> nanos = new ArrayList<>();
		try (Socket socket = new Socket("127.0.0.1", this.port)) {
			socket.setTcpNoDelay(true);
			Answers answers = new Answers(socket.getInputStream());
			ready.countDown();
			ready.await();
			long from = System.nanoTime() + warmUpMillis * 1_000_000L;
			long end = from + millis * 1_000_000L;
			for (long began = System.nanoTime(); began < end; began = System.nanoTime()) {
				socket.getOutputStream().write(this.request);
				answers.next();
				if (began >= from) {
					nanos.add(System.nanoTime() - began);
				}
				if (pauseMillis > 0) {
					Thread.sleep(pauseMillis);
				}
			}
		}
		return nanos.stream().mapToLong(Long::longValue).toArray();
	}

	/**
	 * What came of it.
	 *
	 * @param perSecond answers in a second
	 * @param median milliseconds
	 * @param p99 milliseconds
	 */
	record Result(double perSecond, double median, double p99) {
	}

	/** Reads answers of which the head tells the length, or which come in chunks. */
	private static final class Answers {

		private final InputStream in;

		private final byte[] buffer = new byte[1 << 16];

		private int from;

		private int to;

		private Answers(InputStream in) {
			this.in = in;
		}

		private void next() throws IOException {
			String status = line();
			if (!status.startsWith("HTTP/1.1 200")) {
				throw new IOException(status);
			}
			int length = -1;
			for (String line = line(); !line.isEmpty(); line = line()) {
				if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
					length = Integer.parseInt(line.substring(15).trim());
				}
			}
			if (length >= 0) {
				skip(length);
				return;
			}
			for (int chunk = Integer.parseInt(line(), 16); chunk > 0; chunk = Integer.parseInt(line(), 16)) {
				skip(chunk + 2);
			}
			line();
		}

		private int read() throws IOException {
			if (this.from == this.to) {
				this.from = 0;
				this.to = this.in.read(this.buffer);
				if (this.to < 0) {
					throw new IOException("Closed");
				}
			}
			return this.buffer[this.from++];
		}

		private String line() throws IOException {
			ByteArrayOutputStream line = new ByteArrayOutputStream(64);
			for (int next = read(); next != '\n'; next = read()) {
				if (next != '\r') {
					line.write(next);
				}
			}
			return line.toString(StandardCharsets.US_ASCII);
		}

		private void skip(int bytes) throws IOException {
			int left = bytes;
			while (left > 0) {
				read();
				this.from--;
				int some = Math.min(left, this.to - this.from);
				this.from += some;
				left -= some;
			}
		}

	}

}
