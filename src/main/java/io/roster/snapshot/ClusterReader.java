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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

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

	/** Groups of one call. */
	private static final int CHUNK_GROUPS = 2000;

	/** Partitions of the groups of one call, as far as they are known from last time. */
	private static final int CHUNK_ROWS = 40_000;

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

		Set<String> local = this.workers.groupIds();
		Function<String, LocalGroup> localGroups = (id) -> local.contains(id) ? this.workers.of(id) : LocalGroup.NONE;
		Map<String, GroupDraft> drafts = new HashMap<>(listings.size() * 2);
		listings.forEach((listing) -> drafts.put(listing.groupId(), new GroupDraft(listing, topics)));
		Answers answers = new Answers(this.patience, begun + (end - begun) / 2);
		ask(calls.half(), drafts, previous, answers, errors);
		answers.finish();

		Set<String> names = new TreeSet<>();
		drafts.forEach((id, draft) -> {
			GroupSnapshot before = (previous != null) ? previous.group(id) : null;
			if (!draft.carryOver(before, kind(draft.listing()).commitsOffsets())) {
				note(errors, ReadError.late(id));
			}
			names.addAll(draft.topics(localGroups.apply(id), before));
		});
		List<GroupSnapshot> unlisted = (previous != null) ? previous.groups()
			.stream()
			.filter((group) -> !drafts.containsKey(group.groupId()) && (!allListed || orphaned.test(group.groupId())))
			.toList() : List.of();
		unlisted.forEach((group) -> names.addAll(group.topicNames()));
		LogReader logs = new LogReader(calls, new Answers(this.patience, end));
		logs.ask(names, topics);
		logs.await(() -> this.metadata.read(this.cluster.calls().left()));
		Map<String, TopicLog> read = logs.logs(previous);
		errors.addAll(logs.errors());

		List<GroupSnapshot> groups = new ArrayList<>(drafts.size());
		drafts.forEach((id, draft) -> {
			if (!draft.isAbsent()) {
				groups.add(draft.finish(read, localGroups.apply(id), (previous != null) ? previous.group(id) : null,
						this.workers.isOwn(id), this.names, asOf));
			}
		});
		unlisted.forEach((group) -> groups.add(asItWas(group, read)));
		groups.sort(Comparator.comparing(GroupSnapshot::groupId));
		groups.forEach((group) -> this.groups.known(group.groupId(), group.type(), group.topicNames()));
		Collection<Node> brokers = calls.get(nodes, (problem) -> errors.add(ReadError.of(null, problem)));
		return new Snapshot(ThreadLocalRandom.current().nextLong(), asOf, asOf,
				Duration.ofNanos(System.nanoTime() - begun), groups, read, errors.stream().distinct().toList(),
				(brokers != null) ? brokers.size() : 0, changes);
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

	private void ask(Calls calls, Map<String, GroupDraft> drafts, @Nullable Snapshot previous, Answers answers,
			List<ReadError> errors) {
		Map<GroupKind, List<String>> chunk = new EnumMap<>(GroupKind.class);
		int groups = 0;
		int rows = 0;
		for (GroupDraft draft : drafts.values()) {
			String id = draft.listing().groupId();
			GroupSnapshot before = (previous != null) ? previous.group(id) : null;
			chunk.computeIfAbsent(kind(draft.listing()), (kind) -> new ArrayList<>()).add(id);
			rows += (before != null) ? before.partitions() : 0;
			if (++groups == CHUNK_GROUPS || rows >= CHUNK_ROWS) {
				send(calls, chunk, drafts, answers, errors);
				chunk.clear();
				groups = 0;
				rows = 0;
			}
		}
		send(calls, chunk, drafts, answers, errors);
	}

	private static void send(Calls calls, Map<GroupKind, List<String>> chunk, Map<String, GroupDraft> drafts,
			Answers answers, List<ReadError> errors) {
		Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
		chunk.forEach((kind, ids) -> {
			kind.describe(calls, ids)
				.forEach((id, future) -> take(calls, answers, future, drafts.get(id), GroupDraft::described, errors));
			if (kind.commitsOffsets()) {
				ids.forEach((id) -> specs.put(id, new ListConsumerGroupOffsetsSpec()));
			}
		});
		if (!specs.isEmpty()) {
			ListConsumerGroupOffsetsResult offsets = calls.admin()
				.listConsumerGroupOffsets(specs, calls.within(new ListConsumerGroupOffsetsOptions()));
			specs.keySet()
				.forEach((id) -> take(calls, answers, offsets.partitionsToOffsetAndMetadata(id), drafts.get(id),
						GroupDraft::committed, errors));
		}
	}

	private static <T> void take(Calls calls, Answers answers, KafkaFuture<T> future, @Nullable GroupDraft draft,
			BiConsumer<GroupDraft, T> part, List<ReadError> errors) {
		if (draft == null) {
			return;
		}
		answers.take(future, (answer, failure) -> {
			if (answer != null) {
				part.accept(draft, answer);
			}
			else if (failure != null) {
				ProblemException problem = calls.problem(failure);
				if (problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
					draft.absent();
				}
				else {
					draft.failed();
					note(errors, ReadError.of(draft.listing().groupId(), problem));
				}
			}
		});
	}

	private static void note(List<ReadError> errors, ReadError error) {
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
