package io.roster.health;

import java.time.Instant;
import java.util.Arrays;

import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

/**
 * Times a look at 10,000 groups of 20 partitions, and weighs what is kept of them: once
 * with topics that they share, once with a topic for each group. Run it by hand.
 */
final class HealthBench {

	private static final int GROUPS = 10_000;

	private static final int PARTITIONS = 20;

	private HealthBench() {
	}

	public static void main(String[] args) {
		run("all read, topics shared", 500, 100);
		run("all behind, topics shared", 500, 90);
		run("all behind, no topic shared", GROUPS, 90);
		run("nothing moves, topics shared", 500, 0);
	}

	private static void run(String what, int topics, long read) {
		StaticListableBeanFactory none = new StaticListableBeanFactory();
		WindowStore store = new WindowStore(Scenario.DEFAULTS);
		Health health = new Health(store, Scenario.DEFAULTS, none.getBeanProvider(TimeLag.class),
				none.getBeanProvider(PausedWorkers.class));
		long[] took = new long[40];
		long before = 0;
		Snapshot last = null;
		for (int look = 0; look < took.length; look++) {
			last = snapshot(look, topics, read);
			if (look == 0) {
				before = used();
			}
			long start = System.nanoTime();
			health.observed(last);
			took[look] = (System.nanoTime() - start) / 1000;
		}
		long kept = used() - before;
		long first = took[0];
		Arrays.sort(took);
		long start = System.nanoTime();
		long sum = 0;
		for (int group = 0; group < GROUPS; group++) {
			for (int p = 0; p < PARTITIONS; p++) {
				sum += health.burrow("group-" + group, "topic-" + group % topics, p);
			}
		}
		System.out.printf(
				"%-30s first %d ms, median %d ms, worst %d ms; %.1f MB; 200,000 Burrow codes %d ms (sum %d), %s%n",
				what, first / 1000, took[took.length / 2] / 1000, took[took.length - 1] / 1000, kept / 1e6,
				(System.nanoTime() - start) / 1_000_000, sum, health.status("group-1"));
		if (last == null || store.size() != GROUPS) {
			throw new IllegalStateException();
		}
	}

	private static Snapshot snapshot(int look, int topics, long read) {
		long[] committed = new long[PARTITIONS];
		int[] owners = new int[PARTITIONS];
		Arrays.fill(committed, 1000 + look * read);
		long[] ends = new long[PARTITIONS];
		Arrays.fill(ends, 1000 + look * 100L);
		long[] starts = new long[PARTITIONS];
		Arrays.fill(starts, look);
		SnapshotBuilder fixture = SnapshotBuilder.at(Instant.ofEpochSecond(1_700_000_000L + look * 10L));
		for (int topic = 0; topic < topics; topic++) {
			fixture.topic("topic-" + topic, starts, ends);
		}
		for (int p = 0; p < PARTITIONS; p++) {
			owners[p] = p % 4;
		}
		for (int group = 0; group < GROUPS; group++) {
			fixture.group("group-" + group, "Stable", 4, new Read("topic-" + group % topics, committed, owners));
		}
		return fixture.build();
	}

	private static long used() {
		Runtime runtime = Runtime.getRuntime();
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return runtime.totalMemory() - runtime.freeMemory();
	}

}
