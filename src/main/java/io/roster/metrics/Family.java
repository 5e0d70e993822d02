package io.roster.metrics;

import java.nio.charset.StandardCharsets;

/**
 * A metric family: all samples of one name, written one after the other, some at a time.
 * All families are gauges, as those of the exporters that they are named after. Knows
 * nothing of a scrape, so that one is enough for all of them.
 */
abstract class Family {

	/** In place of a value: there is no sample. */
	static final long NONE = Long.MIN_VALUE;

	private final Meaning meaning;

	private final byte[] header;

	Family(Meaning meaning) {
		this.meaning = meaning;
		this.header = ascii(
				"# HELP " + meaning.name() + ' ' + meaning.help() + "\n# TYPE " + meaning.name() + " gauge\n");
	}

	/**
	 * Returns the family's name.
	 * @return such as {@code kafka_consumergroup_lag}
	 */
	String name() {
		return this.meaning.name();
	}

	/**
	 * Returns the lines that come before the samples.
	 * @return the same in both text formats
	 */
	byte[] header() {
		return this.header;
	}

	/**
	 * Returns in how many steps the samples are written, none of which takes long or
	 * writes much.
	 * @param scrape what is shown
	 * @return none if there is nothing
	 */
	abstract int steps(Scrape scrape);

	/**
	 * Takes one step.
	 * @param text where the samples go
	 * @param scrape what is shown
	 * @param step the step, from 0
	 */
	abstract void write(Text text, Scrape scrape, int step);

	/** Writes what comes after the labels of a sample. */
	final void value(Text text, long value) {
		text.put('}').put(' ');
		number(text, value);
	}

	/** Writes what comes after the name of a sample that has no labels. */
	final void number(Text text, long value) {
		if (this.meaning.thousandths()) {
			text.thousandths(value);
		}
		else {
			text.number(value);
		}
		text.put('\n');
	}

	static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * What a family says.
	 *
	 * @param name its name
	 * @param help what its values are, in ASCII without anything to escape
	 * @param thousandths whether the numbers handed in are thousandths of what is written
	 */
	record Meaning(String name, String help, boolean thousandths) {

		static Meaning of(String name, String help) {
			return new Meaning(name, help, false);
		}

		static Meaning inThousandths(String name, String help) {
			return new Meaning(name, help, true);
		}

	}

}
