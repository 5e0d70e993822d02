package io.roster.group;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.roster.cluster.Calls;
import io.roster.cluster.ReadError;
import io.roster.group.LocalWorkers.LocalGroup;
import io.roster.problem.ProblemException;
import io.roster.topic.LogEnds;
import io.roster.topic.TopicLookup;
import io.roster.topic.Topics;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads groups with the fewest calls there are, for one group as for all. First round, in
 * parallel: what the groups are and what they committed, and the topics that they are
 * known to read; only topics that come up for the first time cost a round of their own.
 * Last round: both ends of the logs. Each call is batched over all groups and partitions.
 */
class GroupReader {

	private final LocalWorkers workers;

	private final Topics topics;

	private final Clock clock;

	GroupReader(LocalWorkers workers, Topics topics, Clock clock) {
		this.workers = workers;
		this.topics = topics;
		this.clock = clock;
	}

	/**
	 * Reads groups of known types.
	 * @param calls the calls to read with
	 * @param types the groups and what kind they are
	 * @param topicsHint topics that are likely to be theirs
	 * @param failed takes the groups that could not be described
	 * @return the groups that could, by their ids
	 */
	Map<String, GroupReading> read(Calls calls, Map<String, GroupKind> types, Collection<String> topicsHint,
			Failures failed) {
		Instant asOf = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		Calls first = calls.half();
		Map<String, KafkaFuture<DescribedGroup>> described = describe(first, types);
		Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> committed = committed(first, types);
		TopicLookup topics = this.topics.lookUp(calls);
		LogEnds log = new LogEnds(calls, topics);
		topics.ask(topicsHint);
		Set<TopicPartition> hinted = topics.partitions(topicsHint);
		log.askStarts(hinted);
		log.askEnds(hinted);

		Map<String, Draft> drafts = new LinkedHashMap<>();
		first.each(described, (id, group) -> drafts.put(id, draft(group)), failed::accept);
		first.each(committed, (id, offsets) -> {
			Draft draft = drafts.get(id);
			if (draft != null) {
				draft.commit(offsets);
			}
		}, (id, problem) -> {
			Draft draft = drafts.get(id);
			if (draft != null) {
				draft.errors.add(ReadError.of(id, problem));
			}
		});
		topics.await();
		Set<String> known = new TreeSet<>();
		drafts.values().forEach((draft) -> known.addAll(draft.topics));
		topics.ask(known);
		topics.await();

		Set<TopicPartition> all = new HashSet<>();
		drafts.values().forEach((draft) -> {
			draft.partitions.addAll(topics.partitions(draft.topics));
			all.addAll(draft.partitions);
		});
		log.askStarts(all);
		log.askEnds(all);
		log.await();
		log.askEndsAgain(overtaken(drafts.values(), log));
		List<ReadError> topicErrors = topics.errors();
		Map<String, GroupReading> readings = new LinkedHashMap<>();
		drafts.forEach((id, draft) -> readings.put(id, draft.finish(log, topicErrors, asOf)));
		return readings;
	}

	/**
	 * Partitions whose commit is beyond the end that was read: it may just have been read
	 * before the commit was.
	 */
	private static Set<TopicPartition> overtaken(Collection<Draft> drafts, LogEnds log) {
		Set<TopicPartition> overtaken = new HashSet<>();
		drafts.forEach((draft) -> draft.committed.forEach((partition, committed) -> {
			Long end = log.end(partition);
			if (end != null && committed.offset() > end) {
				overtaken.add(partition);
			}
		}));
		return overtaken;
	}

	private Map<String, KafkaFuture<DescribedGroup>> describe(Calls calls, Map<String, GroupKind> types) {
		Map<GroupKind, List<String>> byKind = types.keySet().stream().collect(Collectors.groupingBy(types::get));
		Map<String, KafkaFuture<DescribedGroup>> described = new HashMap<>();
		byKind.forEach((kind, ids) -> described.putAll(kind.describe(calls, ids)));
		return described;
	}

	private Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> committed(Calls calls,
			Map<String, GroupKind> types) {
		Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
		types.forEach((id, kind) -> {
			if (kind.commitsOffsets()) {
				specs.put(id, new ListConsumerGroupOffsetsSpec());
			}
		});
		if (specs.isEmpty()) {
			return Map.of();
		}
		ListConsumerGroupOffsetsResult result = calls.admin()
			.listConsumerGroupOffsets(specs, calls.within(new ListConsumerGroupOffsetsOptions()));
		return specs.keySet()
			.stream()
			.collect(Collectors.toMap((id) -> id, (id) -> result.partitionsToOffsetAndMetadata(id)));
	}

	private Draft draft(DescribedGroup group) {
		return new Draft(group, this.workers.of(group.groupId()));
	}

	/** Takes the groups that could not be described. */
	interface Failures {

		void accept(String groupId, ProblemException problem);

	}

	/** A group while its parts come in. */
	static final class Draft {

		private final DescribedGroup group;

		private final LocalGroup local;

		final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

		final Set<String> topics = new HashSet<>();

		final Set<TopicPartition> partitions = new HashSet<>();

		final List<ReadError> errors = new ArrayList<>();

		private final Map<TopicPartition, List<Member>> owners = new HashMap<>();

		Draft(DescribedGroup group, LocalGroup local) {
			this.local = local;
			this.group = group.withMembers(group.members()
				.stream()
				.map((member) -> member.withWorkerId(local.workerIds().get(member.clientId())))
				.toList());
			this.topics.addAll(local.topics());
			for (Member member : this.group.members()) {
				member.assignment().forEach((topic) -> topic.partitions().forEach((number) -> {
					TopicPartition partition = new TopicPartition(topic.topic(), number);
					this.owners.computeIfAbsent(partition, (key) -> new ArrayList<>()).add(member);
				}));
				if (member.targetAssignment() != null) {
					member.targetAssignment().forEach((target) -> this.topics.add(target.topic()));
				}
			}
			this.owners.keySet().forEach((partition) -> this.topics.add(partition.topic()));
			this.partitions.addAll(this.owners.keySet());
		}

		private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
			offsets.forEach((partition, offset) -> {
				if (offset != null) {
					this.committed.put(partition, offset);
					this.topics.add(partition.topic());
					this.partitions.add(partition);
				}
			});
		}

		private GroupReading finish(LogEnds log, List<ReadError> topicErrors, Instant asOf) {
			List<PartitionReading> rows = new ArrayList<>(this.partitions.size());
			for (TopicPartition partition : this.partitions) {
				List<Member> owners = this.owners.getOrDefault(partition, List.of());
				Member owner = (owners.size() == 1) ? owners.get(0) : null;
				String workerId = (owner != null) ? owner.workerId() : this.local.manual().get(partition);
				rows.add(new PartitionReading(partition, owner, !owners.isEmpty() || workerId != null, workerId,
						this.committed.get(partition), log.start(partition), log.end(partition)));
			}
			rows.sort(PartitionReading.BY_NAME);
			topicErrors.stream().filter((error) -> this.topics.contains(error.topic())).forEach(this.errors::add);
			log.errors(this.partitions).forEach(this.errors::add);
			return new GroupReading(this.group, rows, this.errors, asOf);
		}

	}

}
