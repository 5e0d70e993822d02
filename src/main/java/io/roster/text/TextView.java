package io.roster.text;

/** An answer that can be had as Kafka's tool prints it. */
public interface TextView {

	/**
	 * Returns the answer as Kafka's tool prints it.
	 * @return the table, with the empty line that the tool begins with
	 */
	String text();

}
