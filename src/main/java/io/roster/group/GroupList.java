package io.roster.group;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.cluster.ReadError;
import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import io.roster.topic.Topics;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * All groups of the cluster, read with calls whose number depends on brokers and topics
 * and not on groups. The last few lists are kept so that a cursor goes on in the list
 * that it began in.
 */
@Component
class GroupList {

	private static final Duration SHARED_FOR = Duration.ofSeconds(1);

	private static final int KEPT = 8;

	private final Cluster cluster;

	private final GroupProperties properties;

	private final GroupReader reader;

	private final KnownGroups known;

	private final Clock clock;

	private final LocalWorkers workers;

	private final SharedReads<String, Listed> reads = new SharedReads<>(SHARED_FOR, (key) -> readLive());

	private final Map<Long, Listed> kept = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Long, Listed> eldest) {
			return size() > KEPT;
		}

	};

	GroupList(Cluster cluster, LocalWorkers workers, KnownGroups known, Topics topics, GroupProperties properties,
			Clock clock) {
		this.cluster = cluster;
		this.workers = workers;
		this.properties = properties;
		this.known = known;
		this.clock = clock;
		this.reader = new GroupReader(workers, topics, clock);
	}

	/**
	 * Returns a page of the groups that a query is after.
	 * @param query the query
	 * @param fresh whether the list has to be from after this call
	 * @return the page
	 * @throws GoneCursorException if the query goes on in a list that is no longer kept
	 */
	GroupPage page(GroupQuery query, boolean fresh) {
		GroupQuery.Cursor cursor = query.cursor();
		Listed listed = (cursor != null) ? kept(cursor.list()) : listed(fresh);
		List<GroupSummary> matching = query.select(listed.groups());
		int from = (cursor != null) ? Math.min(cursor.position(), matching.size()) : 0;
		int to = Math.min(matching.size(), from + query.limit());
		String next = (to < matching.size()) ? keep(listed, query, to) : null;
		return new GroupPage(matching.subList(from, to), matching.size(), query.limit(), next, listed.asOf(),
				listed.errors());
	}

	private Listed listed(boolean fresh) {
		Listed listed = fresh ? this.reads.fresh("") : this.reads.get("");
		boolean complete = listed.changes() >= this.known.changes()
				&& listed.ids().containsAll(this.workers.groupIds());
		return complete ? listed : this.reads.fresh("");
	}

	/**
	 * Returns the groups that a query is after, whatever its limit says.
	 * @param query the query
	 * @param limit how many at most, {@code null} for all
	 * @param fresh whether the list has to be from after this call
	 * @return the groups
	 */
	List<GroupSummary> all(GroupQuery query, @Nullable Integer limit, boolean fresh) {
		List<GroupSummary> matching = query.select(listed(fresh).groups());
		if (limit == null) {
			return matching;
		}
		Violations violations = new Violations();
		violations.check(limit >= 1, "limit", "must be at least 1");
		violations.throwIfAny();
		return matching.subList(0, Math.min(limit, matching.size()));
	}

	private String keep(Listed listed, GroupQuery query, int position) {
		synchronized (this.kept) {
			this.kept.put(listed.id(), listed);
		}
		return query.cursorAt(listed.id(), position);
	}

	/** Groups that this service has started and Kafka does not know yet. */
	private void addLocal(List<ListedGroup> groups) {
		Set<String> missing = new HashSet<>(this.workers.groupIds());
		groups.forEach((group) -> missing.remove(group.summary().groupId()));
		missing.forEach((id) -> groups.add(ListedGroup.starting(id, this.workers.of(id).topics())));
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

	private Listed readLive() {
		long changes = this.known.changes();
		Instant asOf = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		List<ReadError> errors = new ArrayList<>();
		Collection<GroupListing> listings = list(errors);
		Map<String, GroupKind> types = new LinkedHashMap<>();
		listings.forEach((listing) -> types.put(listing.groupId(), type(listing)));
		Calls calls = this.cluster.calls(this.properties.listTimeout());
		Map<String, ProblemException> failed = new LinkedHashMap<>();
		Map<String, GroupReading> readings = this.reader.read(calls, types, List.of(), false, failed::put);
		List<ListedGroup> groups = new ArrayList<>(listings.size());
		for (GroupListing listing : listings) {
			GroupReading reading = readings.get(listing.groupId());
			ProblemException problem = failed.get(listing.groupId());
			if (reading != null && reading.group().exists()) {
				this.known.put(listing.groupId(), reading.group().type(), reading.topics());
				groups.add(ListedGroup.from(listing, reading).own(this.workers.isOwn(listing.groupId())));
				errors.addAll(reading.errors());
			}
			else if (problem != null && problem.getStatusCode().value() != 404) {
				groups.add(ListedGroup.from(listing, null).own(this.workers.isOwn(listing.groupId())));
				errors.add(ReadError.of(listing.groupId(), problem));
			}
		}
		addLocal(groups);
		// A number that no other replica has, so that a cursor is not taken to a list
		// that it does not belong to.
		return new Listed(ThreadLocalRandom.current().nextLong(), groups, errors.stream().distinct().toList(), asOf,
				changes);
	}

	private Collection<GroupListing> list(List<ReadError> errors) {
		Calls calls = this.cluster.calls();
		ListGroupsResult result = calls.admin().listGroups(calls.within(new ListGroupsOptions()));
		Collection<GroupListing> listings = calls.get(result.valid());
		for (Throwable failure : calls.get(result.errors())) {
			ProblemException problem = calls.problem(failure);
			if (listings.isEmpty()) {
				throw problem;
			}
			errors.add(ReadError.of(null, problem));
		}
		return listings;
	}

	private static GroupKind type(GroupListing listing) {
		return listing.type().isPresent() ? GroupKind.of(listing.type().get()) : GroupKind.CLASSIC;
	}

	/** One list of all groups. */
	private record Listed(long id, List<ListedGroup> groups, List<ReadError> errors, Instant asOf, long changes) {

		Set<String> ids() {
			return this.groups.stream().map((group) -> group.summary().groupId()).collect(Collectors.toSet());
		}

	}

	/**
	 * A group of a list, with what is filtered by and not shown.
	 */
	record ListedGroup(GroupSummary summary, Set<String> topics, boolean own) {

		ListedGroup(GroupSummary summary, Set<String> topics) {
			this(summary, topics, false);
		}

		ListedGroup own(boolean own) {
			return new ListedGroup(this.summary, this.topics, own);
		}

		static ListedGroup starting(String groupId, Set<String> topics) {
			return new ListedGroup(new GroupSummary(groupId, GroupKind.CLASSIC, null, "consumer", 0, topics.size(),
					null, null, null, null), topics);
		}

		static ListedGroup from(GroupListing listing, @Nullable GroupReading reading) {
			if (reading == null) {
				String state = listing.groupState().isPresent() ? listing.groupState().get().toString() : null;
				return new ListedGroup(new GroupSummary(listing.groupId(), type(listing), state, listing.protocol(),
						null, null, null, null, null, null), Set.of());
			}
			DescribedGroup group = reading.group();
			List<String> topics = reading.topics();
			return new ListedGroup(new GroupSummary(group.groupId(), group.type(), group.state(), listing.protocol(),
					group.members().size(), topics.size(), reading.partitions().size(), reading.lag(), null, null),
					Set.copyOf(topics));
		}

	}

}
