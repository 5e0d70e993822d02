package io.roster.handler;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

/**
 * How the body of an answer begins. The rest is read and dropped so that the connection
 * can be used again, unless it is so long that a new connection costs less.
 */
class AnswerBody implements BodySubscriber<String> {

	static final int KEPT = 200;

	static final int READ = 64 * 1024;

	private final ByteBuffer beginning = ByteBuffer.allocate(KEPT);

	private final CompletableFuture<String> text = new CompletableFuture<>();

	private @Nullable Subscription subscription;

	private int length;

	@Override
	public CompletionStage<String> getBody() {
		return this.text;
	}

	@Override
	public synchronized void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public synchronized void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			this.length += buffer.remaining();
			buffer.limit(buffer.position() + Math.min(buffer.remaining(), this.beginning.remaining()));
			this.beginning.put(buffer);
		}
		if (this.length > READ) {
			end();
		}
	}

	@Override
	public void onError(Throwable failure) {
		// The status has arrived, which is what counts.
		onComplete();
	}

	@Override
	public synchronized void onComplete() {
		String bytes = new String(this.beginning.array(), 0, this.beginning.position(), StandardCharsets.UTF_8);
		this.text.complete(bytes.replaceAll("\\p{Cntrl}+", " ").trim());
	}

	/**
	 * Makes do with what has arrived.
	 * @return {@code false} if not even the head has
	 */
	synchronized boolean end() {
		if (this.subscription == null) {
			return false;
		}
		this.subscription.cancel();
		onComplete();
		return true;
	}

}
