package io.roster.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.group.GroupKind;
import io.roster.group.Groups;
import io.roster.group.LocalWorkers;
import io.roster.group.LocalWorkers.LocalGroup;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Reads all groups of the cluster. First which there are, and in one request the topics;
 * then, in parallel, what the groups are, by their types, and what they have committed;
 * last the logs of all partitions that came up. Each is one request to each broker
 * concerned for as many groups as fit a chunk, and what does not answer in time is as it
 * was before.
 */
class ClusterReader {

	/** As many groups are told one by one; more would only be more of the same. */
	private static final int MAX_ERRORS = 100;

	private final Cluster cluster;

	private final TopicMetadata metadata;

	private final Groups groups;

	private final LocalWorkers workers;

	private final Clock clock;

	private final Duration timeout;

	private final Duration patience;

	private final Names names = new Names();

	/** The partitions of groups that had no leader at the last read. */
	private BitSet withoutCoordinator = new BitSet();

	/**
	 * Makes one.
	 * @param timeout how long a snapshot may take
	 * @param patience how long no answer may come before those that are missing are given
	 * up
	 */
	ClusterReader(Cluster cluster, TopicMetadata metadata, Groups groups, LocalWorkers workers, Clock clock,
			Duration timeout, Duration patience) {
		this.cluster = cluster;
		this.groups = groups;
		this.metadata = metadata;
		this.workers = workers;
		this.clock = clock;
		this.timeout = timeout;
		this.patience = patience;
	}

	/**
	 * Reads the cluster.
	 * @param previous the snapshot before
	 * @return the next one
	 * @throws ProblemException if no broker lists its groups, or topics cannot be read
	 */
	Snapshot read(@Nullable Snapshot previous) {
		Instant asOf = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		long changes = this.groups.changes();
		long begun = System.nanoTime();
		long end = begun + this.timeout.toNanos();
		Calls calls = this.cluster.calls(this.timeout);
		List<ReadError> errors = new ArrayList<>();
		// That nobody is there should show sooner than a read of everything may take.
		Calls first = this.cluster.calls();
		ListGroupsResult listed = first.admin().listGroups(first.within(new ListGroupsOptions()));
		KafkaFuture<Collection<Node>> nodes = calls.admin()
			.describeCluster(calls.within(new DescribeClusterOptions()))
			.nodes();
		TopicTable topics = topics(first, listed);
		Collection<GroupListing> listings = listings(first, listed, errors);
		boolean allListed = errors.isEmpty();
		Predicate<String> orphaned = withoutCoordinator(topics, errors);
		Map<Boolean, List<GroupSnapshot>> unlisted = unlisted(previous, listings).stream()
			.collect(Collectors.partitioningBy((group) -> !allListed || orphaned.test(group.groupId())));
		List<GroupSnapshot> unknown = unlisted.getOrDefault(true, List.of());
		Map<String, GroupDraft> drafts = drafts(listings, unlisted.getOrDefault(false, List.of()), topics);
		new GroupReader(calls.half(), new Answers(this.patience, begun + (end - begun) / 2), drafts).read(previous,
				errors);
		Set<String> local = this.workers.groupIds();
		Function<String, LocalGroup> localGroups = (id) -> local.contains(id) ? this.workers.of(id) : LocalGroup.NONE;
		Set<String> names = complete(drafts, previous, localGroups, errors);
		unknown.forEach((group) -> names.addAll(group.topicNames()));

		LogReader logs = new LogReader(calls, new Answers(this.patience, end));
		logs.ask(names, topics);
		logs.await(() -> this.metadata.read(this.cluster.calls().left()));
		Map<String, TopicLog> read = logs.logs(previous);
		errors.addAll(logs.errors());

		List<GroupSnapshot> groups = finish(drafts, previous, localGroups, read, asOf);
		unknown.forEach((group) -> groups.add(asItWas(group, read)));
		groups.sort(Comparator.comparing(GroupSnapshot::groupId));
		groups.forEach((group) -> this.groups.known(group.groupId(), group.type(), group.topicNames()));
		Collection<Node> brokers = calls.get(nodes, (problem) -> errors.add(ReadError.of(null, problem)));
		return new Snapshot(ThreadLocalRandom.current().nextLong(), asOf, asOf,
				Duration.ofNanos(System.nanoTime() - begun), groups, read, errors.stream().distinct().toList(),
				(brokers != null) ? brokers.size() : Snapshot.UNKNOWN, changes);
	}

	private static List<GroupSnapshot> unlisted(@Nullable Snapshot previous, Collection<GroupListing> listings) {
		if (previous == null) {
			return List.of();
		}
		Set<String> listed = listings.stream().map(GroupListing::groupId).collect(Collectors.toSet());
		return previous.groups().stream().filter((group) -> !listed.contains(group.groupId())).toList();
	}

