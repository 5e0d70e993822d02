package io.roster.plan;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.group.DescribedGroup;
import io.roster.group.GroupKind;
import io.roster.group.Groups;
import io.roster.group.NoSuchGroupException;
import io.roster.problem.InvalidRequestException.FieldError;
import io.roster.problem.ProblemException;
import io.roster.topic.TopicLookup;
import io.roster.topic.Topics;
import io.roster.topic.UnknownPartitionsException;
import org.apache.kafka.common.TopicPartition;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Works out what a reset comes to. Only reads. */
@Component
public class Planner {

	private static final Comparator<TopicPartition> BY_NAME = Comparator.comparing(TopicPartition::topic)
		.thenComparing(TopicPartition::partition);

	private final Cluster cluster;

	private final Groups groups;

	private final Topics topics;

	private final Clock clock;

	Planner(Cluster cluster, Groups groups, Topics topics, Clock clock) {
		this.cluster = cluster;
		this.groups = groups;
		this.topics = topics;
		this.clock = clock;
	}

	/**
	 * Plans a reset.
	 * @param groupId the group, which need not exist if the scope names topics
	 * @param target where to go
	 * @param scope which partitions
	 * @return the plan
	 * @throws NoSuchGroupException if all topics of a group are meant that is not there
	 * @throws UnknownPartitionsException if the scope names what is not there
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	public Plan plan(String groupId, Target target, Scope scope) {
		Instant asOf = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		Calls calls = this.cluster.calls();
		Positions positions = Positions.ask(calls, groupId, this.topics.lookUp(calls));
		Optional<DescribedGroup> group = find(groupId);
		if (group.isEmpty() && scope.isAllTopics()) {
			throw new NoSuchGroupException(groupId);
		}
		Map<TopicPartition, Committed> committed = positions.awaitCommitted();
		Map<String, Set<Integer>> wanted = scope.isAllTopics() ? byTopic(committed.keySet()) : scope.byTopic();
		Instant time = target.time();
		String field = (target instanceof Target.Explicit) ? "offsets" : "scope";
		List<ReadError> errors = new ArrayList<>();
		Set<TopicPartition> partitions = positions.awaitLogs(wanted.keySet(),
				(topics) -> choose(topics, wanted, scope, field, errors), target.timestamp());
		errors.addAll(positions.log().errors(partitions));
		List<PlannedOffset> planned = partitions.stream()
			.sorted(BY_NAME)
			.map((partition) -> positions.position(partition, time != null))
			.filter((position) -> position != null)
			.map((position) -> plan(position, target, groupId))
			.map((row) -> withTimestamp(row, positions))
			.toList();
		return new Plan(Ids.plan(), groupId, target.strategy(),
				(target instanceof Target.Shift shift) ? shift.by() : null, time, target.isWithinLog(),
				Plan.Seen.of(group.orElse(null)), planned, errors, asOf, null, false);
	}

	/**
	 * Plans to put back or to delete, which needs no log to be read for it.
	 * @param groupId the group
	 * @param target what there was
	 * @param partitions the partitions
	 * @param withoutGone whether to leave out partitions that are gone
	 * @return the plan
	 */
	public Plan planAsItWas(String groupId, Target target, Collection<TopicPartition> partitions, boolean withoutGone) {
		Instant asOf = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		Calls calls = this.cluster.calls();
		Positions positions = Positions.ask(calls, groupId, this.topics.lookUp(calls));
		Optional<DescribedGroup> group = find(groupId);
		positions.awaitCommitted();
		positions.awaitLogs(byTopic(partitions).keySet(), (topics) -> Set.copyOf(partitions), null);
		Predicate<TopicPartition> isGone = (partition) -> withoutGone
				&& partition.partition() >= positions.topics().count(partition.topic());
		List<ReadError> errors = partitions.stream().filter(isGone).map(Planner::gone).toList();
		List<PlannedOffset> planned = partitions.stream().filter(isGone.negate()).sorted(BY_NAME).map((partition) -> {
			Position position = new Position(partition, positions.committed(partition), 0, 0, null);
			return new PlannedOffset(partition.topic(), partition.partition(), position.committed(),
					target.choose(position).to(), false, positions.log().start(partition),
					positions.log().end(partition), null, null);
		}).toList();
		return new Plan(Ids.plan(), groupId, target.strategy(), null, null, false, Plan.Seen.of(group.orElse(null)),
				planned, errors, asOf, null, false);
	}

	private static ReadError gone(TopicPartition partition) {
		return new ReadError(null, partition.topic(), partition.partition(), HttpStatus.NOT_FOUND.value(), "Not found",
				"Partition " + partition + " is gone.");
	}

