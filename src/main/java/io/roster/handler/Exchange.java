package io.roster.handler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, for which the thread that runs it waits. Of the body only
 * the beginning is kept. The rest is read and dropped so that the connection can be used
 * again, unless it is so long that a new connection costs less.
 */
class Exchange {

	private static final Log logger = LogFactory.getLog(Exchange.class);

	private static final int KEPT = 200;

	private static final int READ = 64 * 1024;

	private static final int BUFFER = 1024;

	private final HttpPost request;

	private volatile boolean late;

	Exchange(HttpPost request) {
		this.request = request;
	}

	/**
	 * Sends the request, and waits for its answer.
	 * @param client sends it
	 * @return the answer, also if its body ended early, for its status is what counts
	 * @throws IOException if there was none
	 */
	HttpAnswer run(CloseableHttpClient client) throws IOException {
		// Not closed: a body that was read to its end gives the connection back, and what
		// closes any other would read it all.
		ClassicHttpResponse response = client.executeOpen(null, this.request, null);
		Header retryAfter = response.getFirstHeader("Retry-After");
		return new HttpAnswer(response.getCode(), (retryAfter != null) ? retryAfter.getValue() : null,
				beginning(response.getEntity()));
	}

	private String beginning(@Nullable HttpEntity entity) {
		if (entity == null) {
			return "";
		}
		byte[] buffer = new byte[BUFFER];
		int length = 0;
		boolean ended = false;
		try {
			while (!ended && length <= READ) {
				int kept = Math.min(length, KEPT);
				int read = entity.getContent().read(buffer, kept, BUFFER - kept);
				length += Math.max(read, 0);
				ended = (read < 0);
			}
		}
		catch (IOException ex) {
			logger.debug("The body of an answer ended early", ex);
		}
		if (!ended) {
			this.request.cancel();
		}
		String text = new String(buffer, 0, Math.min(length, KEPT), StandardCharsets.UTF_8);
		return text.replaceAll("\\p{Cntrl}+", " ").trim();
	}

	/** Ends the connection: what has arrived is all there will be. */
	void timeOut() {
		this.late = true;
		this.request.cancel();
	}

	/** Whether the time was over before there was an answer. */
	boolean isLate() {
		return this.late;
	}

}
