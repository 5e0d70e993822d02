package io.roster.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.support.Webhook.Answer;
import io.roster.support.Webhook.Request;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link Webhook}: a request, its answer, and the next request. */
final class WebhookConnection {

	private static final int FILL = 64 * 1024;

	private final Webhook webhook;

	private final WebhookLoop loop;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final int number;

	private ByteBuffer in = ByteBuffer.allocate(4096);

	private @Nullable ByteBuffer out;

	/** How much of the answer is to follow what {@link #out} has. */
	private long toFill;

	private boolean answering;

	/** When the request was there. */
	private long since;

	WebhookConnection(Webhook webhook, WebhookLoop loop, SocketChannel channel, SelectionKey key, int number) {
		this.webhook = webhook;
		this.loop = loop;
		this.channel = channel;
		this.key = key;
		this.number = number;
	}

	void ready() throws IOException {
		if (this.key.isWritable()) {
			write();
		}
		if (this.key.isValid() && this.key.isReadable()) {
			if (this.channel.read(room()) < 0) {
				this.loop.close(this.key);
				return;
			}
			take();
		}
	}

	private ByteBuffer room() {
		if (!this.in.hasRemaining()) {
			this.in = ByteBuffer.allocate(this.in.capacity() * 2).put(this.in.flip());
		}
		return this.in;
	}

	private void take() throws IOException {
		int head = this.answering ? -1 : headLength();
		if (head < 0) {
			return;
		}
		List<String> lines = new String(this.in.array(), 0, head, StandardCharsets.ISO_8859_1).lines().toList();
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line : lines.subList(1, lines.size() - 1)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
		}
		int end = head + Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
		if (this.in.position() < end) {
			return;
		}
		byte[] body = Arrays.copyOfRange(this.in.array(), head, end);
		this.in.flip().position(end);
		this.in.compact();
		this.answering = true;
		this.since = System.nanoTime();
		Answer answer = this.webhook
			.arrived(new Request(lines.get(0).substring(0, lines.get(0).lastIndexOf(' ')), headers, body, this.number));
		if (answer.delay().isZero()) {
			begin(answer);
		}
		else {
			this.loop.later(answer.delay().toNanos(), () -> beginLate(answer));
		}
	}

	/** The length of a whole head, with the empty line after it, or -1. */
	private int headLength() {
		byte[] bytes = this.in.array();
		for (int i = 3; i < this.in.position(); i++) {
			if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
				return i + 1;
			}
		}
		return -1;
	}

	private void beginLate(Answer answer) {
		try {
			if (this.key.isValid()) {
				begin(answer);
			}
		}
		catch (IOException ex) {
			// Whoever asked did not wait so long.
			this.loop.close(this.key);
		}
	}

	private void begin(Answer answer) throws IOException {
		if (answer.status() == Answer.HANG) {
			return;
		}
		if (answer.status() == Answer.CUT) {
			this.loop.close(this.key);
			return;
		}
		StringBuilder head = new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" Programmed\r\n");
		answer.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
		if (answer.status() != 204) {
			head.append("Content-Length: ").append(answer.length()).append("\r\n");
		}
		byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
		this.out = ByteBuffer.allocate(bytes.length + answer.body().length).put(bytes).put(answer.body()).flip();
		this.toFill = answer.filled() ? answer.length() - answer.body().length : Long.MAX_VALUE;
		if (!answer.filled()) {
			// What is announced and never comes.
			this.channel.write(this.out);
			return;
		}
		write();
	}

	private void write() throws IOException {
		ByteBuffer buffer = this.out;
		while (buffer != null) {
			this.channel.write(buffer);
			if (buffer.hasRemaining()) {
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
				return;
			}
			buffer = (this.toFill > 0) ? ByteBuffer.allocate((int) Math.min(FILL, this.toFill)) : null;
			this.toFill -= (buffer != null) ? buffer.remaining() : 0;
			this.out = buffer;
		}
		this.key.interestOps(SelectionKey.OP_READ);
		if (this.answering) {
			this.answering = false;
			this.webhook.left(System.nanoTime() - this.since);
			take();
		}
	}

	/** The connection is gone, and with it what it had not answered. */
	void ended() {
		if (this.answering) {
			this.answering = false;
			this.webhook.left(System.nanoTime() - this.since);
		}
	}

}
