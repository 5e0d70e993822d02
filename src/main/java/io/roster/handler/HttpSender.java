package io.roster.handler;

import java.io.IOException;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Sends the requests of all handlers by one client, which keeps connections and follows
 * no redirect. Each request that is under way has a thread and a connection.
 */
@Component
class HttpSender implements DisposableBean {

	private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(10);

	private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(30);

	/** To look costs up to a millisecond where the other side is still there. */
	static final Duration TRUSTED = Duration.ofMillis(200);

	/** Of the head of an answer, so that no other side can fill the memory. */
	private static final Http1Config LIMITS = Http1Config.custom()
		.setMaxLineLength(64 * 1024)
		.setMaxHeaderCount(1000)
		.build();

	private final CloseableHttpClient client = client();

	private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1,
			new CustomizableThreadFactory("handler-timer-"));

	private final HandlerThreads threads;

	HttpSender(HandlerThreads threads) {
		this.threads = threads;
		// Most timers are never needed, and hold a request each.
		this.timers.setRemoveOnCancelPolicy(true);
	}

	private static CloseableHttpClient client() {
		return HttpClients.custom()
			.setConnectionManager(connections())
			.setProxySelector(isBehindProxy() ? ProxySelector.getDefault() : null)
			.setDefaultRequestConfig(RequestConfig.custom()
				.setProtocolUpgradeEnabled(false)
				.setAuthenticationEnabled(false)
				.setDefaultKeepAlive(KEEP_ALIVE.getDuration(), KEEP_ALIVE.getTimeUnit())
				.build())
			.evictIdleConnections(KEEP_ALIVE)
			.setUserAgent("roster")
			.disableRedirectHandling()
			.disableAutomaticRetries()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableConnectionState()
			.disableContentCompression()
			.build();
	}

	/** To ask for each request costs a tenth of it, and is in vain for nearly all. */
	private static boolean isBehindProxy() {
		return System.getProperty("http.proxyHost") != null || System.getProperty("https.proxyHost") != null
				|| Boolean.getBoolean("java.net.useSystemProxies");
	}

	/** As many as there are requests at once, which the workers bound. */
	private static HttpClientConnectionManager connections() {
		return PoolingHttpClientConnectionManagerBuilder.create()
			.setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
			.setMaxConnPerRoute(Integer.MAX_VALUE)
			.setMaxConnTotal(Integer.MAX_VALUE)
			.setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(LIMITS).build())
			.setTlsSocketStrategy(DefaultClientTlsStrategy.createSystemDefault())
			.setDefaultConnectionConfig(ConnectionConfig.custom()
				.setConnectTimeout(CONNECT_TIMEOUT)
				.setValidateAfterInactivity(TimeValue.of(TRUSTED))
				.build())
			.build();
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
	 * @param timeout how long it may take, from connecting to the body's end; an answer
	 * whose body is not whole by then counts nevertheless
	 * @return complete: the answer, whatever its status, or a {@link RetryLaterException}
	 * if there was none
	 */
	CompletableFuture<HttpAnswer> send(HttpPost request, Duration timeout) {
		Exchange exchange = new Exchange(request);
		// The client's own time-outs are for each read.
		ScheduledFuture<?> timer = this.timers.schedule(exchange::timeOut, timeout.toMillis(), TimeUnit.MILLISECONDS);
		try {
			return CompletableFuture.completedFuture(exchange.run(this.client));
		}
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.failedFuture(
					noAnswer(request, exchange.isLate() ? "within " + timeout : "(" + ex.getClass().getSimpleName()
							+ ((ex.getMessage() != null) ? ": " + ex.getMessage() : "") + ")", ex));
		}
		finally {
			timer.cancel(false);
		}
	}

	private static RetryLaterException noAnswer(HttpPost request, String why, Exception failure) {
		return new RetryLaterException(
				"No answer from " + request.getScheme() + "://" + request.getAuthority() + " " + why, Duration.ZERO,
				failure);
	}

	@Override
	public void destroy() {
		this.timers.shutdownNow();
		this.client.close(CloseMode.IMMEDIATE);
	}

}
