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
import io.roster.snapshot.SnapshotSource;

import org.springframework.stereotype.Component;

/**
 * Works out how many members a group needs. What a member can read is the most that was
 * seen of one over a minute of the last 15 while records waited; with that rate what
 * comes has to be read, and what waits beyond the target within the time of the target.
 */
@Component
public class Scaling {

	private static final Duration MAX_TARGET = Duration.ofHours(24);

	private final SnapshotSource snapshots;

	private final Lags lags;

	Scaling(SnapshotSource snapshots, Lags lags) {
		this.snapshots = snapshots;
		this.lags = lags;
	}

	Scale scale(String groupId, Duration target) {
		Violations violations = new Violations();
		violations.check(target.toMillis() >= 1000 && target.compareTo(MAX_TARGET) <= 0, "target",
				"must be from PT1S to PT24H");
		violations.throwIfAny();
		Snapshot snapshot = this.snapshots.current();
		return scale(LagReports.group(this.snapshots, snapshot, groupId), target, true);
	}

	/**
	 * Returns how many members would hold a target.
	 * @param group a group of the newest snapshot
	 * @param target the time lag that is to be held
	 * @return from 0 to the number of partitions
	 */
	public int members(GroupSnapshot group, Duration target) {
		return scale(group, target, false).members();
	}

	private Scale scale(GroupSnapshot group, Duration target, boolean explained) {
		Load load = this.lags.load(group.groupId());
		double produced = load.produced();
		long stuck = this.lags.stuck(group);
		long lag = Math.max(0, group.lag() - stuck);
		double perMember = load.perMember();
		int partitions = group.partitions();
		int current = group.members().size();
		double seconds = target.toMillis() / 1000.0;
		double wanted = produced + Math.max(0, lag - produced * seconds) / seconds;
		int members;
		String reason;
		if (lag == 0 && produced == 0) {
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
		if (members > partitions) {
			members = partitions;
			reason += " There are no more than " + partitions + " partitions.";
		}
		return new Scale(group.groupId(), members, current, partitions, target, lag, stuck,
				LagReport.rounded(load.consumed()), LagReport.rounded(produced), LagReport.rounded(perMember), reason,
				group.asOf());
	}

	/** The topics of a group by their names. */
	static Map<String, GroupTopic> topics(GroupSnapshot group) {
		Map<String, GroupTopic> topics = new HashMap<>(8);
		group.topics().forEach((topic) -> topics.put(topic.topic(), topic));
		return topics;
	}

}
