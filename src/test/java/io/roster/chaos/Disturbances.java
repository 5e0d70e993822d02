package io.roster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;

/**
 * What is done to replicas and brokers: one thing at a time, given back after some
 * seconds, and all kinds in turn, shuffled.
 */
final class Disturbances {

	private final Brokers brokers;

	private final Network network;

	private final Replicas replicas;

	private final WorkerGroups groups;

	private final Arrivals arrivals;

	private final Random random;

	private final Timeline timeline;

	/** Held while it is measured how long a takeover takes. */
	private final Lock quiet;

	private final List<Takeover> takeovers = new ArrayList<>();

	private int done;

	Disturbances(Brokers brokers, Network network, Replicas replicas, WorkerGroups groups, Arrivals arrivals,
			Random random, Timeline timeline, Lock quiet) {
		this.brokers = brokers;
		this.network = network;
		this.replicas = replicas;
		this.groups = groups;
		this.arrivals = arrivals;
		this.random = random;
		this.timeline = timeline;
		this.quiet = quiet;
	}

	/**
	 * Goes on until the time is over, and all kinds have had their turn.
	 * @param seconds how long
	 */
	void run(double seconds) throws InterruptedException {
		double end = this.timeline.seconds() + seconds;
		do {
			List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
			Collections.shuffle(kinds, this.random);
			for (Kind kind : kinds) {
				Replica victim = this.replicas.all().get(this.random.nextInt(this.replicas.all().size()));
				switch (kind) {
					case KILL -> kill(victim);
					case FREEZE -> freeze(victim);
					case CUT -> cut(victim);
					case BROKER -> broker(1 + this.random.nextInt(Brokers.COUNT));
				}
				this.done++;
				this.groups.awaitShares(this.replicas.all());
			}
		}
		while (this.timeline.seconds() < end);
	}

	private void kill(Replica first) throws InterruptedException {
		Replica victim = first;
		this.quiet.lock();
		try {
			// So that nothing else moves.
			this.groups.awaitAllRunning();
			Set<Integer> partitions = this.groups.partitions(WorkerGroups.SHARED, victim);
			for (int i = 0; partitions.isEmpty(); i++) {
				// Its share is of other groups, by which nothing can be measured.
				victim = this.replicas.all().get(i);
				partitions = this.groups.partitions(WorkerGroups.SHARED, victim);
			}
			this.replicas.disturb(victim);
			long killed = System.nanoTime();
			victim.kill();
			this.timeline.note("KILL -9 " + victim.name() + ", which had partitions " + partitions);
			// What it had sent has arrived by then.
			TimeUnit.MILLISECONDS.sleep(200);
			long gone = System.nanoTime();
			Set<Integer> lost = partitions;
			Awaitility.await("partitions " + lost + " are processed again")
				.atMost(Replicas.LIMIT)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> lost.stream().allMatch((partition) -> this.arrivals.isAfter(partition, gone)));
			Takeover takeover = new Takeover(victim.name(), partitions.size(), (System.nanoTime() - killed) / 1e9);
			this.takeovers.add(takeover);
			this.timeline.note("  " + takeover);
		}
		finally {
			this.quiet.unlock();
		}
		this.timeline.note("start " + victim.name());
		victim.start();
		this.replicas.awaitReady(victim);
		this.replicas.giveBack(victim);
		this.timeline.note("  " + victim.name() + " is ready");
	}

	private void freeze(Replica victim) throws InterruptedException {
		long millis = longerThanSession();
		this.replicas.disturb(victim);
		this.timeline.note("STOP " + victim.name() + " for " + millis + " ms");
		victim.freeze();
		TimeUnit.MILLISECONDS.sleep(millis);
		victim.thaw();
		this.timeline.note("CONT " + victim.name());
		this.replicas.awaitReady(victim);
		this.replicas.giveBack(victim);
	}

	private void cut(Replica victim) throws InterruptedException {
		long millis = longerThanSession();
		this.replicas.disturb(victim);
		this.timeline.note("CUT " + victim.name() + " from Kafka for " + millis + " ms");
		this.network.cut(victim.number());
		TimeUnit.MILLISECONDS.sleep(millis);
		this.network.heal(victim.number());
		this.timeline.note("heal " + victim.name());
		this.replicas.awaitReady(victim);
		this.replicas.giveBack(victim);
	}

	private void broker(int number) throws InterruptedException {
		long millis = 3000 + this.random.nextInt(3000);
		this.timeline.note("STOP broker " + number + " for " + millis + " ms");
		this.brokers.stop(number);
		TimeUnit.MILLISECONDS.sleep(millis);
		this.timeline.note("start broker " + number);
		this.brokers.startAgain(number);
		this.timeline.note("  all brokers are in sync");
	}

	private long longerThanSession() {
		return Replica.SESSION_TIMEOUT.toMillis() + 1500 + this.random.nextInt(2000);
	}

	int done() {
		return this.done;
	}

	String takeovers() {
		return "after kill -9 without an owner for "
				+ this.takeovers.stream()
					.map((one) -> "%.1f s".formatted(one.seconds()))
					.collect(Collectors.joining(", "))
				+ " (session time-out + 2 s: " + (Replica.SESSION_TIMEOUT.toSeconds() + 2) + " s)";
	}

	private enum Kind {

		KILL, FREEZE, CUT, BROKER

	}

	/**
	 * How long it took until what a killed replica had was processed again.
	 *
	 * @param replica the replica
	 * @param partitions how many partitions it had
	 * @param seconds from the kill to the first record of the last of them
	 */
	record Takeover(String replica, int partitions, double seconds) {

		@Override
		public String toString() {
			return "%d partitions of %s were without an owner for %.1f s (session time-out + 2 s: %.1f s)"
				.formatted(this.partitions, this.replica, this.seconds, Replica.SESSION_TIMEOUT.toMillis() / 1e3 + 2);
		}

	}

}
