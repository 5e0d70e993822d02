package io.roster.fleet;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.roster.fleet.Replicas.Replica;
import io.roster.problem.ProblemException;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * {@code health/fleet}: who the replicas are, which of the slots this one owns, and up to
 * where it has read what should run. Down if this one should take part and cannot. No
 * part of readiness.
 */
@Component("fleetHealthIndicator")
class FleetHealthIndicator implements HealthIndicator {

	private final Fleet fleet;

	private final FleetMember member;

	private final FleetProperties properties;

	private final Slots slots;

	private final Replicas replicas;

	private final DesiredState desired;

	FleetHealthIndicator(Fleet fleet, FleetMember member, FleetProperties properties, Slots slots, Replicas replicas,
			DesiredState desired) {
		this.fleet = fleet;
		this.member = member;
		this.properties = properties;
		this.slots = slots;
		this.replicas = replicas;
		this.desired = desired;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up().withDetail("group", this.properties.groupId());
		List<String> unreadable = this.desired.unreadable().values().stream().map(ProblemException::detail).toList();
		List<String> problems = Stream.concat(Stream.concat(this.fleet.problems().stream(), unreadable.stream()),
				Stream
					.of(this.fleet.refused(), this.fleet.isActive() ? this.member.problem() : null,
							this.slots.isCutOff() ? "Kafka has not heard of this replica for a session" : null)
					.filter(Objects::nonNull))
			.distinct()
			.toList();
		if (!problems.isEmpty()) {
			health.down().withDetail("problems", problems);
		}
		if (!this.fleet.isActive()) {
			return health.withDetail("active", false).build();
		}
		try {
			List<Replica> members = this.replicas.members();
			health.withDetail("members", members.stream().map(Replica::clientId).sorted().toList());
			Replica steward = Replica.owner(members, 0);
			if (steward != null) {
				health.withDetail("steward", steward.clientId());
			}
		}
		catch (ProblemException ex) {
			health.down().withDetail("error", ex.detail());
		}
		return health.withDetail("slots", new TreeSet<>(this.slots.owned()))
			.withDetail("readUpTo", this.desired.snapshot().position())
			.build();
	}

}
