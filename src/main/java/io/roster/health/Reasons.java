package io.roster.health;

import java.util.Locale;
import java.util.Objects;

import io.roster.group.Member;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import org.jspecify.annotations.Nullable;

/**
 * Says in one sentence why a verdict is what it is, with what was found.
 */
final class Reasons {

	private final RosterRules rules;

	private final long hold;

	Reasons(RosterRules rules, long hold) {
		this.rules = rules;
		this.hold = hold;
	}

	/** Why a partition is not ok. */
	String partition(Evidence e, byte said, byte found) {
		Cause cause = Verdict.cause(said);
		if (cause == null) {
			return name(e) + " is read.";
		}
		Cause now = Verdict.cause(found);
		return (cause == now || Verdict.severity(said) == Verdict.severity(found)) ? partition(e, cause)
				: held(e, cause, now);
	}

	/** What was said is said until another status has held for some time. */
	private String held(Evidence e, Cause cause, @Nullable Cause now) {
		return name(e) + " was '" + cause + "' and " + ((now != null) ? "is '" + now + "' now" : "no longer is")
				+ ", which counts once it has held for " + duration(this.hold) + "; " + waiting(e.lag) + ".";
	}

	private String partition(Evidence e, Cause cause) {
		return switch (cause) {
			case LEADERLESS -> name(e) + " has no leader, so it can be neither written nor read.";
			case RECORDS_LOST -> count(e.lost(), "record") + " of " + name(e) + " " + were(e.lost())
					+ " deleted before they were read: the log begins at offset " + e.start
					+ " and the committed offset is " + e.committed + ".";
			case RECORDS_AT_RISK -> "The log of " + name(e) + " begins at offset " + e.start + ", only "
					+ count(e.committed - e.start, "record") + " before the committed offset " + e.committed
					+ ", and at the rate at which it is deleted, unread records go in "
					+ duration((long) (this.rules.riskSeconds(e) * 1000)) + ".";
			case BEYOND_END -> "The committed offset " + e.committed + " of " + name(e)
					+ " lies beyond the end of the log, which is at " + e.end
					+ ": the topic was made anew, or its log was cut off.";
			case NO_OWNER -> noOwner(e);
			case STOPPED -> stands(e) + ", though " + owner(e) + " owns it" + usually(e) + ".";
			case STALLED -> stands(e) + (e.isRepeated(this.rules.standingLimit(e))
					? " and the same offset is committed again." : " and the member's other partitions move.");
			case HOT_PARTITION ->
				name(e) + " has " + percent(e.lag, e.topicLag) + " of the " + count(e.topicLag, "record")
						+ " that wait in the " + e.topic.size() + " partitions of its topic: " + speed(e) + ".";
			case SLOW -> slow(e);
			case PAUSED -> paused(e);
			case REBALANCING, IDLE_MEMBERS -> throw new IllegalStateException(cause + " is of groups");
		};
	}

	private static String noOwner(Evidence e) {
		if (e.committed < 0) {
			return name(e) + " has no owner while the topic's other partitions have, and nothing is committed for it.";
		}
		String stood = "has stood at offset " + e.committed + " for " + duration(e.silence) + " while "
				+ waiting(e.lag);
		if (!e.hasMembers()) {
			return name(e) + " has no owner, since the group has no members, and " + stood + ".";
		}
		if (!e.topicOwned) {
			String state = e.group.state();
			String since = "NotReady".equals(state) ? ", since the group is in state " + state : "";
			return "No member owns any partition of " + e.topic.topic() + since + ", and " + name(e) + " " + stood
					+ ".";
		}
		return name(e) + " has no owner while the topic's other partitions have; "
				+ ((e.lag > 0) ? "it " + stood : "nothing waits in it yet") + ".";
	}

	private static String stands(Evidence e) {
		return name(e) + " has stood at offset " + e.committed + " for " + duration(e.silence) + " while "
				+ waiting(e.lag);
	}

	private static String owner(Evidence e) {
		Member member = e.member();
		return (member != null) ? "member " + member.clientId() : "somebody";
	}

	private static String usually(Evidence e) {
		return (e.usual > 0) ? " and usually commits every " + duration(e.usual) : "";
	}

