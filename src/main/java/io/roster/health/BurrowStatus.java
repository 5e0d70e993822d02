package io.roster.health;

/**
 * The states of Burrow, by its names. Groups have the first four, partitions all but
 * {@code NOTFOUND} and {@code ERR}.
 */
public enum BurrowStatus {

	/** Nothing was ever committed. */
	NOTFOUND(0),

	/** All is well. */
	OK(1),

	/** Offsets move, but the lag never gets smaller. */
	WARN(2),

	/** A partition is stopped, stalled or rewound. */
	ERR(3),

	/** Nothing was committed for longer than the window of commits spans. */
	STOP(4),

	/** The same offset is committed again and again. */
	STALL(5),

	/** A lower offset was committed, and the old one not reached again. */
	REWIND(6);

	private static final BurrowStatus[] ALL = values();

	private final int code;

	BurrowStatus(int code) {
		this.code = code;
	}

	/**
	 * Returns Burrow's number of the status, as its metrics show it.
	 * @return 0 for {@code NOTFOUND} to 6 for {@code REWIND}
	 */
	public int code() {
		return this.code;
	}

	static BurrowStatus of(int code) {
		return ALL[code];
	}

	/** What the status of a partition makes of its group. */
	BurrowStatus ofGroup() {
		return (compareTo(ERR) > 0) ? ERR : this;
	}

}
