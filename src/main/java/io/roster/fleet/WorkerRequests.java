package io.roster.fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import io.roster.fleet.GroupState.Repeat;
import io.roster.group.DescribedGroup;
import io.roster.problem.InvalidRequestException;
import io.roster.worker.NewWorkers;
import io.roster.worker.Worker;
import io.roster.worker.WorkerProperties;
import io.roster.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Requests to start workers: checked against Kafka before anything starts, and carried
 * out once where they have a key (draft-ietf-httpapi-idempotency-key-header), whichever
 * replica gets the repeat.
 */
@Component
class WorkerRequests {

	private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

	private static final int REMEMBERED = 100;

	private final Workers workers;

	private final FleetView view;

	private final DesiredState desired;

	private final WorkerChecks checks;

	private final WorkerProperties properties;

	private final Clock clock;

	WorkerRequests(Workers workers, FleetView view, DesiredState desired, WorkerChecks checks,
			WorkerProperties properties, Clock clock) {
		this.workers = workers;
		this.view = view;
		this.desired = desired;
		this.checks = checks;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Starts workers.
	 * @param groupId the group
	 * @param wanted what was asked for
	 * @param key the request's idempotency key, {@code null} if it has none
	 * @return those started, or those that the same request started before
	 */
	List<Worker> add(String groupId, NewWorkers wanted, @Nullable String key) {
		if (groupId.isBlank()) {
			throw new InvalidRequestException("groupId", "is blank; Kafka's consumers cannot be in such a group");
		}
		WorkerSpec spec = wanted.toSpec(this.properties.maxCount());
		this.checks.requireHandler(spec);
		this.checks.requireUnmasked(spec.handler());
		Repeat mine = new Repeat((key != null) ? key : "", hash(wanted), this.clock.instant(),
				Workers.newIds(wanted.countOrDefault()));
		this.view.read();
		Repeat before = before(this.desired.group(groupId), mine);
		if (before != null) {
			return view(groupId, before.workerIds());
		}
		this.checks.require(spec);
		Optional<DescribedGroup> group = this.checks.requireGroup(groupId, spec);
		boolean others = group.isPresent() && !group.get().members().isEmpty() && this.view.workers(groupId).isEmpty();
		if (others) {
			try {
				this.workers.addBeside(group.get(), wanted, mine.workerIds(), (state) -> remember(state, mine));
			}
			catch (WorkerConflictException ex) {
				this.workers.change(groupId, (changes, state) -> forget(state, mine));
				throw ex;
			}
			return view(groupId, mine.workerIds());
		}
		GroupState after = this.workers.change(groupId, (changes, state) -> {
			boolean repeated = before(state, mine) != null;
			return repeated ? state : remember(changes.add(state, wanted, mine.workerIds()), mine);
		}).values().getOrDefault(groupId, GroupState.EMPTY);
		Repeat done = before(after, mine);
		return view(groupId, ((done != null) ? done : mine).workerIds());
	}

	private List<Worker> view(String groupId, List<String> workerIds) {
		return this.view.workers(groupId).stream().filter((worker) -> workerIds.contains(worker.workerId())).toList();
	}

	/** The same request if it was carried out before. */
	private @Nullable Repeat before(GroupState state, Repeat mine) {
		Repeat found = state.repeats()
			.stream()
			.filter((repeat) -> repeat.key().equals(mine.key()) && isRemembered(repeat, mine.at()))
			.findFirst()
			.orElse(null);
		if (found != null && !found.request().equals(mine.request())) {
			throw new WorkerConflictException("This Idempotency-Key was used for another request.");
		}
		return found;
	}

	private static GroupState remember(GroupState state, Repeat mine) {
		List<Repeat> repeats = new ArrayList<>(
				state.repeats().stream().filter((repeat) -> isRemembered(repeat, mine.at())).toList());
		if (!mine.key().isEmpty()) {
			repeats.add(mine);
		}
		int from = Math.max(0, repeats.size() - REMEMBERED);
		return state.withRepeats(repeats.subList(from, repeats.size()));
	}

	private static GroupState forget(GroupState state, Repeat mine) {
		return state
			.withRepeats(state.repeats().stream().filter((repeat) -> !repeat.key().equals(mine.key())).toList());
	}

	private static boolean isRemembered(Repeat repeat, Instant now) {
		return repeat.at().plus(REMEMBERED_FOR).isAfter(now);
	}

	/** Enough to tell another request, without what its headers say. */
	private static String hash(NewWorkers wanted) {
		try {
			byte[] request = DesiredState.JSON.writeValueAsString(wanted).getBytes(StandardCharsets.UTF_8);
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
