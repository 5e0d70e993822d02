package io.roster.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.GroupTopic;
import io.roster.snapshot.PartitionTimeLags;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.TopicLog;
import org.jspecify.annotations.Nullable;

/**
 * What one scrape shows of a snapshot, laid out so that a family goes over it by number
 * and can pause anywhere.
 */
final class Scrape {

	private final Snapshot snapshot;

	private final Duration took;

	private final List<GroupSnapshot> groups;

	private final List<TopicLog> logs;

	/** All topics of all groups in a row, and whose they are. */
	private final List<GroupTopic> topics = new ArrayList<>();

	private final List<GroupSnapshot> owners = new ArrayList<>();

	private final @Nullable PartitionTimeLags timeLag;

	private final @Nullable StatusSource status;

	Scrape(Snapshot snapshot, GroupFilter filter, @Nullable PartitionTimeLags timeLag, @Nullable StatusSource status) {
		this(snapshot, snapshot.took(), filter, timeLag, status);
	}

	Scrape(Snapshot snapshot, Duration took, GroupFilter filter, @Nullable PartitionTimeLags timeLag,
			@Nullable StatusSource status) {
		this.snapshot = snapshot;
		this.took = took;
		this.groups = filter.select(snapshot.groups());
		this.timeLag = timeLag;
		this.status = status;
		// Each once, however many groups read it.
		TreeMap<String, TopicLog> logs = new TreeMap<>();
		for (GroupSnapshot group : this.groups) {
			for (GroupTopic topic : group.topics()) {
				this.topics.add(topic);
				this.owners.add(group);
				TopicLog log = snapshot.log(topic.topic());
				if (log != null) {
					logs.put(topic.topic(), log);
				}
			}
		}
		this.logs = List.copyOf(logs.values());
	}

	Snapshot snapshot() {
		return this.snapshot;
	}

	/** How long the groups took to read. */
	Duration took() {
		return this.took;
	}

	/** The groups that are shown. */
	List<GroupSnapshot> groups() {
		return this.groups;
	}

	/** The logs of the topics of these groups. */
	List<TopicLog> logs() {
		return this.logs;
	}

	int groupTopics() {
		return this.topics.size();
	}

	GroupTopic groupTopic(int number) {
		return this.topics.get(number);
	}

	/** The group whose topic it is. */
	GroupSnapshot groupOf(int number) {
		return this.owners.get(number);
	}

	/** In milliseconds. */
	long timeLag(GroupSnapshot group, GroupTopic topic, int row) {
		return (this.timeLag != null) ? Values.known(this.timeLag.millis(group, topic, row)) : Family.NONE;
	}

	long wantedMembers(GroupSnapshot group) {
		return (this.status != null) ? Values.known(this.status.wantedMembers(group)) : Family.NONE;
	}

	long health(GroupSnapshot group) {
		return (this.status != null) ? Values.known(this.status.health(group)) : Family.NONE;
	}

	/** As one of Burrow's codes. */
	long status(GroupSnapshot group) {
		return (this.status != null) ? Values.known(this.status.group(group)) : Family.NONE;
	}

	/** As one of Burrow's codes. */
	long status(GroupSnapshot group, GroupTopic topic, int row) {
		return (this.status != null) ? Values.known(this.status.partition(group, topic, row)) : Family.NONE;
	}

}
