package io.roster.commits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.common.utils.Utils;

import org.springframework.stereotype.Component;

/**
 * The last commits of all groups as far as they were read from Kafka's topic of offsets:
 * those of the last {@code roster.commits.look-back} before the service started and those
 * since. Knows nothing unless {@code roster.commits.follow} is on. What somebody has read
 * from Kafka by other means at some time is older than what is here if
 * {@link #seenUpTo(String)} is later than that, and may be newer if not.
 */
@Component
public class Commits {

	private static final Log log = LogFactory.getLog(Commits.class);

	private final int maxPartitions;

	private final Map<String, GroupCommits> groups = new ConcurrentHashMap<>();

	private final TopicNames names = new TopicNames();

	/** By partition of Kafka's topic; replaced, not changed. */
	private volatile long[] seenUpTo = {};

	private final AtomicInteger partitions = new AtomicInteger();

	private boolean full;

	Commits(CommitsProperties properties) {
		this.maxPartitions = properties.maxPartitions();
	}

	/**
	 * Returns what a group has committed for a partition.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the partition's number
	 * @return the offset, -1 if no commit was seen, or it is gone
	 */
	public long offset(String groupId, String topic, int partition) {
		GroupCommits group = this.groups.get(groupId);
		return (group != null) ? group.offset(topic, partition) : -1;
	}

	/**
	 * Returns when a group has last committed for a partition.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the partition's number
	 * @return milliseconds since 1970 by the clock of the group's coordinator, -1 if no
	 * commit was seen, or it is gone
	 */
	public long committedAt(String groupId, String topic, int partition) {
		GroupCommits group = this.groups.get(groupId);
		return (group != null) ? group.time(topic, partition) : -1;
	}

	/**
	 * Returns when a group has last committed anything.
	 * @param groupId the group
	 * @return milliseconds since 1970, -1 if no commit was seen, or all are gone
	 */
	public long lastCommitAt(String groupId) {
		GroupCommits group = this.groups.get(groupId);
		return (group != null) ? group.last() : -1;
	}

	/**
	 * Returns up to when all commits of a group were seen, by this machine's clock. It
	 * stays behind while a transaction is open in which any group with the same
	 * coordinator has committed: Kafka shows nothing behind it until it ends.
	 * @param groupId the group, which need not be there
	 * @return milliseconds since 1970, -1 if they were not yet read to their end
	 */
	public long seenUpTo(String groupId) {
		long[] times = this.seenUpTo;
		// As GroupCoordinatorService.partitionFor has it.
		return (times.length > 0) ? times[Utils.abs(groupId.hashCode()) % times.length] : -1;
	}

	/**
	 * Returns whether commits are followed.
	 * @return {@code false} also before they were first read to their end
	 */
	public boolean areFollowed() {
		return this.seenUpTo.length > 0;
	}

	/**
	 * Returns of how many partitions of all groups the last commit is known.
	 * @return their number, at most {@code roster.commits.max-partitions}
	 */
	public int partitions() {
		return this.partitions.get();
	}

	/**
	 * Tells up to when all commits were seen.
	 * @param times milliseconds since 1970 for each partition of Kafka's topic, not to be
	 * changed any more
	 */
	void seenUpTo(long[] times) {
		this.seenUpTo = times;
	}

	long[] seenUpTo() {
		return this.seenUpTo;
	}

	void committed(CommitRecord commit) {
		GroupCommits group = this.groups.get(commit.groupId());
		if (group != null && group.replace(commit.topic(), commit.partition(), commit.offset(), commit.committedAt())) {
			return;
		}
		if (this.partitions.get() >= this.maxPartitions) {
			if (!this.full) {
				log.warn("Groups have committed for more than roster.commits.max-partitions = " + this.maxPartitions
						+ " partitions; for the others the last commits are not kept in memory");
			}
			this.full = true;
			return;
		}
		if (group == null) {
			group = new GroupCommits();
		}
		group.add(commit.topic(), commit.partition(), commit.offset(), commit.committedAt(), this.names);
		this.groups.put(commit.groupId(), group);
		this.partitions.incrementAndGet();
	}

	void deleted(CommitRecord tombstone) {
		GroupCommits group = this.groups.get(tombstone.groupId());
		if (group != null && group.remove(tombstone.topic(), tombstone.partition(), this.names)) {
			this.partitions.decrementAndGet();
			if (group.isEmpty()) {
				this.groups.remove(tombstone.groupId());
			}
		}
	}

}
