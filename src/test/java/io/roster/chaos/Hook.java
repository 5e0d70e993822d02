package io.roster.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.roster.support.Webhook;
import io.roster.support.Webhook.Answer;
import io.roster.support.Webhook.Request;

/** The webhook, which can fail, and what has arrived at each of its paths. */
final class Hook implements AutoCloseable {

	/** So that there are always requests under way. */
	private static final Duration LATENCY = Duration.ofMillis(10);

	private final Map<String, Arrivals> arrivals = new ConcurrentHashMap<>();

	private final Webhook webhook = Webhook.start().keepNothing().answer(this::answer);

	private volatile Failure failure = Failure.NONE;

	String url(String path) {
		return this.webhook.url() + "/" + path;
	}

	Arrivals arrivals(String path) {
		return this.arrivals.computeIfAbsent("POST /hook/" + path, (line) -> new Arrivals());
	}

	private Answer answer(Request request) {
		Failure current = this.failure;
		Arrivals of = this.arrivals.computeIfAbsent(request.line(), (line) -> new Arrivals());
		of.arrived(request, current == Failure.NONE);
		return switch (current) {
			case NONE -> Answer.of(200).after(LATENCY);
			case UNAVAILABLE, REFUSING -> Answer.of(503);
			case HANGING -> Answer.hang();
		};
	}

	void fail(Failure how) {
		this.failure = how;
		if (how == Failure.REFUSING) {
			this.webhook.stop();
		}
		else {
			this.webhook.startAgain();
		}
	}

	@Override
	public void close() {
		this.webhook.close();
	}

	/** What it does with records. */
	enum Failure {

		NONE, UNAVAILABLE, HANGING, REFUSING

	}

}
