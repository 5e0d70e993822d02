package io.roster.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.commits.Commits;

/**
 * Brings a snapshot up to date where commits are followed: what groups have committed
 * since is known, and only the logs are read anew. Groups, members and owners are as they
 * were.
 */
class LaterCommits {

	private final Cluster cluster;

	private final TopicMetadata metadata;

	private final Commits commits;

	private final Clock clock;

	private final Duration patience;

	LaterCommits(Cluster cluster, TopicMetadata metadata, Commits commits, Clock clock, Duration patience) {
		this.cluster = cluster;
		this.metadata = metadata;
		this.commits = commits;
		this.clock = clock;
		this.patience = patience;
	}

	/** Whether commits are followed. */
	boolean areKnown() {
		return this.commits.areFollowed();
	}

	/**
	 * Brings a snapshot up to date.
	 * @param before the newest snapshot
	 * @return the next one; groups of which not all commits are known are as they were
	 * @throws io.roster.problem.ProblemException if Kafka cannot be asked
	 */
	Snapshot addTo(Snapshot before) {
		Instant readAt = before.readAt();
		Instant asOf = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		long begun = System.nanoTime();
		Calls calls = this.cluster.calls();
		TopicTable topics = this.metadata.read(calls.left());
		Set<String> names = new HashSet<>();
		before.logs().forEach((log) -> names.add(log.topic()));
		LogReader reader = new LogReader(calls, new Answers(this.patience, begun + calls.left().toNanos()));
		reader.ask(names, topics);
		reader.await(() -> this.metadata.read(this.cluster.calls().left()));
		Map<String, TopicLog> logs = reader.logs(before);
		List<GroupSnapshot> groups = new ArrayList<>(before.groups().size());
		before.groups().forEach((group) -> groups.add(later(group, logs, readAt, asOf)));
		List<ReadError> errors = new ArrayList<>(before.errors());
		errors.addAll(reader.errors());
		return new Snapshot(ThreadLocalRandom.current().nextLong(), asOf, readAt,
				Duration.ofNanos(System.nanoTime() - begun), groups, logs, errors.stream().distinct().toList(),
				before.brokers(), before.changes());
	}

	private GroupSnapshot later(GroupSnapshot group, Map<String, TopicLog> logs, Instant readAt, Instant asOf) {
		// A commit that the snapshot has may be missing here, and new ends beside old
		// commits are a lag that never was.
		if (group.isStale() || this.commits.seenUpTo(group.groupId()) < readAt.toEpochMilli()) {
			return group;
		}
		List<GroupTopic> topics = new ArrayList<>(group.topics().size());
		for (GroupTopic topic : group.topics()) {
			GroupTopic now = topic.on(logs.get(topic.topic()));
			topics.add(now.exists() ? now.with(committed(group, now)) : now);
		}
		return new GroupSnapshot(group.head(), topics, asOf, group.isInternal(), false);
	}

	private long[] committed(GroupSnapshot group, GroupTopic topic) {
		long[] committed = new long[topic.size()];
		for (int row = 0; row < committed.length; row++) {
			long later = this.commits.offset(group.groupId(), topic.topic(), row);
			committed[row] = (later >= 0) ? later : topic.committed(row);
		}
		return committed;
	}

}
