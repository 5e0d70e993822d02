package io.roster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.DescribeClassicGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The replicas that are there, as Kafka knows them: whoever is in their group. Asked at
 * most once a second.
 */
@Component
class Replicas {

	private static final long KEPT_NANOS = 1_000_000_000L;

	private final Cluster cluster;

	private final FleetProperties properties;

	private volatile List<Replica> known = List.of();

	private long readAt = System.nanoTime() - KEPT_NANOS;

	Replicas(Cluster cluster, FleetProperties properties) {
		this.cluster = cluster;
		this.properties = properties;
	}

	/**
	 * Returns the members of the group of all replicas.
	 * @return none before the first has joined
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	synchronized List<Replica> members() {
		if (System.nanoTime() - this.readAt >= KEPT_NANOS) {
			this.known = read(this.cluster.calls(DesiredState.TIMEOUT));
			this.readAt = System.nanoTime();
		}
		return this.known;
	}

	/**
	 * Returns whether Kafka lists a process among the members, asked anew.
	 * @param process the process
	 * @param timeout how long to wait for the answer
	 * @return {@code false} too if there was none
	 */
	boolean lists(String process, Duration timeout) {
		try {
			return read(this.cluster.calls(timeout)).stream().anyMatch((member) -> member.process().equals(process));
		}
		catch (ProblemException ex) {
			return false;
		}
	}

	/** The members that were there when somebody asked last, without asking anew. */
	List<Replica> known() {
		return this.known;
	}

	private List<Replica> read(Calls calls) {
		try {
			return calls
				.get(calls.admin()
					.describeClassicGroups(List.of(this.properties.groupId()),
							calls.within(new DescribeClassicGroupsOptions()))
					.all())
				.values()
				.stream()
				.flatMap((group) -> group.members().stream())
				.map(Replicas::replica)
				.toList();
		}
		catch (ProblemException ex) {
			if (ex.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
				return List.of();
			}
			throw ex;
		}
	}

	private static Replica replica(MemberDescription member) {
		return new Replica(member.clientId(),
				member.assignment()
					.topicPartitions()
					.stream()
					.map(TopicPartition::partition)
					.collect(Collectors.toSet()));
	}

	/**
	 * A replica.
	 *
	 * @param clientId its {@code client.id} in the group
	 * @param slots what it owns; none while members come and go
	 */
	record Replica(String clientId, Set<Integer> slots) {

		/** The id of its process. */
		String process() {
			return this.clientId.substring(this.clientId.lastIndexOf('.') + 1);
		}

		/** Finds who owns a slot. */
		static @Nullable Replica owner(List<Replica> replicas, int slot) {
			Optional<Replica> owner = replicas.stream().filter((replica) -> replica.slots().contains(slot)).findFirst();
			return owner.isPresent() ? owner.get() : null;
		}

		static Map<String, Replica> byProcess(List<Replica> replicas) {
			return replicas.stream().collect(Collectors.toMap(Replica::process, (replica) -> replica, (a, b) -> a));
		}

	}

}
