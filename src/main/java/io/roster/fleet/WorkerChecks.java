package io.roster.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.group.DescribedGroup;
import io.roster.group.GroupKind;
import io.roster.group.Groups;
import io.roster.group.Member;
import io.roster.handler.HandlerSpec;
import io.roster.handler.Handlers;
import io.roster.problem.InvalidRequestException.FieldError;
import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import io.roster.topic.UnknownPartitionsException;
import io.roster.worker.Subscription;
import io.roster.worker.WorkerSpec;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Asks Kafka whether workers can run as wanted, before anything is started. */
@Component
class WorkerChecks {

	private final Cluster cluster;

	private final Groups groups;

	private final Handlers handlers;

	WorkerChecks(Cluster cluster, Groups groups, Handlers handlers) {
		this.cluster = cluster;
		this.groups = groups;
		this.handlers = handlers;
	}

	/**
	 * Checks that what a request asks for can be run by this service, whatever Kafka
	 * says.
	 * @param spec what workers are to do
	 * @throws io.roster.problem.InvalidRequestException if there is no such handler
	 */
	void requireHandler(WorkerSpec spec) {
		Violations violations = new Violations();
		this.handlers.check(spec.handler(), violations, "handler");
		violations.throwIfAny();
	}

	/**
	 * Checks that no header only says that it is not shown.
	 * @param handler what workers are to do with records, {@code null} for the default
	 * @throws io.roster.problem.InvalidRequestException that names the header
	 */
	void requireUnmasked(@Nullable HandlerSpec handler) {
		Violations violations = new Violations();
		if (handler != null && handler.headers() != null) {
			handler.headers()
				.forEach((name, value) -> violations.check(!HandlerSpec.MASKED.equals(value), "handler.headers." + name,
						"must be said: " + HandlerSpec.MASKED
								+ " keeps what workers send now, to the same host and port only"));
		}
		violations.throwIfAny();
	}

	/**
	 * Checks that what workers need is there.
	 * @param spec what workers are to do
	 * @throws ProblemException 422 that names the topics and partitions that are missing,
	 * or why Kafka could not be asked
	 */
	void require(WorkerSpec spec) {
		requireTopics(spec.subscription());
		if (spec.handler().topic() != null) {
			requireTopics(new Subscription.Topics(List.of(spec.handler().topic())), "handler.topic");
		}
	}

	private void requireTopics(Subscription subscription) {
		requireTopics(subscription, (subscription instanceof Subscription.Partitions) ? "partitions" : "topics");
	}

	private void requireTopics(Subscription subscription, String field) {
		List<String> names = subscription.topics();
		if (names.isEmpty()) {
			return;
		}
		Calls calls = this.cluster.calls();
		Map<String, TopicDescription> found = new TreeMap<>();
		Map<String, FieldError> missing = new TreeMap<>();
		calls.each(calls.admin()
			.describeTopics(TopicCollection.ofTopicNames(names), calls.within(new DescribeTopicsOptions()))
			.topicNameValues(), found::put, (name, problem) -> {
				if (!problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
					throw problem;
				}
				missing.put(name, UnknownPartitionsException.noTopic(field, name));
			});
		if (subscription instanceof Subscription.Partitions manual) {
			for (TopicPartition partition : manual.partitions()) {
				TopicDescription topic = found.get(partition.topic());
				if (topic != null && partition.partition() >= topic.partitions().size()) {
					missing.put(partition.toString(), UnknownPartitionsException.noPartition("partitions",
							partition.toString(), topic.partitions().size()));
				}
			}
		}
		if (!missing.isEmpty()) {
			throw new UnknownPartitionsException(missing);
		}
	}

	/**
	 * Checks that the group, where it exists, is one that such workers can be in.
	 * @param groupId the group
	 * @param spec what the workers are to do
	 * @return the group as it is, empty if it does not exist
	 * @throws ProblemException 409 if they cannot, or why Kafka could not be asked
	 */
	Optional<DescribedGroup> requireGroup(String groupId, WorkerSpec spec) {
		this.groups.requireNotOwn(groupId);
		Optional<DescribedGroup> found = this.groups.find(groupId, true);
		found.ifPresent((group) -> {
			boolean consumers = group.protocolType().isEmpty() || group.protocolType().equals("consumer");
			boolean empty = group.members().isEmpty();
			boolean ordinary = group.type() == GroupKind.CLASSIC || group.type() == GroupKind.CONSUMER;
			if (!ordinary || (!consumers && !empty)) {
				throw new WorkerConflictException("Group '" + groupId + "' is a " + group.type()
						+ " group with the protocol '" + group.protocolType() + "'; consumers cannot join it.");
			}
			if (spec.subscription() instanceof Subscription.Partitions && !empty) {
				throw new WorkerConflictException("Group '" + groupId + "' has members, among which Kafka shares out "
						+ "the partitions; it takes no commits from a worker that took them by hand.")
					.with("members", group.members().stream().map(Member::memberId).toList());
			}
		});
		return found;
	}

}
