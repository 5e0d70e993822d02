package io.roster.group;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.group.KnownGroups.Known;
import io.roster.problem.ProblemException;
import io.roster.topic.Topics;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.KafkaFuture;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Any group of the cluster, whoever runs it, read live. Those who ask for the same group
 * at the same time share one read, and for 250 ms after it.
 */
@Component
public class Groups {

	private static final Duration SHARED_FOR = Duration.ofMillis(250);

	private final Cluster cluster;

	private final LocalWorkers workers;

	private final GroupReader reader;

	private final Duration listTimeout;

	private final KnownGroups known;

	private final SharedReads<String, Optional<DescribedGroup>> descriptions = new SharedReads<>(SHARED_FOR,
			this::lookUp);

	private final SharedReads<String, GroupReading> readings = new SharedReads<>(SHARED_FOR, this::readLive);

	Groups(Cluster cluster, LocalWorkers workers, KnownGroups known, Topics topics, GroupProperties properties,
			Clock clock) {
		this.cluster = cluster;
		this.workers = workers;
		this.known = known;
		this.listTimeout = properties.listTimeout();
		this.reader = new GroupReader(workers, topics, clock);
	}

	/**
	 * Returns what Kafka says of a group.
	 * @param groupId the group
	 * @param fresh whether the answer has to be from after this call
	 * @return the description, empty if there is no such group
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	public Optional<DescribedGroup> find(String groupId, boolean fresh) {
		return fresh ? this.descriptions.fresh(groupId) : this.descriptions.get(groupId);
	}

	/**
	 * Returns what Kafka says of many groups, with as many calls as there are kinds of
	 * groups.
	 * @param groupIds the groups
	 * @param failed takes those that Kafka could not be asked about or refuses
	 * @return those that exist, by their ids, each read after this call
	 */
	public Map<String, DescribedGroup> findAll(Collection<String> groupIds,
			BiConsumer<String, ProblemException> failed) {
		Calls calls = this.cluster.calls(this.listTimeout);
		List<Map<String, KafkaFuture<DescribedGroup>>> asked = Arrays.stream(GroupKind.values())
			.map((kind) -> kind.describe(calls, groupIds))
			.toList();
		Map<String, DescribedGroup> found = new LinkedHashMap<>();
		Map<String, ProblemException> problems = new LinkedHashMap<>();
		asked.forEach((kind) -> calls.each(kind, (id, group) -> {
			if (group.exists()) {
				found.putIfAbsent(id, withWorkerIds(group));
			}
		}, (id, problem) -> {
			if (!NoSuchGroupException.isMeant(problem)) {
				problems.put(id, problem);
			}
		}));
		problems.keySet().removeAll(found.keySet());
		problems.forEach(failed);
		return found;
	}

	/**
	 * Makes sure that a group is not the service's own.
	 * @param groupId the group
	 * @throws OwnGroupException if it is
	 */
	public void requireNotOwn(String groupId) {
		if (this.workers.isOwn(groupId)) {
			throw new OwnGroupException(groupId);
		}
	}

	/**
	 * Lists all groups of the cluster, as far as the service may see them, but its own.
	 * @return their ids with what kind they are, in the order of the ids
	 * @throws ProblemException if not every broker could be asked
	 */
	public Map<String, GroupKind> types() {
		Calls calls = this.cluster.calls(this.listTimeout);
		Map<String, GroupKind> types = new TreeMap<>();
		calls.get(calls.admin().listGroups(calls.within(new ListGroupsOptions())).all())
			.forEach((group) -> types.put(group.groupId(),
					group.type().isPresent() ? GroupKind.of(group.type().get()) : GroupKind.CLASSIC));
		types.keySet().removeIf(this.workers::isOwn);
		return types;
	}

	/**
	 * Lists the groups that {@code kafka-consumer-groups.sh --all-groups} is about:
	 * consumer groups of both protocols, and those that only commit.
	 * @return their ids
	 * @throws ProblemException if not every broker could be asked
	 */
	public List<String> consumerGroupIds() {
		Calls calls = this.cluster.calls();
		return calls.get(calls.admin().listGroups(calls.within(ListGroupsOptions.forConsumerGroups())).all())
			.stream()
			.map(GroupListing::groupId)
			.filter((id) -> !this.workers.isOwn(id))
			.sorted()
			.toList();
	}

	/**
	 * Takes note that this service has changed a group: whoever reads it next sees it as
	 * it is then.
	 * @param groupId the group
	 */
	public void changed(String groupId) {
		this.descriptions.forget(groupId);
		this.readings.forget(groupId);
		this.known.changed();
	}

