package io.roster.deadletter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.group.Groups;
import io.roster.group.LocalWorkers;
import io.roster.group.NoSuchGroupException;
import io.roster.problem.InvalidRequestException.FieldError;
import io.roster.problem.ProblemException;
import io.roster.topic.TopicLookup;
import io.roster.topic.Topics;
import io.roster.topic.UnknownPartitionsException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds the dead letter topics of groups. */
@Component
class DeadLetterLogs {

	private static final String SUFFIX = "-dlt";

	private final Cluster cluster;

	private final Topics topics;

	private final Groups groups;

	private final LocalWorkers workers;

	private final ObjectProvider<DeadLetterTopics> named;

	private final BareConsumers consumers;

	DeadLetterLogs(Cluster cluster, Topics topics, Groups groups, LocalWorkers workers,
			ObjectProvider<DeadLetterTopics> named, BareConsumers consumers) {
		this.cluster = cluster;
		this.topics = topics;
		this.groups = groups;
		this.workers = workers;
		this.named = named;
		this.consumers = consumers;
	}

	/**
	 * Finds the dead letter topics of a group that are there.
	 * @param groupId the group
	 * @return their partitions; none if it has no dead letter topics
	 * @throws NoSuchGroupException if it has none, and there is no such group
	 */
	Logs of(String groupId) {
		Set<String> candidates = new TreeSet<>();
		this.named.forEach((topics) -> candidates.addAll(topics.of(groupId)));
		Optional<List<String>> read = this.groups.topics(groupId);
		Set<String> sources = new HashSet<>(this.workers.of(groupId).topics());
		read.ifPresent(sources::addAll);
		sources.stream().map((topic) -> topic + SUFFIX).filter(Topic::isValid).forEach(candidates::add);
		Logs logs = logs(candidates, Set.of());
		if (logs.topics().isEmpty() && logs.errors().isEmpty() && read.isEmpty()
				&& !this.workers.groupIds().contains(groupId)) {
			throw new NoSuchGroupException(groupId);
		}
		return logs;
	}

	/**
	 * Looks dead letter topics up that a request names.
	 * @param names the topics, and by which field of the request each is named
	 * @return their partitions
	 * @throws UnknownPartitionsException if one of them is not there
	 * @throws ProblemException if one of them cannot be looked up
	 */
	Logs named(Map<String, String> names) {
		TopicLookup lookup = this.topics.lookUp(this.cluster.calls());
		lookup.lookUpAgain(names.keySet());
		Map<String, FieldError> missing = new HashMap<>();
		names.forEach((name, field) -> {
			ProblemException failure = lookup.failure(name);
			if (failure != null) {
				if (!failure.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
					throw failure;
				}
				missing.put(name, UnknownPartitionsException.noTopic(field, name));
			}
		});
		if (!missing.isEmpty()) {
			throw new UnknownPartitionsException(missing);
		}
		return logs(lookup, names.keySet(), Set.of());
	}

	/**
	 * Looks up again what a cursor names.
	 * @param cursor the cursor
	 * @return those of its partitions that are still there
	 */
	Logs of(DeadLetterCursor cursor) {
		Set<String> names = new HashSet<>();
		cursor.partitions().forEach((partition) -> names.add(partition.topic()));
		return logs(names, cursor.partitions());
	}

	private Logs logs(Set<String> names, Set<TopicPartition> only) {
		TopicLookup lookup = this.topics.lookUp(this.cluster.calls());
		// One that is made by the first record that fails shows at once.
		lookup.lookUpAgain(names);
		return logs(lookup, names, only);
	}

	private static Logs logs(TopicLookup lookup, Set<String> names, Set<TopicPartition> only) {
		List<ReadError> errors = new ArrayList<>(lookup.errors());
		Set<TopicPartition> readable = new HashSet<>();
		Set<TopicPartition> unreadable = new HashSet<>();
		Set<String> topics = new TreeSet<>();
		for (TopicPartition partition : lookup.partitions(names)) {
			if (only.isEmpty() || only.contains(partition)) {
				topics.add(partition.topic());
				(lookup.readable(partition, errors) ? readable : unreadable).add(partition);
			}
		}
		return new Logs(List.copyOf(topics), readable, unreadable, errors);
	}

	/**
	 * Begins to read.
	 * @return a reader, to be closed
	 */
	DeadLetterReader reader() {
		return new DeadLetterReader(this.cluster, this.consumers);
	}

	/**
	 * The partitions of dead letter topics.
	 *
	 * @param topics the topics that are there, in the order of their names
	 * @param readable the partitions that have a leader
	 * @param unreadable the others
	 * @param errors why those, and topics that could not be looked up, cannot be read
	 */
	record Logs(List<String> topics, Set<TopicPartition> readable, Set<TopicPartition> unreadable,
			List<ReadError> errors) {
	}

}
