package io.roster.health;

import io.roster.group.LocalWorkers;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * How every group is, judged anew at each snapshot by Roster's rules and by Burrow's.
 */
@Component
public class Health implements SnapshotObserver {

	private final WindowStore store;

	private final HealthProperties properties;

	private final ObjectProvider<PartitionTimeLags> timeLags;

	private final LocalWorkers workers;

	private volatile @Nullable Snapshot latest;

	Health(WindowStore store, HealthProperties properties, ObjectProvider<PartitionTimeLags> timeLags,
			LocalWorkers workers) {
		this.store = store;
		this.properties = properties;
		this.timeLags = timeLags;
		this.workers = workers;
	}

	@Override
	public void observed(Snapshot snapshot) {
		boolean read = this.store.look(snapshot);
		boolean first = this.store.isFirstLook();
		Tools tools = new Tools();
		for (GroupSnapshot group : snapshot.groups()) {
			GroupWindows windows = this.store.group(group.groupId());
			synchronized (windows) {
				take(snapshot, group, windows, first, tools.window);
				if (read) {
					windows.look(!group.isStale() && isUnsettled(group), this.store.isOtherRead());
				}
				// What could not be read this time is as it was.
				HealthStatus status = group.isStale() ? windows.status() : tools.judge.look(group, windows, read);
				windows.judged(status, tools.burrow.look(group, windows));
			}
		}
		this.store.looked(snapshot);
		this.latest = snapshot;
	}

	private static boolean isUnsettled(GroupSnapshot group) {
		return !Evidence.isSettled(group.state());
	}

	private void take(Snapshot snapshot, GroupSnapshot group, GroupWindows windows, boolean first, Window window) {
		long now = group.asOf().toEpochMilli();
		for (GroupTopic topic : group.topics()) {
			if (topic.exists()) {
				TopicWindows of = windows.current(topic.topic(), topic.size(), this.store.minDistance());
				of.seen = snapshot.id();
				for (int row = 0; row < topic.size() && !group.isStale(); row++) {
					of.look(row, topic.committed(row), topic.end(row), now, first, window);
				}
			}
		}
		windows.retain(snapshot.id());
	}

	/**
	 * Returns how a group is, in one word; cheap.
	 * @param groupId the group
	 * @return {@code null} if the newest snapshot has no such group
	 */
	public @Nullable HealthStatus status(String groupId) {
		Snapshot snapshot = this.latest;
		GroupWindows windows = this.store.find(groupId);
		if (windows == null || snapshot == null || snapshot.group(groupId) == null) {
			return null;
		}
		synchronized (windows) {
			return windows.status();
		}
	}

	/**
	 * Returns how a group is, with a reason and with those partitions that are not ok.
	 * @param groupId the group
	 * @return {@code null} if the newest snapshot has no such group
	 */
	public @Nullable GroupHealth of(String groupId) {
		return of(groupId, false);
	}

	@Nullable GroupHealth of(String groupId, boolean all) {
		return judged(groupId, (tools, group, windows) -> tools.judge.report(group, windows, all));
	}

	@Nullable BurrowHealth burrowOf(String groupId, boolean all) {
		return judged(groupId, (tools, group, windows) -> tools.burrow.report(group, windows, all));
	}

	private <T> @Nullable T judged(String groupId, Report<T> report) {
		Snapshot snapshot = this.latest;
		GroupSnapshot group = (snapshot != null) ? snapshot.group(groupId) : null;
		GroupWindows windows = this.store.find(groupId);
		if (group == null || windows == null) {
			return null;
		}
		synchronized (windows) {
			return report.of(new Tools(), group, windows);
		}
	}

	/**
	 * Returns Burrow's status of a group; cheap, and without garbage.
	 * @param groupId the group
	 * @return Burrow's number, 0 if there is no such group or nothing was ever committed
	 */
	public int burrow(String groupId) {
		GroupWindows windows = this.store.find(groupId);
		if (windows == null) {
			return BurrowStatus.NOTFOUND.code();
		}
		synchronized (windows) {
			return windows.burrow().code();
		}
	}

	/**
	 * Returns Burrow's status of a partition; cheap, and without garbage.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the partition's number
	 * @return Burrow's number, 0 if there is no such group or partition, or nothing was
	 * ever committed for it
	 */
	public int burrow(String groupId, String topic, int partition) {
		GroupWindows windows = this.store.find(groupId);
		if (windows == null) {
			return BurrowStatus.NOTFOUND.code();
		}
		synchronized (windows) {
			TopicWindows of = windows.find(topic);
			return (of == null || partition < 0 || partition >= of.partitions()) ? BurrowStatus.NOTFOUND.code()
					: of.burrow(partition).code();
		}
	}

	/**
	 * Returns whether ten commits of a partition are known: Burrow shows its metrics only
	 * then.
	 * @param groupId the group
	 * @param topic the topic
	 * @param partition the partition's number
	 * @return {@code false} also if there is no such group or partition
	 */
	public boolean isBurrowComplete(String groupId, String topic, int partition) {
		GroupWindows windows = this.store.find(groupId);
		if (windows == null) {
			return false;
		}
		synchronized (windows) {
			TopicWindows of = windows.find(topic);
			return of != null && partition >= 0 && partition < of.partitions() && of.size(partition) == Window.KEPT;
		}
	}

	/** What is reported of a group. */
	private interface Report<T> {

		T of(Tools tools, GroupSnapshot group, GroupWindows windows);

	}

	/** What one look or one report works with. */
	private final class Tools {

		private final Window window = new Window();

		private final Judge judge = new Judge(new Evidence(Health.this.store,
				Health.this.timeLags.getIfAvailable(() -> PartitionTimeLags.UNKNOWN), Health.this.workers),
				Health.this.properties);

		private final BurrowJudge burrow = new BurrowJudge(Health.this.properties, Health.this.store, this.window);

	}

}
