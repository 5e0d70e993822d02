package io.roster.lag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.roster.group.NoSuchGroupException;
import io.roster.group.TimeLag;
import io.roster.lag.GroupSeries.Load;
import io.roster.lag.LagReport.LagPoint;
import io.roster.lag.LagReport.PartitionLag;
import io.roster.problem.Violations;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/** Tells how far behind groups are. */
@Component
class LagReports {

	private static final Duration MAX_WINDOW = Duration.ofHours(24);

	private final ReadGroups groups;

	private final Lags lags;

	private final Retention retention;

	LagReports(ReadGroups groups, Lags lags, Retention retention) {
		this.groups = groups;
		this.lags = lags;
		this.retention = retention;
	}

	/**
	 * Tells how far behind a group is.
	 * @param groupId the group
	 * @param window how far back
	 * @return the report
	 * @throws NoSuchGroupException if there is no such group
	 */
	LagReport report(String groupId, Duration window) {
		Violations violations = new Violations();
		violations.check(!window.isNegative() && !window.isZero() && window.compareTo(MAX_WINDOW) <= 0, "window",
				"must be more than PT0S and at most PT24H");
		violations.throwIfAny();
		GroupSnapshot group = this.groups.get(groupId);
		Load load = this.lags.load(groupId);
		Double consumed = load.known() ? (Double) LagReport.rounded(load.consumed()) : null;
		Double produced = load.known() ? (Double) LagReport.rounded(load.produced()) : null;
		TimeLag timeLag = this.lags.of(groupId);
		List<PartitionLag> partitions = partitions(group);
		Duration retentionLeft = partitions.stream()
			.map(PartitionLag::retentionLeft)
			.filter(Objects::nonNull)
			.min(Duration::compareTo)
			.orElse(null);
		return new LagReport(groupId, (group.lag() >= 0) ? (Long) group.lag() : null,
				(timeLag != null) ? timeLag.value() : null, (timeLag != null) ? timeLag.method() : null, consumed,
				produced, caughtUpIn(group.lag(), consumed, produced), retentionLeft, window,
				this.lags.since(groupId, group.asOf().minus(window)).stream().map(LagPoint::from).toList(), partitions,
				group.asOf());
	}

	private static @Nullable Duration caughtUpIn(long lag, @Nullable Double consumed, @Nullable Double produced) {
		if (lag == 0) {
			return Duration.ZERO;
		}
		if (lag < 0 || consumed == null || produced == null || consumed <= produced) {
			return null;
		}
		return Duration.ofSeconds((long) Math.ceil(lag / (consumed - produced)));
	}

	private List<PartitionLag> partitions(GroupSnapshot group) {
		List<GroupTopic> behind = new ArrayList<>();
		group.topics().forEach((topic) -> {
			for (int row = 0; row < topic.size(); row++) {
				if (topic.lag(row) > 0) {
					behind.add(topic);
					break;
				}
			}
		});
		Map<String, Duration> kept = this.retention.of(behind.stream().map(GroupTopic::topic).toList());
		List<PartitionLag> partitions = new ArrayList<>();
		for (GroupTopic topic : behind) {
			for (int row = 0; row < topic.size(); row++) {
				if (topic.lag(row) > 0) {
					TimeLag timeLag = this.lags.of(topic.topic(), row, topic.committed(row));
					partitions.add(new PartitionLag(topic.topic(), row, topic.committed(row), topic.end(row),
							topic.lag(row), (timeLag != null) ? timeLag.value() : null,
							(timeLag != null) ? timeLag.method() : null,
							retentionLeft(kept.get(topic.topic()), timeLag, topic.committed(row) < topic.start(row))));
				}
			}
		}
		return partitions;
	}

	/**
	 * Returns how long until Kafka deletes the oldest record that is not read, which it
	 * does with whole segments.
	 * @param kept how long the topic keeps records
	 * @param timeLag how long the record has been there
	 * @param deleted whether it has been deleted
	 * @return zero where it was deleted or may be at any time; {@code null} if the topic
	 * does not delete by time, or the record may be older than is known
	 */
	static @Nullable Duration retentionLeft(@Nullable Duration kept, @Nullable TimeLag timeLag, boolean deleted) {
		if (deleted) {
			return Duration.ZERO;
		}
		if (kept == null || timeLag == null) {
			return null;
		}
		Duration left = kept.minus(timeLag.value());
		if (left.isNegative()) {
			return Duration.ZERO;
		}
		return (timeLag.method() != TimeLag.Method.BOUND) ? left : null;
	}

}