	/**
	 * The groups that are asked about: also those that nobody lists any more, since a
	 * group that changes its broker may be in neither list, and what is known of it would
	 * be forgotten.
	 */
	private static Map<String, GroupDraft> drafts(Collection<GroupListing> listings, List<GroupSnapshot> missing,
			TopicTable topics) {
		Map<String, GroupDraft> drafts = new HashMap<>(listings.size() * 2);
		listings.forEach((listing) -> drafts.put(listing.groupId(), new GroupDraft(listing, topics)));
		missing.forEach((group) -> drafts.put(group.groupId(), new GroupDraft(listing(group), topics)));
		return drafts;
	}

	private static GroupListing listing(GroupSnapshot group) {
		return new GroupListing(group.groupId(), Optional.of(GroupType.parse(group.type().toString())),
				(group.protocolType() != null) ? group.protocolType() : "", Optional.empty());
	}

	/** Takes what was known where nothing has come, and returns the topics of all. */
	private static Set<String> complete(Map<String, GroupDraft> drafts, @Nullable Snapshot previous,
			Function<String, LocalGroup> localGroups, List<ReadError> errors) {
		Set<String> names = new TreeSet<>();
		drafts.forEach((id, draft) -> {
			GroupSnapshot before = (previous != null) ? previous.group(id) : null;
			if (!draft.carryOver(before, kind(draft.listing()).commitsOffsets())) {
				note(errors, ReadError.late(id));
			}
			names.addAll(draft.topics(localGroups.apply(id), before));
		});
		return names;
	}

	private List<GroupSnapshot> finish(Map<String, GroupDraft> drafts, @Nullable Snapshot previous,
			Function<String, LocalGroup> localGroups, Map<String, TopicLog> logs, Instant asOf) {
		List<GroupSnapshot> groups = new ArrayList<>(drafts.size());
		drafts.forEach((id, draft) -> {
			GroupSnapshot before = (previous != null) ? previous.group(id) : null;
			if (!draft.isAbsent()) {
				groups.add(draft.finish(logs, localGroups.apply(id), before, this.workers.isOwn(id), this.names, asOf));
			}
			else if (draft.isListed() && before != null && !before.isStale()) {
				// It may have changed its type since it was listed; the next read knows.
				groups.add(asItWas(before, logs));
			}
		});
		return groups;
	}

	/** Read while the groups are listed; if nobody is there, the list says so better. */
	private TopicTable topics(Calls calls, ListGroupsResult listed) {
		try {
			return this.metadata.read(calls.left());
		}
		catch (ProblemException ex) {
			calls.get(listed.valid());
			throw ex;
		}
	}

	private Collection<GroupListing> listings(Calls calls, ListGroupsResult listed, List<ReadError> errors) {
		Collection<GroupListing> listings = calls.get(listed.valid());
		for (Throwable failure : calls.get(listed.errors())) {
			ProblemException problem = calls.problem(failure);
			if (listings.isEmpty()) {
				throw problem;
			}
			errors.add(ReadError.of(null, problem));
		}
		return listings;
	}

	static void note(List<ReadError> errors, ReadError error) {
		if (errors.size() < MAX_ERRORS) {
			errors.add(error);
		}
	}

	/**
	 * Tells the groups that no broker lists because the partition that keeps them has no
	 * leader. Those of the read before are among them: the brokers may have been asked
	 * before the new leader was there.
	 */
	private Predicate<String> withoutCoordinator(TopicTable topics, List<ReadError> errors) {
		TopicTable.Topic kept = topics.topic(Topic.GROUP_METADATA_TOPIC_NAME);
		if (kept == null) {
			return (id) -> false;
		}
		kept.leaderless()
			.stream()
			.forEach((number) -> note(errors, ReadError.leaderless(new TopicPartition(kept.name(), number))));
		BitSet without = (BitSet) kept.leaderless().clone();
		without.or(this.withoutCoordinator);
		this.withoutCoordinator = kept.leaderless();
		return (id) -> without.get(Utils.abs(id.hashCode()) % kept.partitions());
	}

	/**
	 * Whether a group is still there is not known while a broker does not list its own.
	 */
	private static GroupSnapshot asItWas(GroupSnapshot group, Map<String, TopicLog> logs) {
		List<GroupTopic> topics = group.topics().stream().map((topic) -> topic.on(logs.get(topic.topic()))).toList();
		return new GroupSnapshot(group.head(), topics, group.asOf(), group.isInternal(), true);
	}

	static GroupKind kind(GroupListing listing) {
		return listing.type().isPresent() ? GroupKind.of(listing.type().get()) : GroupKind.CLASSIC;
	}

}
