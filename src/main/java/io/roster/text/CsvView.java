package io.roster.text;

/** An answer that can be had as CSV. */
public interface CsvView {

	/**
	 * Returns the answer as CSV.
	 * @return a line for each row, without a header
	 */
	String csv();

}
