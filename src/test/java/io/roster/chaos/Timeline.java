package io.roster.chaos;

import java.util.Locale;

/** Prints what is done, and when. */
final class Timeline {

	private final long began = System.nanoTime();

	synchronized void note(String text) {
		System.out.printf(Locale.ROOT, "[%6.1f s] %s%n", seconds(), text);
	}

	double seconds() {
		return (System.nanoTime() - this.began) / 1e9;
	}

}
