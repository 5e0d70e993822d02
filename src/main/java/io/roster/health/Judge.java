package io.roster.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

import io.roster.group.Member;
import io.roster.health.GroupHealth.PartitionHealth;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Judges groups by Roster's rules. Serves one thread; who calls it holds the lock of the
 * group's windows.
 */
final class Judge {

	private final RosterRules rules;

	private final Reasons reasons;

	private final Evidence evidence;

	private final long hold;

	Judge(Evidence evidence, HealthProperties properties) {
		this.evidence = evidence;
		this.hold = properties.hold().toMillis();
		this.rules = new RosterRules(properties.patience().toMillis(), properties.maxTimeLag().toMillis());
		this.reasons = new Reasons(this.rules, this.hold);
	}

	/**
	 * Judges a group, whose windows have just been brought up to the snapshot.
	 * @param read whether members and owners were read since the look before
	 */
	HealthStatus look(GroupSnapshot group, GroupWindows windows, boolean read) {
		begin(group, windows);
		byte worst = windows.holds()
			.look(0, this.rules.group(this.evidence, windows, idle(group)), this.evidence.now, this.hold, read);
		for (GroupTopic topic : group.topics()) {
			TopicWindows of = windows.find(topic.topic());
			if (topic.exists() && of != null) {
				this.evidence.topic(topic, of);
				Holds holds = of.holds();
				for (int row = 0; row < topic.size(); row++) {
					this.evidence.partition(row);
					byte found = this.rules.partition(this.evidence, holds.said(row));
					byte said = holds.look(row, found, this.evidence.now, this.hold, read);
					worst = Verdict.isWorse(said, worst) ? said : worst;
				}
			}
		}
		return Verdict.status(worst);
	}

	private void begin(GroupSnapshot group, GroupWindows windows) {
		this.evidence.group(group);
		for (GroupTopic topic : group.topics()) {
			TopicWindows of = windows.find(topic.topic());
			if (topic.exists() && of != null) {
				this.evidence.members(topic, of);
			}
		}
	}

	/**
	 * How many members have no partition since there are more members than partitions and
	 * none is without a member. Where there are not, it is the assignor that leaves some
	 * out, as {@code range} does with many topics of few partitions.
	 */
	private static int idle(GroupSnapshot group) {
		int idle = 0;
		for (Member member : group.members()) {
			idle += member.assignment().isEmpty() ? 1 : 0;
		}
		if (idle == 0 || !group.isDescribed() || !group.type().commitsOffsets()) {
			return 0;
		}
		int partitions = 0;
		for (GroupTopic topic : group.topics()) {
			for (int row = 0; row < topic.size() && topic.exists(); row++) {
				if (topic.owner(row) == GroupTopic.NOBODY) {
					return 0;
				}
				partitions++;
			}
		}
		return (partitions > 0 && group.members().size() > partitions) ? idle : 0;
	}

	/** Tells what was found at the last look, with reasons. */
	GroupHealth report(GroupSnapshot group, GroupWindows windows, boolean all) {
		begin(group, windows);
		int idle = idle(group);
		byte worst = windows.holds().said(0);
		String reason = "";
		TreeSet<Byte> verdicts = new TreeSet<>(Verdict.WORST_FIRST);
		Cause cause = Verdict.cause(worst);
		if (cause != null) {
			verdicts.add(worst);
			reason = Reasons.group(cause, this.evidence, windows, idle);
		}
		Totals totals = new Totals();
		List<PartitionHealth> partitions = new ArrayList<>();
		long worstLag = -1;
		boolean ofPartition = false;
		for (GroupTopic topic : group.topics()) {
			TopicWindows of = windows.find(topic.topic());
			for (int row = 0; row < topic.size() && topic.exists() && of != null; row++) {
				if (row == 0) {
					this.evidence.topic(topic, of);
				}
				this.evidence.partition(row);
				totals.add(this.evidence);
				byte said = of.holds().said(row);
				PartitionHealth health = (all || said != Verdict.OK) ? partition(said) : null;
				if (health != null) {
					partitions.add(health);
				}
				if (said != Verdict.OK && health != null) {
					verdicts.add(said);
					totals.notOk++;
					boolean first = Verdict.isWorse(said, worst);
					if (first || (ofPartition && said == worst && this.evidence.lag > worstLag)) {
						worst = said;
						worstLag = this.evidence.lag;
						reason = String.valueOf(health.reason());
						ofPartition = true;
					}
				}
			}
		}
		if (worst == Verdict.OK) {
			reason = Reasons.ok(this.evidence, totals.partitions, totals.committed, totals.largest, totals.where);
		}
		reason = Reasons.andOthers(reason, totals.notOk - (ofPartition ? 1 : 0));
		return new GroupHealth(group.groupId(), "roster", Verdict.status(worst), reason,
				verdicts.stream().map(Verdict::cause).filter(Objects::nonNull).distinct().toList(), known(group.lag()),
				partitions, group.asOf());
	}

	private PartitionHealth partition(byte said) {
		Evidence e = this.evidence;
		byte found = this.rules.partition(e, said);
		Member member = e.member();
		long timeLag = e.timeLag();
		Instant moved = e.hasMoved ? Instant.ofEpochSecond(e.windows.movedAt(e.partition)) : null;
		return new PartitionHealth(e.topic.topic(), e.partition, Verdict.status(said), Verdict.cause(said),
				(said == Verdict.OK) ? null : this.reasons.partition(e, said, found), known(e.committed),
				known(e.start), known(e.end), known(e.lag), (timeLag >= 0) ? Duration.ofMillis(timeLag) : null,
				(member != null) ? member.memberId() : null, (member != null) ? member.clientId() : null, moved,
				known(this.rules.speed(e).read()), known(e.written()));
	}

	private static @Nullable Long known(long value) {
		return (value == Snapshot.UNKNOWN) ? null : (Long) value;
	}

	/** To a tenth, since no more of it is true. */
	private static @Nullable Double known(double rate) {
		return Double.isNaN(rate) ? null : (Double) (Math.round(rate * 10) / 10.0);
	}

	/** What a report adds up. */
	private static final class Totals {

		private int partitions;

		private int committed;

		private int notOk;

		private long largest;

		private String where = "";

		private void add(Evidence e) {
			this.partitions++;
			this.committed += (e.committed >= 0) ? 1 : 0;
			if (e.lag > this.largest) {
				this.largest = e.lag;
				this.where = Reasons.name(e);
			}
		}

	}

}
