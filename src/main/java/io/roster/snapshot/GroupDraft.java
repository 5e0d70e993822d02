package io.roster.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.roster.group.DescribedGroup;
import io.roster.group.LocalWorkers.LocalGroup;
import io.roster.group.Member;
import io.roster.snapshot.GroupSnapshot.Head;
import io.roster.snapshot.TopicTable.Topic;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A group of a snapshot while its parts come in. */
final class GroupDraft {

	private final GroupListing listing;

	private final TopicTable topics;

	/** What is committed for topics that are there, by their names. */
	private final Map<String, long[]> committed = new HashMap<>(4);

	/** What is committed for topics and partitions that are not there. */
	private @Nullable TreeMap<String, TreeMap<Integer, Long>> gone;

	private @Nullable DescribedGroup group;

	private boolean absent;

	private boolean answered;

	private boolean incomplete;

	GroupDraft(GroupListing listing, TopicTable topics) {
		this.listing = listing;
		this.topics = topics;
	}

	GroupListing listing() {
		return this.listing;
	}

	void described(DescribedGroup group) {
		if (group.exists()) {
			this.group = group;
		}
		else {
			this.absent = true;
		}
	}

	/** The group went after it was listed. */
	void absent() {
		this.absent = true;
	}

	boolean isAbsent() {
		return this.absent;
	}

	/** Whether a broker lists it: one that nobody does has no state there. */
	boolean isListed() {
		return this.listing.groupState().isPresent();
	}

	/** Some part of it could not be read. */
	void failed() {
		this.incomplete = true;
	}

	void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
		this.answered = true;
		offsets.forEach((partition, offset) -> {
			if (offset != null) {
				commit(partition.topic(), partition.partition(), offset.offset());
			}
		});
	}

	private void commit(String name, int partition, long offset) {
		Topic topic = this.topics.topic(name);
		if (topic == null || partition >= topic.partitions()) {
			if (this.gone == null) {
				this.gone = new TreeMap<>();
			}
			this.gone.computeIfAbsent(name, (key) -> new TreeMap<>()).put(partition, offset);
			return;
		}
		long[] offsets = this.committed.get(name);
		if (offsets == null) {
			offsets = new long[topic.partitions()];
			Arrays.fill(offsets, Snapshot.UNKNOWN);
			this.committed.put(topic.name(), offsets);
		}
		offsets[partition] = offset;
	}

	/**
	 * Takes what was read last in place of what has not come.
	 * @param previous the group as it was read last, if it was
	 * @param commits whether groups of its type commit
	 * @return {@code false} if something has not come of which nobody has said why
	 */
	boolean carryOver(@Nullable GroupSnapshot previous, boolean commits) {
		boolean late = !this.absent && !this.incomplete && (this.group == null || (commits && !this.answered));
		this.incomplete |= late;
		if (previous != null && commits && !this.answered) {
			commitAs(previous);
		}
		return !late;
	}

	private void commitAs(GroupSnapshot previous) {
		for (GroupTopic topic : previous.topics()) {
			for (int row = 0; row < topic.size(); row++) {
				if (topic.committed(row) >= 0) {
					commit(topic.topic(), topic.partition(row), topic.committed(row));
				}
			}
		}
	}

	/** The topics that are known to belong to the group and are there. */
	Set<String> topics(LocalGroup local, @Nullable GroupSnapshot previous) {
		Set<String> names = new TreeSet<>(this.committed.keySet());
		names.addAll(local.topics());
		members(local, previous).forEach((member) -> {
			member.assignment().forEach((assigned) -> names.add(assigned.topic()));
			if (member.targetAssignment() != null) {
				member.targetAssignment().forEach((target) -> names.add(target.topic()));
			}
		});
		names.removeIf((name) -> this.topics.topic(name) == null);
		return names;
	}

	private List<Member> members(LocalGroup local, @Nullable GroupSnapshot previous) {
		if (this.group != null) {
			return local.workerIds().isEmpty() ? this.group.members()
					: this.group.members()
						.stream()
						.map((member) -> member.withWorkerId(local.workerIds().get(member.clientId())))
						.toList();
		}
		return (previous != null) ? previous.members() : List.of();
	}

	/**
	 * Makes the group of its parts.
	 * @param logs the logs of its topics
	 * @param previous the group as it was read last, if it was
	 * @param asOf when the snapshot began
	 * @return the group
	 */
	GroupSnapshot finish(Map<String, TopicLog> logs, LocalGroup local, @Nullable GroupSnapshot previous, boolean own,
			Names names, Instant asOf) {
		List<Member> members = members(local, previous);
		if (previous != null && previous.members().equals(members)) {
			members = previous.members();
		}
		Map<String, int[]> owners = owners(members, local);
		List<GroupTopic> rows = new ArrayList<>();
		for (String name : topics(local, previous)) {
			TopicLog log = logs.get(name);
			if (log != null) {
				rows.add(new GroupTopic(log, this.committed.get(name), owners.get(name)));
			}
		}
		if (this.gone != null) {
			this.gone.forEach((name,
					offsets) -> rows.add(new GroupTopic(names.of(name),
							offsets.keySet().stream().mapToInt(Integer::intValue).toArray(),
							offsets.values().stream().mapToLong(Long::longValue).toArray(), null)));
			rows.sort((left, right) -> left.topic().compareTo(right.topic()));
		}
		Head head = head(members, previous, names);
		return (this.incomplete && previous != null) ? new GroupSnapshot(head, rows, previous.asOf(), own, true)
				: new GroupSnapshot(head, rows, asOf, own, false);
	}

	private Head head(List<Member> members, @Nullable GroupSnapshot previous, Names names) {
		String id = (previous != null) ? previous.groupId() : this.listing.groupId();
		if (this.group != null) {
			// Of a group whose members have left the protocol's type is told only by the
			// list.
			return new Head(id, this.group.type(), names.of(this.group.state()), names.of(this.listing.protocol()),
					(this.group.assignor() != null) ? names.of(this.group.assignor()) : null,
					(this.group.coordinator() != null) ? this.group.coordinator().id() : Snapshot.UNKNOWN, members,
					true);
		}
		if (previous != null && previous.isDescribed()) {
			return previous.head();
		}
		return new Head(id, ClusterReader.kind(this.listing),
				this.listing.groupState().isPresent() ? names.of(this.listing.groupState().get().toString()) : null,
				names.of(this.listing.protocol()), null, Snapshot.UNKNOWN, List.of(), false);
	}

	private Map<String, int[]> owners(List<Member> members, LocalGroup local) {
		Map<String, int[]> owners = new HashMap<>(4);
		for (int member = 0; member < members.size(); member++) {
			for (Member.TopicPartitions assigned : members.get(member).assignment()) {
				for (int partition : assigned.partitions()) {
					own(owners, assigned.topic(), partition, member);
				}
			}
		}
		local.manual()
			.keySet()
			.forEach((partition) -> own(owners, partition.topic(), partition.partition(), GroupTopic.SOMEBODY));
		return owners;
	}

	private void own(Map<String, int[]> owners, String name, int partition, int owner) {
		Topic topic = this.topics.topic(name);
		if (topic == null || partition >= topic.partitions()) {
			return;
		}
		int[] of = owners.computeIfAbsent(name, (key) -> {
			int[] nobody = new int[topic.partitions()];
			Arrays.fill(nobody, GroupTopic.NOBODY);
			return nobody;
		});
		of[partition] = (of[partition] == GroupTopic.NOBODY) ? owner : GroupTopic.SOMEBODY;
	}

}
