package io.roster.chaos;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.roster.support.Http.Answer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** All replicas of the service, and which of them can be asked. */
final class Replicas implements AutoCloseable {

	/** How long anything may take on a machine that is busy with all of this. */
	static final Duration LIMIT = Duration.ofMinutes(4);

	private static final long RETRY_MILLIS = 300;

	/** Kafka was not there or late, as it may be while a broker is down. */
	private static final Set<Integer> PASSING = Set.of(503, 504);

	private final List<Replica> all = new ArrayList<>();

	private final Set<Replica> disturbed = ConcurrentHashMap.newKeySet();

	private final Random random;

	private final Timeline timeline;

	Replicas(Network network, int count, String fleet, Path logs, Random random, Timeline timeline) {
		for (int number = 1; number <= count; number++) {
			this.all.add(new Replica(number, network.bootstrapServers(number), fleet, logs));
		}
		this.random = random;
		this.timeline = timeline;
	}

	List<Replica> all() {
		return this.all;
	}

	void start() {
		this.all.forEach(Replica::start);
		this.all.forEach(this::awaitReady);
	}

	void awaitReady(Replica replica) {
		Awaitility.await(replica.name() + " is ready").atMost(LIMIT).until(replica::isReady);
	}

	/** Nobody asks it until it is given back. */
	void disturb(Replica replica) {
		this.disturbed.add(replica);
	}

	void giveBack(Replica replica) {
		this.disturbed.remove(replica);
	}

	/**
	 * Asks any replica that is not disturbed, again and again while Kafka does not answer
	 * it.
	 * @return an answer that is not 503 or 504
	 */
	Answer call(String method, String path, @Nullable String body, String... headers) {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (true) {
			Replica replica = any();
			String failure;
			try {
				Answer answer = replica.http().send(method, path, body, headers);
				if (!PASSING.contains(answer.status())) {
					return answer;
				}
				failure = answer.status() + " " + answer.text();
			}
			catch (UncheckedIOException ex) {
				failure = ex.getCause().toString();
			}
			String call = method + " " + path + " of " + replica.name() + ": " + failure;
			this.timeline.note("  " + call);
			if (System.nanoTime() > end) {
				throw new AssertionError(call);
			}
			pause();
		}
	}

	/** The same, and it must succeed. */
	JsonNode ask(String method, String path, @Nullable String body, String... headers) {
		Answer answer = call(method, path, body, headers);
		if (answer.status() / 100 != 2) {
			throw new AssertionError(method + " " + path + " " + body + ": " + answer.status() + " " + answer.text());
		}
		return answer.json();
	}

	private Replica any() {
		List<Replica> left = this.all.stream().filter((replica) -> !this.disturbed.contains(replica)).toList();
		synchronized (this.random) {
			return left.get(this.random.nextInt(left.size()));
		}
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.all.forEach(Replica::close);
	}

}
