package io.roster.health;

import java.util.ArrayList;
import java.util.List;

import io.roster.group.Member;
import io.roster.health.BurrowHealth.BurrowPartition;
import io.roster.health.BurrowHealth.Commit;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Judges groups by Burrow's rules. As with Burrow, a group has the partitions of all
 * topics that it has committed anything for, also those without a commit, and none of
 * topics that are gone. Serves one thread; who calls it holds the lock of the group's
 * windows.
 */
final class BurrowJudge {

	private final BurrowRules rules;

	private final WindowStore store;

	private final Window window;

	BurrowJudge(HealthProperties properties, WindowStore store, Window window) {
		this.rules = new BurrowRules(properties.allowedLag(), properties.minimumComplete());
		this.store = store;
		this.window = window;
	}

	/** Judges a group, whose windows have just been brought up to the snapshot. */
	BurrowStatus look(GroupSnapshot group, GroupWindows windows) {
		long now = group.asOf().toEpochMilli();
		BurrowStatus worst = BurrowStatus.NOTFOUND;
		for (GroupTopic topic : group.topics()) {
			TopicWindows of = windows.find(topic.topic());
			TopicEnds ends = this.store.ends(topic.topic());
			if (of == null || ends == null || !topic.exists()) {
				continue;
			}
			for (int p = 0; p < Math.min(topic.size(), of.partitions()); p++) {
				if (of.size(p) > 0) {
					BurrowStatus status = status(of, ends, p, now);
					of.burrow(p, status);
					BurrowStatus ofGroup = status.ofGroup();
					worst = (ofGroup.compareTo(worst) > 0) ? ofGroup : worst;
				}
			}
		}
		return worst;
	}

	private BurrowStatus status(TopicWindows of, TopicEnds ends, int p, long now) {
		long lag = lag(of, ends, p);
		// Most partitions have no lag, and need no window.
		if (lag <= this.rules.allowedLag() || !of.isCommit(p, now)) {
			return BurrowStatus.OK;
		}
		of.read(p, this.window);
		return this.rules.status(this.window, lag, now, ends, p);
	}

	private static long lag(TopicWindows of, TopicEnds ends, int p) {
		return (of.size(p) == 0) ? 0 : Math.max(0, ends.end(p) - of.offset(p));
	}

	/** Tells what was found at the last look. */
	BurrowHealth report(GroupSnapshot group, GroupWindows windows, boolean all) {
		List<BurrowPartition> rows = new ArrayList<>();
		for (GroupTopic topic : group.topics()) {
			TopicWindows of = windows.find(topic.topic());
			TopicEnds ends = this.store.ends(topic.topic());
			if (of != null && ends != null && topic.exists() && hasCommit(of)) {
				for (int row = 0; row < topic.size(); row++) {
					rows.add(row(group, topic, row, of, ends));
				}
			}
		}
		BurrowPartition maxlag = null;
		long total = 0;
		int complete = 0;
		for (BurrowPartition row : rows) {
			maxlag = (maxlag == null || row.currentLag() > maxlag.currentLag()) ? row : maxlag;
			total += row.currentLag();
			complete += (row.complete() == 1) ? 1 : 0;
		}
		List<BurrowPartition> bad = rows.stream().filter((row) -> row.status() != BurrowStatus.OK).toList();
		return new BurrowHealth(group.groupId(), "burrow", windows.burrow(), reason(rows.size(), bad),
				rows.isEmpty() ? 0 : (float) complete / rows.size(), rows.size(), maxlag, total, total,
				all ? rows : bad, group.asOf());
	}

	private static boolean hasCommit(TopicWindows of) {
		for (int p = 0; p < of.partitions(); p++) {
			if (of.size(p) > 0) {
				return true;
			}
		}
		return false;
	}

	private BurrowPartition row(GroupSnapshot group, GroupTopic topic, int row, TopicWindows of, TopicEnds ends) {
		of.read(row, this.window);
		int owner = topic.owner(row);
		Member member = (owner >= 0) ? group.members().get(owner) : null;
		long lag = lag(of, ends, row);
		BurrowStatus status = (of.size(row) > 0) ? of.burrow(row) : BurrowStatus.OK;
		return new BurrowPartition(topic.topic(), row, (member != null) ? member.host() : "",
				(member != null) ? member.clientId() : "", status, Commit.of(this.window, 0),
				Commit.of(this.window, this.window.size() - 1), lag, this.window.complete(),
				known(topic.committed(row)), known(topic.end(row)), lag);
	}

	private static String reason(int partitions, List<BurrowPartition> bad) {
		if (partitions == 0) {
			return "Nothing is committed by the group for any topic that is there.";
		}
		if (bad.isEmpty()) {
			return Reasons.all(partitions) + " OK by Burrow's rules.";
		}
		BurrowPartition worst = bad.get(0);
		for (BurrowPartition row : bad) {
			worst = (row.status().compareTo(worst.status()) > 0) ? row : worst;
		}
		return bad.size() + " of " + Reasons.count(partitions, "partition") + " are not OK by Burrow's rules, such as "
				+ worst.topic() + "-" + worst.partition() + ", which is " + worst.status() + " with a lag of "
				+ worst.currentLag() + ".";
	}

	private static @Nullable Long known(long value) {
		return (value == Snapshot.UNKNOWN) ? null : (Long) value;
	}

}
