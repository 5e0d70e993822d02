package io.roster.handler;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;

/**
 * Sends the requests of all handlers by one client, which keeps connections and follows
 * no redirect. Each request that is under way has a thread: before JDK 25, a machine with
 * two processors or fewer starts a thread for whatever the client's asynchronous calls
 * complete, which costs more than the request.
 */
@Component
class HttpSender implements DisposableBean {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder()
		.connectTimeout(CONNECT_TIMEOUT)
		.followRedirects(HttpClient.Redirect.NEVER)
		.build();

	private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1,
			new CustomizableThreadFactory("handler-timer-"));

	private final HandlerThreads threads;

	HttpSender(HandlerThreads threads) {
		this.threads = threads;
		// Most timers are never needed, and hold a request each.
		this.timers.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Returns the threads on which requests are to be sent.
	 * @return as many as are needed at once
	 */
	Executor threads() {
		return this.threads;
	}

	/**
	 * Sends a request, and waits for the answer.
	 * @param request the request
	 * @param timeout how long it may take, from looking up the host to the body's end; an
	 * answer whose body is not whole by then counts nevertheless
	 * @return complete: the answer, whatever its status, or a {@link RetryLaterException}
	 * if there was none
	 */
	CompletableFuture<HttpAnswer> send(HttpRequest request, Duration timeout) {
		Exchange exchange = new Exchange(this.client, request);
		// The client's own time-out ends with the head.
		ScheduledFuture<?> timer = this.timers.schedule(exchange::timeOut, timeout.toMillis(), TimeUnit.MILLISECONDS);
		try {
			return CompletableFuture.completedFuture(exchange.run());
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			return CompletableFuture.failedFuture(noAnswer(request, timeout, ex));
		}
		finally {
			timer.cancel(false);
		}
	}

	/**
	 * Returns whom a request goes to, for messages.
	 * @param request the request
	 * @return without path and query, which may hold a secret
	 */
	static String origin(HttpRequest request) {
		return request.uri().getScheme() + "://" + request.uri().getRawAuthority();
	}

	private static RetryLaterException noAnswer(HttpRequest request, Duration timeout, Throwable failure) {
		String why = (failure instanceof InterruptedException) ? "within " + timeout
				: "(" + failure.getClass().getSimpleName()
						+ ((failure.getMessage() != null) ? ": " + failure.getMessage() : "") + ")";
		return new RetryLaterException("No answer from " + origin(request) + " " + why, Duration.ZERO, failure);
	}

	@Override
	public void destroy() {
		this.timers.shutdownNow();
		// From JDK 21 on; before, a client ends when nobody holds it any more.
		Method shutdown = ReflectionUtils.findMethod(HttpClient.class, "shutdownNow");
		if (shutdown != null) {
			ReflectionUtils.invokeMethod(shutdown, this.client);
		}
	}

}
