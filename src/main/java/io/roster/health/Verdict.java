package io.roster.health;

import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * A status with its cause in one byte, since there is one of each partition of each
 * group.
 */
final class Verdict {

	static final byte OK = 0;

	/** In the order in which they are to be told. */
	static final Comparator<Byte> WORST_FIRST = (one, other) -> isWorse(one, other) ? -1 : isWorse(other, one) ? 1 : 0;

	private static final Cause[] CAUSES = Cause.values();

	private static final HealthStatus[] STATUSES = HealthStatus.values();

	private Verdict() {
	}

	static byte warning(Cause cause) {
		return (byte) (1 + 2 * place(cause));
	}

	private static int place(Cause cause) {
		int place = 0;
		while (CAUSES[place] != cause) {
			place++;
		}
		return place;
	}

	static byte error(Cause cause) {
		return (byte) (2 + 2 * place(cause));
	}

	static HealthStatus status(byte verdict) {
		return STATUSES[severity(verdict)];
	}

	/** 0 if it is ok, 1 if it is a warning, 2 if it is an error. */
	static byte severity(byte verdict) {
		return (byte) ((verdict == OK) ? 0 : 2 - verdict % 2);
	}

	static @Nullable Cause cause(byte verdict) {
		return (verdict == OK) ? null : CAUSES[(verdict - 1) / 2];
	}

	/** Whether it follows from the group's state, members and owners. */
	static boolean isOfGroup(byte verdict) {
		Cause cause = cause(verdict);
		return cause == Cause.NO_OWNER || cause == Cause.REBALANCING || cause == Cause.IDLE_MEMBERS;
	}

	/** Whether the first is to be told rather than the second. */
	static boolean isWorse(byte one, byte other) {
		int compared = severity(one) - severity(other);
		return compared > 0 || (compared == 0 && one < other);
	}

}
