package io.roster.delivery;

/** Hears what becomes of a worker's records, on whichever thread it happens. */
public interface DeliveryObserver {

	/**
	 * Records were processed.
	 * @param records how many
	 */
	void processed(int records);

	/**
	 * Records are delivered once more.
	 * @param records how many
	 */
	void retried(long records);

	/**
	 * A record could not be processed.
	 * @param cause why
	 */
	void failed(Throwable cause);

	/** A record was written to the dead letter topic. */
	void deadLettered();

	/**
	 * Something else went wrong, and is tried again.
	 * @param what what went wrong
	 */
	void error(String what);

}
