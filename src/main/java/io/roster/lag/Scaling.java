package io.roster.lag;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.roster.lag.GroupSeries.Load;
import io.roster.problem.Violations;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;

import org.springframework.stereotype.Component;

/**
 * Works out how many members a group needs. What a member can read is the most that was
 * seen of one over a minute of the last 15 while records waited; with that rate what
 * comes has to be read, and what waits beyond the target within the time of the target.
 */
@Component
public class Scaling {

	private static final Duration MIN_TARGET = Duration.ofSeconds(1);

	/** How much of what comes has to be read, since both go up and down. */
	private static final double KEEPS_UP = 0.95;

	private static final Duration MAX_TARGET = Duration.ofHours(24);

	private final ReadGroups groups;

	private final Lags lags;

	Scaling(ReadGroups groups, Lags lags) {
		this.groups = groups;
		this.lags = lags;
	}

	Scale scale(String groupId, Duration target) {
		Violations violations = new Violations();
		violations.check(target.compareTo(MIN_TARGET) >= 0 && target.compareTo(MAX_TARGET) <= 0, "target",
				"must be from PT1S to PT24H");
		violations.throwIfAny();
		return scale(this.groups.get(groupId), target, true);
	}

	/**
	 * Returns how many members would hold a target.
	 * @param group a group of the newest snapshot
	 * @param target the time lag that is to be held
	 * @return from 0 to the number of partitions; -1 while that is not known, because
	 * nothing is committed, there was only one snapshot of the group, or it has members
	 * of which none was seen to read for a minute
	 */
	public int members(GroupSnapshot group, Duration target) {
		Load load = this.lags.load(group.groupId());
		if (!isKnown(group, load)) {
			return Snapshot.UNKNOWN;
		}
		Scale scale = scale(group, target, false);
		boolean guessed = scale.perMember() <= 0 && scale.current() > 0 && (scale.lag() > 0 || scale.produced() > 0);
		return guessed ? Snapshot.UNKNOWN : scale.members();
	}

	private static boolean isKnown(GroupSnapshot group, Load load) {
		return group.lag() >= 0 && load.known();
	}

	private Scale scale(GroupSnapshot group, Duration target, boolean explained) {
		Load load = this.lags.load(group.groupId());
		double produced = load.produced();
		long stuck = this.lags.stuck(group);
		long lag = Math.max(0, group.lag() - stuck);
		double perMember = load.perMember();
		int partitions = partitions(group);
		int current = group.members().size();
		double seconds = target.toMillis() / 1000.0;
		double wanted = produced + Math.max(0, lag - produced * seconds) / seconds;
		int members;
		String reason;
		if (!isKnown(group, load)) {
			members = (lag > 0) ? Math.max(1, current) : current;
			reason = (group.lag() < 0) ? "How far behind the group is, is not known yet."
					: "How much comes and is read is not known yet.";
		}
		else if (lag == 0 && produced == 0) {
			members = (stuck > 0) ? current : 0;
			reason = (stuck > 0) ? stuck + " records wait, but nobody gets on with them: more members would not help."
					: "Nothing comes and nothing waits.";
		}
		else if (perMember <= 0) {
			members = Math.max(1, current);
			reason = "How much a member reads is not known yet.";
		}
		else {
			members = (int) Math.min(Integer.MAX_VALUE, Math.ceil(wanted / perMember - 1e-6));
			members = Math.max(1, members);
			reason = explained ? String.format(Locale.ROOT,
					"%.1f records/s come and %d wait; %.1f records/s hold %s, and a member reads %.1f.", produced, lag,
					wanted, target, perMember) : "";
		}
		if (members > current && current > 0 && lag <= produced * seconds && load.consumed() >= KEEPS_UP * produced) {
			// What a member reads at most is not seen while all of them keep up.
			members = current;
			reason += " The members that are there keep up.";
		}
		if (members > partitions && partitions > 0) {
			members = partitions;
			reason += " There are no more than " + partitions + " partitions.";
		}
		return new Scale(group.groupId(), members, current, partitions, target, lag, stuck,
				LagReport.rounded(load.consumed()), LagReport.rounded(produced), LagReport.rounded(perMember), reason,
				group.asOf());
	}

	/** Of topics that are gone nothing is to be read. */
	private static int partitions(GroupSnapshot group) {
		int partitions = 0;
		for (GroupTopic topic : group.topics()) {
			partitions += topic.exists() ? topic.size() : 0;
		}
		return partitions;
	}

	/** The topics of a group by their names. */
	static Map<String, GroupTopic> topics(GroupSnapshot group) {
		Map<String, GroupTopic> topics = new HashMap<>(8);
		group.topics().forEach((topic) -> topics.put(topic.topic(), topic));
		return topics;
	}

}
