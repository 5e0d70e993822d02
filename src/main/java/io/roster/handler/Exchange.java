package io.roster.handler;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.jspecify.annotations.Nullable;

/** One request and its answer, for which the thread that runs it waits. */
class Exchange {

	private final HttpClient client;

	private final HttpRequest request;

	private final AnswerBody body = new AnswerBody();

	/** Who waits, while anybody does. */
	private @Nullable Thread sender;

	private boolean late;

	Exchange(HttpClient client, HttpRequest request) {
		this.client = client;
		this.request = request;
	}

	/**
	 * Sends the request, and waits for its answer.
	 * @return the answer
	 * @throws IOException if there was none
	 * @throws InterruptedException if there was none in time
	 */
	HttpAnswer run() throws IOException, InterruptedException {
		begin();
		try {
			HttpResponse<String> response = this.client.send(this.request, (head) -> this.body);
			return new HttpAnswer(response.statusCode(), response.headers().firstValue("Retry-After").orElse(null),
					response.body());
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
