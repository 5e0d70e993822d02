package io.roster.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.roster.problem.InvalidRequestException;
import io.roster.problem.StartupFailure;
import io.roster.store.FencedTopic.Snapshot;
import io.roster.worker.NewWorkers;
import io.roster.worker.Worker.Source;
import io.roster.worker.WorkerIdentity;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerProperties.DeclaredGroup;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The workers that this replica's configuration declares. They run here and nowhere else,
 * each replica its own; what was asked of them over HTTP counts until the replica starts
 * again.
 */
@Component
class DeclaredGroups {

	private final List<Declared> declared = new ArrayList<>();

	DeclaredGroups(WorkerProperties properties, Self self) {
		for (int i = 0; i < properties.groups().size(); i++) {
			DeclaredGroup group = properties.groups().get(i);
			NewWorkers workers = group.workers();
			try {
				workers.toSpec(properties.maxCount());
				if (group.groupId().isBlank()) {
					throw new InvalidRequestException("group-id", "is required");
				}
			}
			catch (InvalidRequestException ex) {
				throw new StartupFailure("roster.worker.groups[" + i + "] is not right: " + ex.detail(),
						"Correct the setting; the README lists what a declared group has.", ex);
			}
			for (int number = 0; number < workers.countOrDefault(); number++) {
				String instanceId = Boolean.TRUE.equals(workers.staticMembership())
						? "roster-" + self.instance() + "-" + i + "-" + number : null;
				this.declared.add(new Declared(new WorkerIdentity("w-" + Self.newId(), group.groupId(), instanceId),
						workers.withoutCount()));
			}
		}
	}

	boolean isEmpty() {
		return this.declared.isEmpty();
	}

	/**
	 * Returns what is to run of them.
	 * @param desired what was asked for over HTTP
	 * @return the workers, without those that were stopped
	 */
	List<Target> targets(Snapshot<GroupState> desired) {
		return this.declared.stream()
			.map((worker) -> worker
				.target(desired.values().getOrDefault(worker.identity().groupId(), GroupState.EMPTY)))
			.filter(Objects::nonNull)
			.toList();
	}

	/** One of them. */
	private record Declared(WorkerIdentity identity, NewWorkers spec) {

		private @Nullable Target target(GroupState group) {
			DeclaredChange change = group.declared().get(this.identity.workerId());
			if (change == null) {
				return new Target(this.identity, this.spec, Source.CONFIGURATION, null, 0, 0, false, 0, group.hold());
			}
			return change.stopped() ? null : new Target(this.identity, this.spec, Source.CONFIGURATION, null, 0,
					change.restarts(), change.paused(), change.resumes(), group.hold());
		}

	}

}
