package io.roster.worker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.roster.support.BenchTable;

/**
 * Ways to do the same work. Each does it once in every round, first one and then another
 * to begin with, so that what else the machine does meets all of them.
 */
final class Rounds {

	/** Less than 1 for a quick look; the tables of such a run mean little. */
	private static final double SCALE = Double.parseDouble(System.getProperty("roster.bench.scale", "1"));

	private final Map<String, Work> works = new LinkedHashMap<>();

	private final Map<String, double[]> seconds = new LinkedHashMap<>();

	static int scaled(int records) {
		return Math.max(2000, (int) (records * SCALE));
	}

	/** The first one is what others are compared with. */
	Rounds add(String name, Work work) {
		this.works.put(name, work);
		return this;
	}

	/** Runs every one once to warm up, and then so many times. */
	Rounds run(int rounds) throws Exception {
		List<String> names = new ArrayList<>(this.works.keySet());
		names.forEach((name) -> this.seconds.put(name, new double[rounds]));
		for (int round = -1; round < rounds; round++) {
			for (String name : names) {
				double took = this.works.get(name).seconds();
				if (round >= 0) {
					this.seconds.get(name)[round] = took;
				}
			}
			Collections.reverse(names);
		}
		return this;
	}

	double seconds(String name) {
		return BenchTable.median(this.seconds.get(name));
	}

	/** The median of how many times as fast as the first it was, round by round. */
	double ratio(String name) {
		double[] base = this.seconds.values().iterator().next();
		double[] own = this.seconds.get(name);
		double[] ratios = new double[own.length];
		for (int round = 0; round < own.length; round++) {
			ratios[round] = base[round] / own[round];
		}
		return BenchTable.median(ratios);
	}

	List<String> names() {
		return List.copyOf(this.works.keySet());
	}

	/** Some work, with a group of its own each time. */
	interface Work {

		double seconds() throws Exception;

	}

}
