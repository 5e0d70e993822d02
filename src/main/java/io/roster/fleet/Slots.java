package io.roster.fleet;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import org.springframework.stereotype.Component;

/** Which slots this replica owns, as the group of the replicas has settled it. */
@Component
class Slots {

	private volatile Set<Integer> owned = Set.of();

	private volatile boolean cutOff;

	private Consumer<Set<Integer>> revoked = (slots) -> {
	};

	/** Has somebody stop what slots have that are given back, before they are. */
	void onRevoked(Consumer<Set<Integer>> listener) {
		this.revoked = listener;
	}

	Set<Integer> owned() {
		return this.owned;
	}

	/** Whether this replica is the one that does what only one should. */
	boolean isSteward() {
		return owned().contains(0) && !this.cutOff;
	}

	/**
	 * Whether Kafka has not heard of this replica for so long that others may run its
	 * workers.
	 */
	boolean isCutOff() {
		return this.cutOff;
	}

	void cutOff(boolean cutOff) {
		this.cutOff = cutOff;
	}

	synchronized void assigned(Set<Integer> slots) {
		Set<Integer> after = new HashSet<>(this.owned);
		after.addAll(slots);
		this.owned = Set.copyOf(after);
	}

	/** Slots are given back; returns when what they have has stopped. */
	void revoked(Set<Integer> slots) {
		lost(slots);
		this.revoked.accept(slots);
	}

	/** Slots are gone already. */
	synchronized void lost(Set<Integer> slots) {
		Set<Integer> after = new HashSet<>(this.owned);
		after.removeAll(slots);
		this.owned = Set.copyOf(after);
	}

}