	/**
	 * Returns how many changes this service has made to groups: whoever has read before
	 * one of them does not know it.
	 * @return a number that grows
	 */
	public long changes() {
		return this.known.changes();
	}

	/**
	 * Takes note of what was read of a group, so that reading it again costs less.
	 * @param groupId the group
	 * @param type what kind of group it is
	 * @param topics the topics that belong to it
	 */
	public void known(String groupId, GroupKind type, List<String> topics) {
		this.known.put(groupId, type, topics);
	}

	DescribedGroup describe(String groupId, boolean fresh) {
		return find(groupId, fresh).orElseThrow(() -> new NoSuchGroupException(groupId));
	}

	/**
	 * Returns the topics that are known to belong to a group: in an assignment, a target
	 * assignment, a commit, or a subscription of one of this service's workers.
	 * @param groupId the group
	 * @return the topics, in the order of their names, also those that are gone and
	 * something is committed for; empty if there is no such group
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	public Optional<List<String>> topics(String groupId) {
		try {
			return Optional.of(read(groupId, false).topics());
		}
		catch (NoSuchGroupException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Returns who owns which partition of a group.
	 * @param groupId the group
	 * @param fresh whether the answer has to be from after this call
	 * @return every partition that is known to belong to the group, owned or not
	 * @throws NoSuchGroupException if there is no such group
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	public GroupOwners owners(String groupId, boolean fresh) {
		return GroupOwners.from(read(groupId, fresh));
	}

	/**
	 * Reads a group with all of its partitions.
	 * @param groupId the group
	 * @param fresh whether the answer has to be from after this call
	 * @return the reading
	 * @throws NoSuchGroupException if there is no such group
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	GroupReading read(String groupId, boolean fresh) {
		return fresh ? this.readings.fresh(groupId) : this.readings.get(groupId);
	}

	private Optional<DescribedGroup> lookUp(String groupId) {
		Calls calls = this.cluster.calls();
		Known known = this.known.get(groupId);
		Optional<DescribedGroup> found = Optional.empty();
		if (known != null) {
			found = describeAs(calls, groupId, List.of(known.type()));
		}
		if (found.isEmpty()) {
			found = describeAs(calls, groupId, Arrays.asList(GroupKind.values()));
		}
		found.ifPresentOrElse((group) -> this.known.putType(groupId, group.type()), () -> this.known.remove(groupId));
		return found.map((group) -> withWorkerIds(group));
	}

	/** Asks for every kind at once and takes the first that the group is. */
	private Optional<DescribedGroup> describeAs(Calls calls, String groupId, List<GroupKind> kinds) {
		List<KafkaFuture<DescribedGroup>> asked = kinds.stream()
			.map((kind) -> kind.describe(calls, List.of(groupId)).get(groupId))
			.toList();
		for (KafkaFuture<DescribedGroup> future : asked) {
			try {
				DescribedGroup group = calls.get(future);
				if (group.exists()) {
					return Optional.of(group);
				}
			}
			catch (ProblemException ex) {
				if (!NoSuchGroupException.isMeant(ex)) {
					throw ex;
				}
			}
		}
		return Optional.empty();
	}

	private DescribedGroup withWorkerIds(DescribedGroup group) {
		Map<String, String> workerIds = this.workers.of(group.groupId()).workerIds();
		return group.withMembers(group.members()
			.stream()
			.map((member) -> member.withWorkerId(workerIds.get(member.clientId())))
			.toList());
	}

	private GroupReading readLive(String groupId) {
		Known known = this.known.get(groupId);
		Optional<GroupReading> reading = Optional.empty();
		if (known != null) {
			reading = readAs(groupId, known.type(), known.topics());
		}
		if (reading.isEmpty()) {
			DescribedGroup group = describe(groupId, true);
			reading = readAs(groupId, group.type(), List.of());
		}
		return reading.orElseThrow(() -> new NoSuchGroupException(groupId));
	}

	private Optional<GroupReading> readAs(String groupId, GroupKind type, List<String> topicsHint) {
		List<ProblemException> failed = new ArrayList<>();
		Set<String> topics = new TreeSet<>(topicsHint);
		topics.addAll(this.workers.of(groupId).topics());
		GroupReading reading = this.reader
			.read(this.cluster.calls(), Map.of(groupId, type), topics, (id, problem) -> failed.add(problem))
			.get(groupId);
		for (ProblemException problem : failed) {
			if (!NoSuchGroupException.isMeant(problem)) {
				throw problem;
			}
		}
		if (reading == null || !reading.group().exists()) {
			return Optional.empty();
		}
		this.known.put(groupId, reading.group().type(), reading.topics());
		return Optional.of(reading);
	}

}