	private String speed(Evidence e) {
		Speed speed = this.rules.speed(e);
		return "it is read at " + rate(speed.read()) + " and written at " + rate(speed.written())
				+ ((speed.growth() >= 0.05) ? ", so that " + rate(speed.growth()) + " more wait" : "");
	}

	/** Who reads as fast as is written is slow only for what has waited for long. */
	private String slow(Evidence e) {
		if (this.rules.isSlower(this.rules.speed(e))) {
			return name(e) + " is slower than production: " + speed(e) + ", and " + waiting(e.lag) + behind(e) + ".";
		}
		return name(e) + " does not catch up: " + waiting(e.lag) + behind(e) + ", and " + speed(e) + ".";
	}

	/** It may have gone on since that was said. */
	private static String paused(Evidence e) {
		String worker = e.pausedWorker();
		return waiting(e.lag) + " in " + name(e)
				+ ((worker != null) ? " since its worker " + worker + " is paused." : " since its worker was paused.");
	}

	private static String behind(Evidence e) {
		return (e.timeLag() > 0) ? ", the oldest for " + duration(e.timeLag()) : "";
	}

	/** Why a group is not ok apart from its partitions. */
	static String group(Cause cause, Evidence e, GroupWindows windows, int idle) {
		if (cause == Cause.REBALANCING) {
			return "The group was rebalancing at " + windows.unsettled() + " of the last " + windows.looks()
					+ " looks and is in state " + Objects.requireNonNullElse(e.group.state(), "unknown")
					+ " now, while " + waiting(Math.max(0, e.group.lag())) + ".";
		}
		return idle + " of the " + e.group.members().size() + " members "
				+ ((idle == 1) ? "has no partition" : "have no partition") + ", since the group's topics have only "
				+ count(partitions(e.group), "partition") + ".";
	}

	private static int partitions(GroupSnapshot group) {
		int partitions = 0;
		for (GroupTopic topic : group.topics()) {
			partitions += topic.exists() ? topic.size() : 0;
		}
		return partitions;
	}

	/** Why a group is ok. */
	static String ok(Evidence e, int partitions, int read, long largest, String where) {
		if (partitions == 0) {
			return "Nothing can be wrong, since no partition is known to belong to the group.";
		}
		if (!e.group.type().commitsOffsets()) {
			return "All " + count(partitions, "partition")
					+ " can be read; groups of this type have no committed offsets.";
		}
		String all = (read == partitions) ? all(partitions) + " read" : read + " of " + count(partitions, "partition")
				+ " are read and nothing is committed for the others, whose lag is not known";
		return all + ((largest > 0) ? "; the largest lag is " + count(largest, "record") + " (" + where + ")."
				: "; nothing waits.");
	}

	/** The subject and verb of a sentence about all partitions. */
	static String all(int partitions) {
		return (partitions == 1) ? "The only partition is" : "All " + count(partitions, "partition") + " are";
	}

	/** The same with how many others there are. */
	static String andOthers(String reason, int others) {
		return (others == 0) ? reason : reason.substring(0, reason.length() - 1) + "; "
				+ ((others == 1) ? "1 more partition is" : others + " more partitions are") + " not ok.";
	}

	static String name(Evidence e) {
		return e.topic.topic() + "-" + e.partition;
	}

	private static String waiting(long lag) {
		return count(Math.max(0, lag), "record") + ((lag == 1) ? " waits" : " wait");
	}

	private static String were(long count) {
		return (count == 1) ? "was" : "were";
	}

	static String count(long count, String what) {
		return String.format(Locale.ROOT, "%,d %s%s", count, what, (count == 1) ? "" : "s");
	}

	private static String percent(long part, long whole) {
		return (part == whole) ? "all" : 100 * part / whole + " %";
	}

	private static String rate(double rate) {
		return String.format(Locale.ROOT, (Math.abs(rate) < 10) ? "%.1f" : "%,.0f", rate) + " records/s";
	}

	/** The largest unit that there are at least two of. */
	static String duration(long millis) {
		long seconds = millis / 1000;
		if (seconds < 120) {
			return seconds + " s";
		}
		if (seconds < 7200) {
			return seconds / 60 + " min";
		}
		return (seconds < 172_800) ? seconds / 3600 + " h" : seconds / 86_400 + " d";
	}

}
