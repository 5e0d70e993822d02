package io.roster.history;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.group.DescribedGroup;
import io.roster.group.GroupKind;
import io.roster.history.PastReset.State;
import io.roster.plan.Committed;
import io.roster.plan.Ids;
import io.roster.plan.Plan;
import io.roster.plan.PlannedOffset;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import org.springframework.stereotype.Component;

/** Keeps the offsets of groups that are about to be deleted, so that it can be undone. */
@Component
public class OldOffsets {

	private static final Log log = LogFactory.getLog(OldOffsets.class);

	/** Groups of one call, so that what is in memory has a bound. */
	private static final int CHUNK = 500;

	private static final Comparator<PlannedOffset> BY_NAME = Comparator.comparing(PlannedOffset::topic)
		.thenComparing(PlannedOffset::partition);

	private final Cluster cluster;

	private final ResetLog resets;

	private final Clock clock;

	OldOffsets(Cluster cluster, ResetLog resets, Clock clock) {
		this.cluster = cluster;
		this.resets = resets;
		this.clock = clock;
	}

	/**
	 * Keeps what groups have committed, as far as the service may see it: Kafka leaves
	 * topics out that it may not describe, and does not say so.
	 * @param groups the groups
	 * @param by who deletes them
	 * @param failed takes the groups whose offsets could not be read
	 * @return what was kept, by group; a group that has committed nothing is not in it
	 * @throws ProblemException if what was read could not be kept
	 */
	public Map<String, Kept> keep(Collection<DescribedGroup> groups, Requester by,
			BiConsumer<String, ProblemException> failed) {
		Map<String, Kept> kept = new HashMap<>();
		Map<String, List<PlannedOffset>> offsets = read(groups, failed);
		for (DescribedGroup group : groups) {
			List<PlannedOffset> ofGroup = offsets.getOrDefault(group.groupId(), List.of());
			if (!ofGroup.isEmpty()) {
				kept.put(group.groupId(), new Kept(reset(group, ofGroup, by)));
			}
		}
		if (!kept.isEmpty()) {
			this.resets.keepResets(kept.values().stream().map(Kept::reset).toList());
		}
		return kept;
	}

	/**
	 * Finds groups that have committed anything.
	 * @param groups the groups
	 * @return the ids of those that are known to have
	 */
	public Set<String> withCommits(Collection<DescribedGroup> groups) {
		Set<String> ids = new HashSet<>();
		Map<String, List<PlannedOffset>> read = read(groups,
				(id, problem) -> log.debug("What group '" + id + "' has committed is not known: " + problem.detail()));
		read.forEach((id, offsets) -> {
			if (!offsets.isEmpty()) {
				ids.add(id);
			}
		});
		return ids;
	}

	private Map<String, List<PlannedOffset>> read(Collection<DescribedGroup> groups,
			BiConsumer<String, ProblemException> failed) {
		List<String> ids = groups.stream()
			.filter((group) -> group.type() != GroupKind.SHARE)
			.map(DescribedGroup::groupId)
			.toList();
		Map<String, List<PlannedOffset>> offsets = new HashMap<>();
		for (int from = 0; from < ids.size(); from += CHUNK) {
			Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
			ids.subList(from, Math.min(ids.size(), from + CHUNK))
				.forEach((id) -> specs.put(id, new ListConsumerGroupOffsetsSpec()));
			Calls calls = this.cluster.calls();
			ListConsumerGroupOffsetsResult result = calls.admin()
				.listConsumerGroupOffsets(specs, calls.within(new ListConsumerGroupOffsetsOptions()));
			Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> asked = new HashMap<>();
			specs.keySet().forEach((id) -> asked.put(id, result.partitionsToOffsetAndMetadata(id)));
			calls.each(asked, (id, committed) -> offsets.put(id, offsets(committed)), failed);
		}
		return offsets;
	}

	private static List<PlannedOffset> offsets(Map<TopicPartition, OffsetAndMetadata> committed) {
		List<PlannedOffset> offsets = new ArrayList<>();
		committed.forEach((partition, offset) -> {
			Committed from = Committed.from(offset);
			if (from != null) {
				offsets.add(new PlannedOffset(partition.topic(), partition.partition(), from, null, false, null, null,
						null, null));
			}
		});
		offsets.sort(BY_NAME);
		return offsets;
	}

	private PastReset reset(DescribedGroup group, List<PlannedOffset> offsets, Requester by) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		Plan plan = new Plan(Ids.plan(), group.groupId(), "delete-group", null, null, false, Plan.Seen.of(group),
				offsets, List.of(), now, null, false);
		return new PastReset(Ids.reset(plan.planId()), now, by, State.STARTED, plan, List.of());
	}

	/**
	 * Notes what has become of groups: of those that were not deleted nothing need be
	 * kept.
	 * @param deleted what was kept of groups that were deleted
	 * @param notDeleted what was kept of groups that were not
	 */
	public void ended(Collection<Kept> deleted, Collection<Kept> notDeleted) {
		try {
			if (!deleted.isEmpty()) {
				this.resets.keepResets(deleted.stream().map((kept) -> kept.reset().ended(List.of())).toList());
			}
			if (!notDeleted.isEmpty()) {
				this.resets.forget(notDeleted.stream().map(Kept::resetId).toList());
			}
		}
		catch (ProblemException ex) {
			// They are gone, and can be put back; that is what matters.
			log.warn("What came of the deletion of " + (deleted.size() + notDeleted.size()) + " groups was not noted: "
					+ ex.detail());
		}
	}

	/** What was kept of a group. */
	public static final class Kept {

		private final PastReset reset;

		private Kept(PastReset reset) {
			this.reset = reset;
		}

		private PastReset reset() {
			return this.reset;
		}

		/**
		 * Returns the id to put the offsets back by.
		 * @return the id of a reset
		 */
		public String resetId() {
			return this.reset.resetId();
		}

	}

}
