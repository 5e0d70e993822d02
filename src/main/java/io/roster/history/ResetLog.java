package io.roster.history;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.history.PastReset.Summary;
import io.roster.store.CompactedTopic;
import io.roster.store.StoredJson;
import io.roster.store.Stores;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.stereotype.Component;

/**
 * The plans that can be executed and the resets that can be undone, in a topic of the
 * service's own, so that any replica finds them, also after a restart.
 */
@Component
public class ResetLog {

	private static final Log log = LogFactory.getLog(ResetLog.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final String PLAN = "plan/";

	private static final String RESET = "reset/";

	private final Index index = new Index();

	private final CompactedTopic topic;

	private final HistoryProperties properties;

	private final Clock clock;

	ResetLog(Stores stores, HistoryProperties properties, Clock clock) {
		this.topic = stores.open(properties.topic(), properties.kept(), TIMEOUT, this.index);
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Keeps a plan for a while, and removes those whose time has passed.
	 * @param planId its id
	 * @param plan the plan, which is kept as StoredJson.MAPPER
	 * @return until when it can be executed
	 * @throws io.roster.problem.ProblemException if it could not be kept
	 */
	public Instant keepPlan(String planId, Object plan) {
		this.topic.put(Map.of(PLAN + planId, StoredJson.MAPPER.writeValueAsBytes(plan)));
		Set<String> expired = this.index.expired(this.clock.instant().minus(this.properties.planKept()));
		if (!expired.isEmpty()) {
			this.topic.remove(expired);
		}
		return this.clock.instant().plus(this.properties.planKept()).truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Keeps what was committed before resets, or what came of them.
	 * @param resets the resets
	 */
	public void keepResets(List<PastReset> resets) {
		Map<String, byte[]> values = new HashMap<>();
		resets.forEach((reset) -> values.put(RESET + reset.resetId(), StoredJson.MAPPER.writeValueAsBytes(reset)));
		this.topic.put(values);
	}

	/**
	 * Removes resets that were not carried out.
	 * @param resetIds their ids
	 */
	public void forget(List<String> resetIds) {
		this.topic.remove(resetIds.stream().map((id) -> RESET + id).collect(Collectors.toSet()));
	}

	/**
	 * Finds a plan.
	 * @param <T> the type of the plan
	 * @param planId its id
	 * @param type the type of the plan
	 * @return the plan, empty if there is none or its time has passed
	 * @throws io.roster.problem.ProblemException if Kafka cannot be asked or refuses
	 */
	public <T> Optional<T> plan(String planId, Class<T> type) {
		this.topic.refresh();
		Set<String> expired = this.index.expired(this.clock.instant().minus(this.properties.planKept()));
		return expired.contains(PLAN + planId) ? Optional.empty() : read(PLAN + planId, type);
	}

	/**
	 * Finds a reset.
	 * @param resetId its id
	 * @return the reset, empty if there is none or it is no longer kept
	 */
	public Optional<PastReset> reset(String resetId) {
		this.topic.refresh();
		return read(RESET + resetId, PastReset.class);
	}

	/**
	 * Finds the reset that has undone another one.
	 * @param resetId the other one
	 * @return empty if it was not undone, or its undo was not all done or is undone
	 * itself
	 */
	public Optional<PastReset> undoOf(String resetId) {
		this.topic.refresh();
		String undo = this.index.undoOf(resetId);
		return (undo != null) ? read(RESET + undo, PastReset.class) : Optional.empty();
	}

	/**
	 * Finds the resets of the same group that came later and are still in force: neither
	 * undone nor the undo of such a one.
	 * @param past the reset
	 * @return their ids, newest first
	 */
	public List<String> laterInForce(PastReset past) {
		List<Summary> later = resets(past.plan().groupId()).stream()
			.filter((reset) -> reset.at().isAfter(past.at()) && !past.resetId().equals(reset.undoOf()))
			.toList();
		Set<String> ids = later.stream().map(Summary::resetId).collect(Collectors.toSet());
		return later.stream()
			.filter((reset) -> reset.undoneBy() == null)
			.filter((reset) -> reset.undoOf() == null || !ids.contains(reset.undoOf()))
			.map(Summary::resetId)
			.toList();
	}

	/**
	 * Lists the resets of a group.
	 * @param groupId the group
	 * @return newest first; empty if there are none
	 */
	public List<Summary> resets(String groupId) {
		this.topic.refresh();
		return this.index.resets(groupId, this.clock.instant().minus(this.properties.kept()));
	}

	private <T> Optional<T> read(String key, Class<T> type) {
		Long offset = this.index.offset(key);
		byte[] value = (offset != null) ? this.topic.read(key, offset) : null;
		return (value != null) ? Optional.of(StoredJson.MAPPER.readValue(value, type)) : Optional.empty();
	}

	/** Where everything lies, and what lists show. */
	private static final class Index implements CompactedTopic.Index {

		private final Map<String, Long> offsets = new HashMap<>();

		private final Map<String, Instant> plans = new HashMap<>();

		private final Map<String, Summary> resets = new HashMap<>();

		@Override
		public synchronized void put(String key, byte @Nullable [] value, long offset, long timestamp) {
			this.offsets.remove(key);
			this.plans.remove(key);
			this.resets.remove(key);
			if (value == null) {
				return;
			}
			try {
				if (key.startsWith(PLAN)) {
					this.plans.put(key, Instant.ofEpochMilli(timestamp));
				}
				else if (key.startsWith(RESET)) {
					this.resets.put(key, Summary.of(StoredJson.MAPPER.readValue(value, PastReset.class)));
				}
				this.offsets.put(key, offset);
			}
			catch (JacksonException ex) {
				log.warn("The record at offset " + offset + " of the topic of resets cannot be read and is left out",
						ex);
			}
		}

		@Override
		public synchronized void clear() {
			this.offsets.clear();
			this.plans.clear();
			this.resets.clear();
		}

		private synchronized @Nullable Long offset(String key) {
			return this.offsets.get(key);
		}

		private synchronized Set<String> expired(Instant before) {
			Set<String> expired = new HashSet<>();
			this.plans.forEach((key, at) -> {
				if (at.isBefore(before)) {
					expired.add(key);
				}
			});
			return expired;
		}

		private synchronized @Nullable String undoOf(String resetId) {
			Set<String> undone = new HashSet<>();
			this.resets.values().forEach((reset) -> {
				if (reset.undoOf() != null) {
					undone.add(reset.undoOf());
				}
			});
			return this.resets.values()
				.stream()
				.filter((reset) -> resetId.equals(reset.undoOf()) && reset.state() == PastReset.State.DONE)
				.map(Summary::resetId)
				.filter((undo) -> !undone.contains(undo))
				.findFirst()
				.orElse(null);
		}

		private synchronized List<Summary> resets(String groupId, Instant since) {
			List<Summary> ofGroup = new ArrayList<>();
			Map<String, String> undoneBy = new HashMap<>();
			this.resets.values()
				.stream()
				.filter((reset) -> reset.groupId().equals(groupId) && reset.at().isAfter(since))
				.forEach(ofGroup::add);
			ofGroup.sort(Comparator.comparing(Summary::at));
			ofGroup.forEach((reset) -> {
				if (reset.undoOf() != null) {
					undoneBy.put(reset.undoOf(), reset.resetId());
				}
			});
			Collections.reverse(ofGroup);
			return ofGroup.stream().map((reset) -> reset.undoneBy(undoneBy.get(reset.resetId()))).toList();
		}

	}

}
