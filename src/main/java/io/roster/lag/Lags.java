package io.roster.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.roster.group.TimeLag;
import io.roster.group.TimeLags;
import io.roster.lag.GroupSeries.Complete;
import io.roster.lag.GroupSeries.Load;
import io.roster.lag.GroupSeries.Point;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * How far behind in time groups are, and how that went, from one snapshot to the next.
 */
@Component
@Order(0)
public class Lags implements SnapshotObserver, TimeLags, PartitionTimeLags {

	/**
	 * Snapshots can follow each other faster; points do not, so that they reach as far
	 * back.
	 */
	static final Duration DENSEST = Duration.ofSeconds(5);

	/** How long after the start groups may come whose earlier points are known. */
	private static final Duration LATEST = Duration.ofHours(1);

	private final Ends ends;

	private final ExactTimes exact;

	private final LagHistory history;

	private final Standing standing = new Standing();

	private final Map<String, GroupSeries> series = new ConcurrentHashMap<>();

	/**
	 * Of an earlier run, for groups that were not seen yet: they may not have been read
	 * at first. Also the lock for that.
	 */
	private final Map<String, GroupSeries> waiting = new HashMap<>();

	private @Nullable Instant begin;

	private volatile Map<String, TimeLag> largest = Map.of();

	private @Nullable Snapshot previous;

	Lags(ExactTimes exact, LagHistory history) {
		this.exact = exact;
		this.ends = new Ends(exact::times);
		this.history = history;
	}

	@Override
	public void observed(Snapshot snapshot) {
		this.ends.add(snapshot);
		Map<String, TimeLag> largest = new HashMap<>();
		List<Behind> behind = new ArrayList<>();
		for (GroupSnapshot group : snapshot.groups()) {
			TimeLag lag = largest(group, snapshot.asOf().toEpochMilli(), behind);
			if (lag != null) {
				largest.put(group.groupId(), lag);
			}
		}
		this.largest = largest;
		this.exact.ask(behind);
		if (this.previous == null || !snapshot.asOf().isBefore(this.previous.asOf().plus(DENSEST))) {
			this.standing.observed(snapshot, this.previous);
			remember(snapshot, largest);
			this.previous = snapshot;
		}
	}

	private @Nullable TimeLag largest(GroupSnapshot group, long now, List<Behind> behind) {
		TimeLag largest = null;
		for (GroupTopic topic : group.topics()) {
			for (int row = 0; row < topic.size(); row++) {
				long lag = topic.lag(row);
				if (lag < 0 || (lag == 0 && largest != null)) {
					continue;
				}
				TimeLag own = (lag == 0) ? TimeLag.NONE
						: this.ends.timeLag(topic.topic(), row, topic.committed(row), now);
				if (own != null) {
					largest = (largest == null || own.value().compareTo(largest.value()) > 0) ? own : largest;
				}
				if (lag > 0) {
					behind.add(new Behind(topic, row, lag, own == null || own.method() == TimeLag.Method.BOUND));
				}
			}
		}
		return largest;
	}

	private void remember(Snapshot snapshot, Map<String, TimeLag> largest) {
		this.series.keySet().removeIf((id) -> snapshot.group(id) == null);
		Map<String, Complete> complete = new HashMap<>();
		for (GroupSnapshot group : snapshot.groups()) {
			if (group.isInternal() || group.isStale()) {
				continue;
			}
			Point point = point(group, this.previous, largest.get(group.groupId()));
			GroupSeries series = series(group.groupId());
			synchronized (series) {
				Complete done = series.add(point);
				if (done != null) {
					complete.put(group.groupId(), done);
				}
			}
		}
		this.history.keep(complete);
		this.history.load(this::restore);
		forgetWaiting(snapshot.asOf());
	}

	private GroupSeries series(String groupId) {
		GroupSeries known = this.series.get(groupId);
		if (known != null) {
			return known;
		}
		synchronized (this.waiting) {
			GroupSeries waiting = this.waiting.remove(groupId);
			GroupSeries series = (waiting != null) ? waiting : new GroupSeries();
			this.series.put(groupId, series);
			return series;
		}
	}

	private void restore(String groupId, Point point) {
		synchronized (this.waiting) {
			GroupSeries known = this.series.get(groupId);
			GroupSeries series = (known != null) ? known
					: this.waiting.computeIfAbsent(groupId, (id) -> new GroupSeries());
			synchronized (series) {
				series.restore(point);
			}
		}
	}

	private void forgetWaiting(Instant now) {
		Instant begin = this.begin;
		if (begin == null) {
			this.begin = now;
		}
		else if (now.isAfter(begin.plus(LATEST))) {
			synchronized (this.waiting) {
				this.waiting.clear();
			}
		}
	}

	private static Point point(GroupSnapshot group, @Nullable Snapshot previous, @Nullable TimeLag timeLag) {
		GroupSnapshot before = (previous != null) ? previous.group(group.groupId()) : null;
		long at = group.asOf().toEpochMilli();
		double consumed = 0;
		double produced = 0;
		if (previous != null && before != null && before.asOf().isBefore(group.asOf())) {
			// What a stale group has committed is older than where its logs end.
			double seconds = (at - before.asOf().toEpochMilli()) / 1000.0;
			double grown = Math.max(1, at - previous.asOf().toEpochMilli()) / 1000.0;
			Map<String, GroupTopic> topics = Scaling.topics(before);
			for (GroupTopic topic : group.topics()) {
				GroupTopic was = topics.get(topic.topic());
				if (was != null && topic.exists() && was.exists()) {
					consumed += Rates.consumed(topic, was) / seconds;
					produced += Rates.produced(topic, was) / grown;
				}
			}
		}
		return new Point(at, group.lag(), (timeLag != null) ? timeLag.value().toMillis() : -1, (float) consumed,
				(float) produced, group.members().size());
	}

	@Override
	public @Nullable TimeLag of(String groupId) {
		return this.largest.get(groupId);
	}

	@Override
	public @Nullable TimeLag of(String topic, int partition, long committedOffset) {
		return this.ends.timeLag(topic, partition, committedOffset, this.exact.now());
	}

	@Override
	public long millis(GroupSnapshot group, GroupTopic topic, int row) {
		long lag = topic.lag(row);
		if (lag <= 0) {
			return lag;
		}
		return this.ends.millis(topic.topic(), row, topic.committed(row), group.asOf().toEpochMilli());
	}

	/** How much of a group's lag does not move, whoever owns the partitions. */
	long stuck(GroupSnapshot group) {
		return this.standing.lag(group);
	}

	/** What a group does. */
	Load load(String groupId) {
		GroupSeries series = this.series.get(groupId);
		if (series == null) {
			return Load.NONE;
		}
		synchronized (series) {
			return series.load();
		}
	}

	/** The points of a group since some time. */
	List<Point> since(String groupId, Instant since) {
		GroupSeries series = this.series.get(groupId);
		if (series == null) {
			return List.of();
		}
		synchronized (series) {
			return series.since(since);
		}
	}

	/**
	 * A partition that is behind.
	 *
	 * @param topic the topic of a group
	 * @param row the row of the topic
	 * @param lag how many records are not read
	 * @param unknown whether its time lag is not known otherwise
	 */
	record Behind(GroupTopic topic, int row, long lag, boolean unknown) {
	}

}
