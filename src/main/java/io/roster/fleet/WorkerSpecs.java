package io.roster.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import io.roster.worker.NewWorkers;
import io.roster.worker.Protocol;
import io.roster.worker.Worker;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * What should run in a group, as a whole: read, replaced under a condition, and moved
 * from one protocol to the other. Workers come to another spec one by one.
 */
@Component
class WorkerSpecs {

	private final Workers workers;

	private final FleetView view;

	private final DesiredState desired;

	private final WorkerChecks checks;

	private final int maxCount;

	WorkerSpecs(Workers workers, FleetView view, DesiredState desired, WorkerChecks checks,
			WorkerProperties properties) {
		this.workers = workers;
		this.view = view;
		this.desired = desired;
		this.checks = checks;
		this.maxCount = properties.maxCount();
	}

	/**
	 * Returns what should run in a group.
	 * @param groupId the group
	 * @return the spec
	 * @throws ProblemException 404 if nobody has said what automatic workers should do
	 */
	GroupSpec get(String groupId) {
		this.view.read();
		GroupSpec spec = spec(this.workers.changes(groupId), this.desired.group(groupId));
		if (spec == null) {
			throw new ProblemException(HttpStatus.NOT_FOUND, "no-worker-spec", "No worker spec",
					"Nobody has said over HTTP what workers of group '" + groupId
							+ "' should do that share its partitions out.");
		}
		return spec;
	}

	private static @Nullable GroupSpec spec(GroupChanges changes, GroupState state) {
		NewWorkers spec = state.spec();
		return (spec == null || state.isManual()) ? null
				: GroupSpec.of(state, spec, state.workers().size() + changes.declared(state).size());
	}

	/**
	 * Sets what should run in a group.
	 * @param groupId the group
	 * @param wanted what should run; without a count there are as many as before, or one
	 * @param ifMatch the version that it must have, {@code null} if none was said
	 * @param ifNoneMatch {@code *} if there must be none yet
	 * @return what should run now
	 * @throws ProblemException 412 if the condition does not hold, 428 if there is a spec
	 * and no condition
	 */
	GroupSpec put(String groupId, GroupSpec wanted, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
		int count = (wanted.count() != null) ? wanted.count() : 0;
		Violations violations = new Violations();
		violations.check(count >= 0 && count <= this.maxCount, "count", "must be from 0 to " + this.maxCount);
		violations.throwIfAny();
		WorkerSpec spec = wanted.workers(null).toSpec(this.maxCount);
		this.checks.requireHandler(spec);
		this.view.read();
		requireMatch(groupId, spec(this.workers.changes(groupId), this.desired.group(groupId)), ifMatch, ifNoneMatch);
		this.checks.requireUnmasked(wanted.workers(this.desired.group(groupId).spec()).handler());
		this.checks.require(spec);
		this.checks.requireGroup(groupId, spec);
		this.workers.changeAndWait(groupId, (changes, state) -> {
			GroupSpec current = spec(changes, state);
			requireMatch(groupId, current, ifMatch, ifNoneMatch);
			GroupState next = changes.respec(state, wanted.workers(state.spec()));
			Integer total = (wanted.count() != null) ? wanted.count() : (current == null) ? Integer.valueOf(1) : null;
			next = (total != null) ? changes.scale(next, total) : next;
			return (wanted.paused() != null) ? changes.paused(next, (id) -> true, wanted.paused()) : next;
		});
		return get(groupId);
	}

	private static void requireMatch(String groupId, @Nullable GroupSpec current, @Nullable String ifMatch,
			@Nullable String ifNoneMatch) {
		if (current != null && ifMatch == null && ifNoneMatch == null) {
			throw new ProblemException(HttpStatus.PRECONDITION_REQUIRED, "precondition-required",
					"Precondition required", "Group '" + groupId + "' has a worker spec; say which one is to be "
							+ "replaced with If-Match and the ETag that GET has answered.");
		}
		boolean matches = ifMatch == null || (current != null && matches(ifMatch, current.etag()));
		boolean none = ifNoneMatch == null || current == null || !matches(ifNoneMatch, current.etag());
		if (!matches || !none) {
			throw new ProblemException(HttpStatus.PRECONDITION_FAILED, "precondition-failed", "Precondition failed",
					(current != null) ? "The worker spec of group '" + groupId + "' is " + current.etag() + " by now."
							: "Group '" + groupId + "' has no worker spec.");
		}
	}

	/** Strong comparison, as RFC 9110 has it for changes. */
	private static boolean matches(String condition, @Nullable String etag) {
		return Arrays.stream(condition.split(","))
			.map(String::trim)
			.anyMatch((one) -> one.equals("*") || one.equals(etag));
	}

	/**
	 * Has the workers of a group move to another protocol, one by one, while the group
	 * goes on.
	 * @param groupId the group
	 * @param protocol the protocol
	 * @param assignor who is to share the partitions out, {@code null} for the protocol's
	 * default
	 * @return the workers
	 * @throws WorkerConflictException if the group is manual, has no workers, or has some
	 * that a configuration declares
	 */
	List<Worker> migrate(String groupId, Protocol protocol, @Nullable String assignor) {
		this.view.read();
		BiFunction<GroupChanges, GroupState, GroupState> change = (changes, state) -> changes.migrated(state, protocol,
				assignor);
		// What is refused makes no topic.
		GroupState now = this.desired.group(groupId);
		if (!change.apply(this.workers.changes(groupId), now).equals(now)) {
			this.workers.change(groupId, change);
		}
		return this.view.workers(groupId);
	}

}
