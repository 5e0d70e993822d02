package io.roster.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.roster.group.DescribedGroup;
import io.roster.problem.InvalidRequestException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Requests to start workers: checked against Kafka before anything starts, and carried
 * out once where they have a key (draft-ietf-httpapi-idempotency-key-header).
 */
@Component
class WorkerRequests {

	private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

	private static final int REMEMBERED = 1000;

	private final Workers workers;

	private final WorkerChecks checks;

	private final WorkerProperties properties;

	private final Clock clock;

	private final Map<String, Request> done = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Request> eldest) {
			return size() > REMEMBERED;
		}

	};

	WorkerRequests(Workers workers, WorkerChecks checks, WorkerProperties properties, Clock clock) {
		this.workers = workers;
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
		if (key == null) {
			return start(groupId, spec, wanted.countOrDefault());
		}
		Request mine = new Request(groupId, wanted, this.clock.instant(), new CompletableFuture<>());
		Request before = remember(key, mine);
		if (before != null) {
			return before.repeat(groupId, wanted);
		}
		try {
			List<Worker> started = start(groupId, spec, wanted.countOrDefault());
			mine.started().complete(started);
			return started;
		}
		catch (RuntimeException ex) {
			// A request that was refused may be right the next time.
			forget(key, mine);
			mine.started().completeExceptionally(ex);
			throw ex;
		}
	}

	private List<Worker> start(String groupId, WorkerSpec spec, int count) {
		this.checks.requireTopics(spec.subscription());
		Optional<DescribedGroup> group = this.checks.requireGroup(groupId, spec);
		boolean others = group.isPresent() && !group.get().members().isEmpty()
				&& this.workers.inGroup(groupId).isEmpty();
		List<LiveWorker> added = others ? this.workers.addBeside(group.get(), spec, count)
				: this.workers.add(groupId, spec, count);
		return added.stream().map(LiveWorker::describe).toList();
	}

	private @Nullable Request remember(String key, Request request) {
		synchronized (this.done) {
			Request before = this.done.get(key);
			if (before != null && before.at().plus(REMEMBERED_FOR).isBefore(this.clock.instant())) {
				this.done.remove(key);
			}
			return this.done.putIfAbsent(key, request);
		}
	}

	private void forget(String key, Request request) {
		synchronized (this.done) {
			this.done.remove(key, request);
		}
	}

	private record Request(String groupId, NewWorkers wanted, Instant at, CompletableFuture<List<Worker>> started) {

		private List<Worker> repeat(String groupId, NewWorkers wanted) {
			if (!groupId.equals(this.groupId) || !wanted.equals(this.wanted)) {
				throw new WorkerConflictException("This Idempotency-Key was used for another request.");
			}
			try {
				return this.started.join();
			}
			catch (CompletionException ex) {
				if (ex.getCause() instanceof RuntimeException cause) {
					throw cause;
				}
				throw ex;
			}
		}

	}

}
