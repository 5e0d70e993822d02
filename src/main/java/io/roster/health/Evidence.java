package io.roster.health;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import io.roster.group.LocalWorkers;
import io.roster.group.Member;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.TopicLog;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All that a partition is judged by. One instance is filled for a group, then for a
 * topic, then for one of its partitions after the other, so that judging hundreds of
 * thousands of them makes no garbage. What it holds is there once it is filled.
 */
@SuppressWarnings("NullAway.Init")
final class Evidence {

	/**
	 * States in which a group is in the middle of a rebalance. A streams group that is
	 * {@code NotReady} lacks topics, which no rebalance mends.
	 */
	private static final Set<String> REBALANCING = Set.of("PreparingRebalance", "CompletingRebalance", "Assigning",
			"Reconciling");

	private final WindowStore store;

	private final Looks looks;

	private final PartitionTimeLags timeLags;

	final Window window = new Window();

	GroupSnapshot group;

	long now;

	boolean settled;

	/** Whether it is known who owns what. */
	boolean ownersKnown;

	private final LocalWorkers workers;

	/** The workers that are paused, by their ids. */
	private final Set<String> paused;

	/** The workers by the partition that they took by hand; only asked for if needed. */
	private @Nullable Map<TopicPartition, String> manual;

	/** When a partition of each member moved last, in seconds since 1970. */
	private int[] movedAt = {};

	GroupTopic topic;

	TopicWindows windows;

	private @Nullable TopicEnds ends;

	private @Nullable TopicLog log;

	boolean topicOwned;

	long topicLag;

	/** How many partitions of the topic have a lag. */
	int topicPartitions;

	int partition;

	long committed;

	long start;

	long end;

	long lag;

	int owner;

	boolean leaderless;

	/** For how many milliseconds the offset has stood while records wait. */
	long silence;

	/** How far apart commits usually are, 0 if that is not known. */
	long usual;

	/** Whether a change of the offset was ever seen. */
	boolean hasMoved;

	/** In milliseconds, -1 if not known; see {@link #timeLag()}. */
	private long timeLag;

	private boolean timeLagKnown;

	private boolean windowRead;

	Evidence(WindowStore store, PartitionTimeLags timeLags, LocalWorkers workers) {
		this.store = store;
		this.looks = store.looks();
		this.timeLags = timeLags;
		this.workers = workers;
		this.paused = workers.paused();
	}

	static boolean isSettled(@Nullable String state) {
		return state == null || !REBALANCING.contains(state);
	}

	void group(GroupSnapshot group) {
		this.group = group;
		this.manual = null;
		this.now = group.asOf().toEpochMilli();
		this.settled = isSettled(group.state());
		this.ownersKnown = group.isDescribed();
		int members = group.members().size();
		if (this.movedAt.length < members) {
			this.movedAt = new int[members];
		}
		Arrays.fill(this.movedAt, 0);
	}

	/** Takes note of whose offsets move, for all of a group's topics first. */
	void members(GroupTopic topic, TopicWindows windows) {
		for (int row = 0; row < topic.size(); row++) {
			int owner = topic.owner(row);
			if (owner >= 0 && windows.hasMoved(row)) {
				this.movedAt[owner] = Math.max(this.movedAt[owner], windows.movedAt(row));
			}
		}
	}

	void topic(GroupTopic topic, TopicWindows windows) {
		this.topic = topic;
		this.windows = windows;
		this.ends = this.store.ends(topic.topic());
		this.log = topic.log();
		this.topicOwned = false;
		this.topicLag = 0;
		this.topicPartitions = 0;
		for (int row = 0; row < topic.size(); row++) {
			this.topicOwned = this.topicOwned || topic.owner(row) != GroupTopic.NOBODY;
			long lag = topic.lag(row);
			if (lag >= 0) {
				this.topicLag += lag;
				this.topicPartitions++;
			}
		}
	}

	void partition(int row) {
		this.partition = this.topic.partition(row);
		this.committed = this.topic.committed(row);
		this.start = this.topic.start(row);
		this.end = this.topic.end(row);
		this.lag = this.topic.lag(row);
		this.owner = this.ownersKnown ? this.topic.owner(row) : GroupTopic.SOMEBODY;
		this.leaderless = this.log != null && this.log.isLeaderless(this.partition);
		this.silence = Math.max(0, this.now - this.windows.standsSince(this.partition) * 1000L);
		this.usual = this.windows.usual(this.partition);
		this.hasMoved = this.windows.hasMoved(this.partition);
		this.timeLagKnown = false;
		this.windowRead = false;
	}

	/** Whether the partition's values are of an earlier look. */
	boolean isStale() {
		return this.log != null && this.log.isStale(this.partition);
	}

	boolean hasMembers() {
		return !this.group.members().isEmpty();
	}

	@Nullable Member member() {
		return (this.owner >= 0) ? this.group.members().get(this.owner) : null;
	}

	/** The paused worker that owns the partition, {@code null} if none does. */
	@Nullable String pausedWorker() {
		String worker = this.paused.isEmpty() ? null : worker();
		return (worker != null && this.paused.contains(worker)) ? worker : null;
	}

	private @Nullable String worker() {
		Member member = member();
		if (member != null) {
			return member.workerId();
		}
		if (this.owner != GroupTopic.SOMEBODY) {
			return null;
		}
		Map<TopicPartition, String> manual = this.manual;
		if (manual == null) {
			manual = this.workers.of(this.group.groupId()).manual();
			this.manual = manual;
		}
		return manual.isEmpty() ? null : manual.get(new TopicPartition(this.topic.topic(), this.partition));
	}

	/** Whether another partition of the same member has moved since this one stands. */
	boolean siblingsMove(long limit) {
		if (this.owner < 0) {
			return false;
		}
		int moved = this.movedAt[this.owner];
		return moved > this.windows.standsSince(this.partition) && this.now - moved * 1000L <= limit;
	}

	/** Whether the same offset was committed again, not long ago. */
	boolean isRepeated(long limit) {
		Window window = window();
		int last = window.size() - 1;
		return last > 0 && window.offset(last) == window.offset(last - 1) && this.now - window.time(last) <= limit;
	}

	Window window() {
		if (!this.windowRead) {
			this.windows.read(this.partition, this.window);
			this.windowRead = true;
		}
		return this.window;
	}

	/** How long the oldest record has been waiting in ms, -1 if that is not known. */
	long timeLag() {
		if (!this.timeLagKnown) {
			this.timeLag = this.timeLags.millis(this.group, this.topic, this.partition);
			this.timeLagKnown = true;
		}
		return this.timeLag;
	}

	/** How long the oldest record has been waiting at least, in ms. */
	long waitsAtLeast() {
		return (this.ends != null) ? this.ends.waited(this.partition, this.committed, this.looks) : 0;
	}

	/** How many records are written in a second, {@code NaN} if not known. */
	double written() {
		return (this.ends != null) ? this.ends.written(this.partition, this.looks) : Double.NaN;
	}

	/** How many records are deleted in a second, {@code NaN} if not known. */
	double deleted() {
		return (this.ends != null) ? this.ends.deleted(this.partition, this.now) : Double.NaN;
	}

	/** How many records were deleted before they were read. */
	long lost() {
		boolean sure = this.committed >= 0 && this.ends != null
				&& this.ends.startBefore(this.partition) > this.committed;
		return sure ? Math.max(0, this.start - this.committed) : 0;
	}

}