	/**
	 * Works a relative plan out again, now that the group's workers have stopped. A
	 * partition that cannot be read any more stays as it was planned, and is found when
	 * the plan is checked.
	 * @param plan the plan
	 * @return the same plan with targets of now
	 */
	public Plan again(Plan plan) {
		Target target = (plan.shift() != null) ? new Target.Shift(plan.shift()) : new Target.Current();
		Calls calls = this.cluster.calls();
		Positions positions = Positions.ask(calls, plan.groupId(), this.topics.lookUp(calls));
		positions.awaitCommitted();
		Set<TopicPartition> partitions = plan.topicPartitions();
		positions.awaitLogs(byTopic(partitions).keySet(), (topics) -> partitions, null);
		return plan.withPartitions(plan.partitions().stream().map((planned) -> {
			Position position = positions.position(planned.topicPartition(), false);
			boolean possible = position != null && (plan.shift() == null || position.committed() != null);
			return (possible && position != null) ? plan(position, target, plan.groupId()) : planned;
		}).toList());
	}

	/**
	 * Returns what Kafka says of a group now.
	 * @param groupId the group
	 * @return the group, empty if there is none
	 * @throws ProblemException 409 if it is a share group, which has no committed offsets
	 */
	public Optional<DescribedGroup> find(String groupId) {
		Optional<DescribedGroup> group = this.groups.find(groupId, true);
		if (group.isPresent() && group.get().type() == GroupKind.SHARE) {
			throw new ProblemException(HttpStatus.CONFLICT, "no-committed-offsets", "The group commits no offsets",
					"Group '" + groupId + "' is a share group: its records are acknowledged one by one, and there is "
							+ "no committed offset to reset.");
		}
		return group;
	}

	/**
	 * Reads a plan's partitions again.
	 * @param plan the plan
	 * @return what is committed and where the logs are
	 */
	public Positions positions(Plan plan) {
		Calls calls = this.cluster.calls();
		Positions positions = Positions.ask(calls, plan.groupId(), this.topics.lookUp(calls));
		positions.awaitCommitted();
		if (plan.withinLog()) {
			Set<TopicPartition> partitions = plan.topicPartitions();
			positions.awaitLogs(byTopic(partitions).keySet(), (topics) -> partitions, null);
		}
		return positions;
	}

	/** Whoever reads the group next sees what was written. */
	public void changed(String groupId) {
		this.groups.changed(groupId);
	}

	/** Where the target is a record that was asked for, its timestamp is known. */
	private static PlannedOffset withTimestamp(PlannedOffset planned, Positions positions) {
		Long at = positions.log().atTime(planned.topicPartition());
		Long timestamp = positions.log().timestamp(planned.topicPartition());
		boolean known = at != null && at.equals(Committed.offsetOf(planned.to()));
		return (known && timestamp != null) ? planned.withTimestamps(null, Instant.ofEpochMilli(timestamp)) : planned;
	}

	private static PlannedOffset plan(Position position, Target target, String groupId) {
		try {
			Position.Choice choice = target.choose(position);
			TopicPartition partition = position.partition();
			return new PlannedOffset(partition.topic(), partition.partition(), position.committed(), choice.to(),
					choice.adjusted(), position.start(), position.end(), null, null);
		}
		catch (Position.NoCommitException ex) {
			throw new ProblemException(HttpStatus.CONFLICT, "no-committed-offset", "Nothing is committed",
					"Group '" + groupId + "' has committed nothing for partition " + ex.partition()
							+ ", so there is nothing to shift.",
					ex)
				.with("partition", ex.partition().toString());
		}
	}

	/** The partitions that can be read; of the others a line, or a refusal. */
	private static Set<TopicPartition> choose(TopicLookup topics, Map<String, Set<Integer>> wanted, Scope scope,
			String field, List<ReadError> errors) {
		Map<String, FieldError> missing = new TreeMap<>();
		Set<TopicPartition> chosen = new HashSet<>();
		wanted.forEach((name, numbers) -> {
			ProblemException failure = topics.failure(name);
			if (failure == null) {
				Set<TopicPartition> all = numbers.isEmpty() ? topics.partitions(List.of(name))
						: numbers.stream()
							.map((number) -> new TopicPartition(name, number))
							.collect(Collectors.toSet());
				int count = topics.count(name);
				for (TopicPartition partition : all) {
					if (partition.partition() >= count && scope.isAllTopics()) {
						errors.add(gone(partition));
					}
					else if (partition.partition() >= count) {
						missing.put(partition.toString(),
								UnknownPartitionsException.noPartition(field, partition.toString(), count));
					}
					else if (topics.readable(partition, errors)) {
						chosen.add(partition);
					}
				}
			}
			else if (!scope.isAllTopics() && wanted.size() == 1
					&& !failure.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
				throw failure;
			}
			else if (scope.isAllTopics() || !failure.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
				errors.add(ReadError.of(name, null, failure));
			}
			else {
				missing.put(name, UnknownPartitionsException.noTopic(field, name));
			}
		});
		if (!missing.isEmpty()) {
			throw new UnknownPartitionsException(missing);
		}
		return chosen;
	}

	private static Map<String, Set<Integer>> byTopic(Collection<TopicPartition> partitions) {
		Map<String, Set<Integer>> byTopic = new TreeMap<>();
		partitions.forEach((partition) -> byTopic.computeIfAbsent(partition.topic(), (topic) -> new HashSet<>())
			.add(partition.partition()));
		return byTopic;
	}

}
