package io.roster.health;

import io.roster.snapshot.GroupTopic;

/**
 * Roster's own rules. Unlike Burrow's they never call a single commit a stop, learn how
 * often a partition is committed before they miss a commit, know owners, the begin of the
 * log and, where told, lag in time. They change nothing and remember nothing: what keeps
 * them from flapping is {@link Holds}.
 *
 * @param patience how long records have to wait, in ms
 * @param maxTimeLag how far behind in time may be who does not catch up, in ms
 */
record RosterRules(long patience, long maxTimeLag) {

	/** Silence is much longer than usual if it is this many times as long. */
	private static final int MUCH_LONGER = 4;

	/** How many times the patience, while it is not known what is usual. */
	private static final int NOT_KNOWN = 10;

	private static final double RISK_SECONDS = 3600;

	/** Which share of what is written may be left unread before that is called slow. */
	private static final double TOLERANCE = 0.05;

	/** Which share of a topic's lag makes a partition a hot one. */
	private static final double HOT = 0.9;

	private static final int HOT_PARTITIONS = 3;

	/** Of ten looks this many at a rebalance are too many. */
	private static final int RESTLESS = 4;

	private static final int WITHOUT_REST = 8;

	/**
	 * Judges a partition by what is found at this look.
	 * @return the verdict, {@code said} where this look tells nothing
	 */
	byte partition(Evidence e, byte said) {
		if (e.leaderless) {
			return Verdict.error(Cause.LEADERLESS);
		}
		if (e.isStale()) {
			return said;
		}
		if (e.lost() > 0) {
			return Verdict.error(Cause.RECORDS_LOST);
		}
		if (e.lag > 0 && riskSeconds(e) < RISK_SECONDS) {
			return Verdict.error(Cause.RECORDS_AT_RISK);
		}
		// While it moves, it may be read later than the end.
		if (e.end >= 0 && e.committed > e.end && e.silence > this.patience) {
			return Verdict.warning(Cause.BEYOND_END);
		}
		if (e.lag > 0 && e.pausedWorker() != null) {
			return Verdict.warning(Cause.PAUSED);
		}
		if (!e.settled) {
			// Owners come and go in a rebalance; that there are too many is told apart.
			return isOfOwners(said) ? said : Verdict.OK;
		}
		if (e.owner == GroupTopic.NOBODY) {
			return withoutOwner(e);
		}
		return (e.lag > 0) ? owned(e) : Verdict.OK;
	}

	private byte withoutOwner(Evidence e) {
		if (!e.group.type().commitsOffsets()) {
			return Verdict.OK;
		}
		if (e.hasMembers() && e.topicOwned) {
			// The others are read, so this one is left out.
			boolean waited = e.lag > 0 && e.silence > limit(e);
			boolean nothing = e.lag < 0 && e.end <= e.start;
			return nothing ? Verdict.OK : waited ? Verdict.error(Cause.NO_OWNER) : Verdict.warning(Cause.NO_OWNER);
		}
		if (e.lag <= 0 || waited(e) <= limit(e)) {
			// Also consumers that took their partitions by hand, whom Kafka does not
			// know.
			return Verdict.OK;
		}
		// With members, nobody may be subscribed to the topic any more.
		return e.hasMembers() ? Verdict.warning(Cause.NO_OWNER) : Verdict.error(Cause.NO_OWNER);
	}

	/**
	 * Where the offset was never seen to move, it may have stood for longer than that.
	 */
	private static long waited(Evidence e) {
		return e.hasMoved ? e.silence : Math.max(e.silence, e.timeLag());
	}

	private static boolean isOfOwners(byte verdict) {
		Cause cause = Verdict.cause(verdict);
		return cause != null && switch (cause) {
			case NO_OWNER, STOPPED, STALLED, HOT_PARTITION, SLOW -> true;
			case LEADERLESS, RECORDS_LOST, RECORDS_AT_RISK, BEYOND_END, REBALANCING, PAUSED, IDLE_MEMBERS -> false;
		};
	}

	private byte owned(Evidence e) {
		if (isStanding(e)) {
			long limit = standingLimit(e);
			boolean alive = e.siblingsMove(limit) || e.isRepeated(limit);
			return Verdict.error(alive ? Cause.STALLED : Cause.STOPPED);
		}
		if (!isBehind(e)) {
			return Verdict.OK;
		}
		Speed speed = speed(e);
		if (!speed.isKnown() || speed.growth() < 0) {
			return Verdict.OK;
		}
		if (e.topicPartitions >= HOT_PARTITIONS && e.lag >= HOT * e.topicLag) {
			return Verdict.warning(Cause.HOT_PARTITION);
		}
		boolean slow = isSlower(speed) || e.timeLag() >= this.maxTimeLag;
		return slow ? Verdict.warning(Cause.SLOW) : Verdict.OK;
	}

	/** Whether more is written than read, apart from what may be by chance. */
	boolean isSlower(Speed speed) {
		return speed.growth() > TOLERANCE * speed.written();
	}

	/**
	 * A stop: silence is much longer than the usual distance between commits, records
	 * wait, and the oldest has waited for some time.
	 */
	private boolean isStanding(Evidence e) {
		return e.silence > standingLimit(e) && (e.timeLag() < 0 || e.timeLag() > this.patience);
	}

	/** How long silence may be where somebody reads. */
	long standingLimit(Evidence e) {
		return (e.usual == 0) ? NOT_KNOWN * this.patience : limit(e);
	}

	private long limit(Evidence e) {
		return Math.max(this.patience, MUCH_LONGER * e.usual);
	}

	private boolean isBehind(Evidence e) {
		return ((e.timeLag() >= 0) ? e.timeLag() : e.waitsAtLeast()) > this.patience;
	}

	Speed speed(Evidence e) {
		return Speed.of(e.window(), this.patience / 2);
	}

	/**
	 * In how many seconds the log's begin will be where the group reads, by the rates at
	 * which both move; endless unless the group reads the older half of the log.
	 */
	double riskSeconds(Evidence e) {
		long left = e.committed - e.start;
		// What is deleted behind the commit is lost, which is told at the next look.
		if (e.committed < 0 || e.start < 0 || left < 0 || left > e.lag) {
			return Double.POSITIVE_INFINITY;
		}
		double deleted = e.deleted();
		Speed speed = (deleted > 0) ? speed(e) : new Speed(0, 0);
		double closing = deleted - ((speed.isKnown() && e.silence <= limit(e)) ? Math.max(0, speed.read()) : 0);
		return (closing > 0) ? left / closing : Double.POSITIVE_INFINITY;
	}

	/** Judges a group apart from its partitions. */
	byte group(Evidence e, GroupWindows windows, int idle) {
		int unsettled = windows.unsettled();
		if (unsettled >= RESTLESS && e.hasMembers()) {
			return (unsettled >= WITHOUT_REST && e.group.lag() > 0) ? Verdict.error(Cause.REBALANCING)
					: Verdict.warning(Cause.REBALANCING);
		}
		return (idle > 0 && e.settled) ? Verdict.warning(Cause.IDLE_MEMBERS) : Verdict.OK;
	}

}
