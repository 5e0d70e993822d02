package io.roster.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.roster.cluster.ReadError;
import io.roster.group.Groups;
import io.roster.group.HealthStatuses;
import io.roster.group.LocalWorkers;
import io.roster.group.TimeLags;
import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import io.roster.snapshot.GroupQuery.Sort;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The list of all groups, from the newest snapshot. The last few lists that somebody has
 * begun to page through are kept, so that a cursor goes on in the list that it began in.
 */
@Component
class GroupList {

	private static final int KEPT = 8;

	/** How long Kafka may take to know a group that has started. */
	private static final Duration NEW = Duration.ofSeconds(30);

	private static final Duration YOUNG = Duration.ofSeconds(1);

	private final Snapshots snapshots;

	private final Groups groups;

	private final LocalWorkers workers;

	private final ObjectProvider<TimeLags> timeLags;

	private final ObjectProvider<HealthStatuses> healths;

	private final JsonMapper mapper;

	private final Clock clock;

	private final Object building = new Object();

	private volatile @Nullable Listed newest;

	private final Map<String, Long> startingSince = new ConcurrentHashMap<>();

	/** Those that somebody pages through stay. */
	private final Map<Long, Listed> kept = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Long, Listed> eldest) {
			return size() > KEPT;
		}

	};

	GroupList(Snapshots snapshots, Groups groups, LocalWorkers workers, ObjectProvider<TimeLags> timeLags,
			ObjectProvider<HealthStatuses> healths, JsonMapper mapper, Clock clock) {
		this.clock = clock;
		this.mapper = mapper;
		this.snapshots = snapshots;
		this.groups = groups;
		this.workers = workers;
		this.timeLags = timeLags;
		this.healths = healths;
	}

	/**
	 * Returns a page of the groups that a query is after, as JSON. Whoever asks the same
	 * of the same list gets the same bytes.
	 * @param query the query
	 * @param fresh whether the list has to be from after this call
	 * @return the page
	 * @throws GoneCursorException if the query goes on in a list that is no longer kept
	 */
	WrittenPage page(GroupQuery query, boolean fresh) {
		GroupQuery.Cursor cursor = query.cursor();
		Listed listed = (cursor != null) ? kept(cursor.list()) : listed(fresh);
		if (this.snapshots.failure() != null) {
			return WrittenPage.of(page(query, listed), this.mapper);
		}
		return listed.written(query, () -> WrittenPage.of(page(query, listed), this.mapper));
	}

	private GroupPage page(GroupQuery query, Listed listed) {
		GroupQuery.Cursor cursor = query.cursor();
		List<GroupSummary> matching = query.select(listed.inOrder(query.sort()));
		int from = (cursor != null) ? Math.min(cursor.position(), matching.size()) : 0;
		int to = Math.min(matching.size(), from + query.limit());
		String next = (to < matching.size()) ? keep(listed, query, to) : null;
		List<ReadError> errors = new ArrayList<>(listed.errors);
		ProblemException failure = this.snapshots.failure();
		if (failure != null && cursor == null) {
			errors.add(ReadError.of(null, failure));
		}
		return new GroupPage(matching.subList(from, to), matching.size(), query.limit(), next, listed.asOf, errors);
	}

	/**
	 * Returns the groups that a query is after, whatever its limit says, read anew.
	 * @param query the query
	 * @param limit how many at most, {@code null} for all
	 * @return the groups
	 */
	List<GroupSummary> all(GroupQuery query, @Nullable Integer limit) {
		List<GroupSummary> matching = query.select(listed(true).inOrder(query.sort()));
		if (limit == null) {
			return matching;
		}
		Violations violations = new Violations();
		violations.check(limit >= 1, "limit", "must be at least 1");
		violations.throwIfAny();
		return matching.subList(0, Math.min(limit, matching.size()));
	}

	private Listed listed(boolean fresh) {
		Snapshot snapshot = fresh ? this.snapshots.fresh() : this.snapshots.current();
		if (snapshot.changes() < this.groups.changes() || (isOld(snapshot) && isAnyNew(starting(snapshot)))) {
			snapshot = withOwnChanges(snapshot);
		}
		return listed(snapshot, starting(snapshot));
	}

	private Listed listed(Snapshot snapshot, Set<String> starting) {
		Listed newest = this.newest;
		if (newest != null && newest.isOf(snapshot, starting)) {
			return newest;
		}
		// All who ask after a new snapshot do so at once, and one list is enough.
		synchronized (this.building) {
			newest = this.newest;
			if (newest == null || !newest.isOf(snapshot, starting)) {
				newest = list(snapshot, starting);
				this.newest = newest;
			}
			return newest;
		}
	}

	/** Kafka may know by now what it did not know then. */
	private boolean isOld(Snapshot snapshot) {
		Duration age = Duration.between(snapshot.asOf(), this.clock.instant());
		return age.compareTo(YOUNG) > 0 && age.compareTo(snapshot.took().multipliedBy(4)) > 0;
	}

	/** Some groups are never known: a worker that has nothing to read does not commit. */
	private boolean isAnyNew(Set<String> starting) {
		long now = System.nanoTime();
		this.startingSince.keySet().retainAll(starting);
		return starting.stream()
			.anyMatch((id) -> now - this.startingSince.computeIfAbsent(id, (key) -> now) < NEW.toNanos());
	}

	/** What this service has written is in its own lists, unless Kafka is not there. */
	private Snapshot withOwnChanges(Snapshot snapshot) {
		try {
			return this.snapshots.fresh();
		}
		catch (ProblemException ex) {
			return snapshot;
		}
	}

	/** Groups that this service has started and Kafka did not know yet. */
	private Set<String> starting(Snapshot snapshot) {
		Set<String> starting = new TreeSet<>();
		for (String id : this.workers.groupIds()) {
			if (snapshot.group(id) == null) {
				starting.add(id);
			}
		}
		return starting;
	}

	private Listed list(Snapshot snapshot, Set<String> starting) {
		TimeLags timeLags = this.timeLags.getIfAvailable(() -> TimeLags.NONE);
		HealthStatuses healths = this.healths.getIfAvailable(() -> HealthStatuses.NONE);
		List<ListedGroup> groups = new ArrayList<>(snapshot.groups().size() + starting.size());
		for (GroupSnapshot group : snapshot.groups()) {
			groups.add(ListedGroup.from(group, timeLags.of(group.groupId()), healths.of(group.groupId())));
		}
		starting.forEach((id) -> groups.add(ListedGroup.starting(id, this.workers.of(id).topics())));
		return new Listed(snapshot, starting, groups);
	}

	private String keep(Listed listed, GroupQuery query, int position) {
		synchronized (this.kept) {
			this.kept.put(listed.id, listed);
		}
		return query.cursorAt(listed.id, position);
	}

	private Listed kept(long id) {
		synchronized (this.kept) {
			Listed listed = this.kept.get(id);
			if (listed == null) {
				throw new GoneCursorException();
			}
			return listed;
		}
	}

	/** One list of all groups, and what it was asked for. */
	private static final class Listed {

		/** Each may be of some hundred kilobytes. */
		private static final int MAX_WRITTEN = 32;

		private final long id;

		private final Instant asOf;

		private final Set<String> starting;

		private final List<ReadError> errors;

		private final List<ListedGroup> groups;

		private final Map<Sort, List<ListedGroup>> orders = new HashMap<>();

		private final Map<GroupQuery, WrittenPage> written = new ConcurrentHashMap<>();

		private Listed(Snapshot snapshot, Set<String> starting, List<ListedGroup> groups) {
			this.id = snapshot.id();
			this.asOf = snapshot.asOf();
			this.errors = snapshot.errors();
			this.starting = starting;
			this.groups = groups;
		}

		private boolean isOf(Snapshot snapshot, Set<String> starting) {
			return this.id == snapshot.id() && this.starting.equals(starting);
		}

		private WrittenPage written(GroupQuery query, Supplier<WrittenPage> writer) {
			WrittenPage known = this.written.get(query);
			if (known != null) {
				return known;
			}
			WrittenPage page = writer.get();
			if (this.written.size() < MAX_WRITTEN) {
				this.written.put(query, page);
			}
			return page;
		}

		private synchronized List<ListedGroup> inOrder(Sort sort) {
			return this.orders.computeIfAbsent(sort,
					(order) -> this.groups.stream().sorted(order.comparator()).toList());
		}

	}

}
