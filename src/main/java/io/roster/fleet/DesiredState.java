package io.roster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.roster.problem.ProblemException;
import io.roster.store.FencedTopic;
import io.roster.store.FencedTopic.Snapshot;
import io.roster.store.StoredJson;
import io.roster.store.Stores;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/** What should run in all groups, as every replica reads it from Kafka. */
@Component
class DesiredState {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	static final JsonMapper JSON = StoredJson.MAPPER.rebuild()
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	private final FencedTopic<GroupState> topic;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile long told = -1;

	DesiredState(Stores stores, FleetProperties properties) {
		this.topic = stores.openFenced(properties.stateTopic(), TIMEOUT,
				(bytes) -> JSON.readValue(bytes, GroupState.class), JSON::writeValueAsBytes);
	}

	/**
	 * Has somebody told of every change, on the thread that has read it.
	 * @param listener must return at once
	 */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Returns whether anything was ever asked for.
	 * @return whether the topic is there
	 * @throws io.roster.problem.ProblemException if Kafka cannot be asked or refuses
	 */
	boolean isMade() {
		return this.topic.isMade();
	}

	/**
	 * Reads what was written before this call, by whichever replica.
	 * @throws io.roster.problem.ProblemException if it could not be read
	 */
	void refresh() {
		this.topic.refresh();
		tell();
	}

	/** Which groups' states this version cannot read, and why. */
	Map<String, ProblemException> unreadable() {
		return this.topic.unreadable();
	}

	/** What was read last, and up to where; -1 if nothing was yet. */
	Snapshot<GroupState> snapshot() {
		return this.topic.snapshot();
	}

	/** What was read last of a group; empty if nothing should run in it. */
	GroupState group(String groupId) {
		return snapshot().values().getOrDefault(groupId, GroupState.EMPTY);
	}

	/**
	 * Changes what should run in a group.
	 * @param groupId the group
	 * @param change makes the new state of the one that is there; called again if
	 * somebody else wrote meanwhile. What it throws is thrown, and nothing is changed
	 * @return what was read after the change, and up to where: who has read that far
	 * knows of the change
	 * @throws io.roster.problem.ProblemException if it could not be written, or nobody
	 * knows
	 */
	Snapshot<GroupState> update(String groupId, UnaryOperator<GroupState> change) {
		Snapshot<GroupState> after = this.topic.update(groupId, (before) -> next(before, change));
		tell();
		return after;
	}

	private static @Nullable GroupState next(@Nullable GroupState before, UnaryOperator<GroupState> change) {
		GroupState current = (before != null) ? before : GroupState.EMPTY;
		GroupState next = change.apply(current);
		// Of a group that comes back, no version is one that it had before.
		long version = (before != null) ? before.version() + 1 : System.currentTimeMillis();
		return next.equals(current) ? before : next.next(version);
	}

	private void tell() {
		long position = snapshot().position();
		if (position != this.told) {
			this.told = position;
			this.listeners.forEach(Runnable::run);
		}
	}

}
