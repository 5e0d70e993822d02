package io.roster.handler;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** One request and its answer; whoever runs it waits for both. */
class Exchange implements Runnable {

	private final HttpClient client;

	private final HttpRequest request;

	private final AnswerBody body = new AnswerBody();

	private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

	/** Who waits, while anybody does. */
	private @Nullable Thread sender;

	private boolean late;

	Exchange(HttpClient client, HttpRequest request) {
		this.client = client;
		this.request = request;
	}

	/**
	 * Returns the answer.
	 * @return completes on the thread that has run this, outside of any lock; fails with
	 * an {@link InterruptedException} if it was late
	 */
	CompletableFuture<HttpAnswer> answer() {
		return this.answer;
	}

	@Override
	public void run() {
		HttpResponse<String> response;
		try {
			response = send();
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			this.answer.completeExceptionally(ex);
			return;
		}
		this.answer.complete(new HttpAnswer(response.statusCode(),
				response.headers().firstValue("Retry-After").orElse(null), response.body()));
	}

	private HttpResponse<String> send() throws IOException, InterruptedException {
		begin();
		try {
			return this.client.send(this.request, (head) -> this.body);
		}
		finally {
			end();
		}
	}

	private synchronized void begin() throws InterruptedException {
		if (this.late) {
			throw new InterruptedException();
		}
		this.sender = Thread.currentThread();
	}

	/** An interrupt that comes too late must not meet what the thread does next. */
	private synchronized void end() {
		this.sender = null;
		var unused = Thread.interrupted();
	}

	/** Makes do with what has arrived, or gives up if that is nothing. */
	synchronized void timeOut() {
		if (!this.body.end()) {
			this.late = true;
			if (this.sender != null) {
				this.sender.interrupt();
			}
		}
	}

}
