package io.roster.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonValue;
import io.roster.plan.Plan;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A reset as it is kept: what was committed before, and what came of it.
 *
 * @param resetId its id
 * @param at when it was begun
 * @param by who asked for it
 * @param state how far it came
 * @param plan what was to be done, with what was committed before
 * @param outcomes what was not done, is not known to be, or was overwritten at once
 */
public record PastReset(String resetId, Instant at, Requester by, State state, Plan plan,
		List<PartitionOutcome> outcomes) {

	public PastReset {
		outcomes = List.copyOf(outcomes);
	}

	/**
	 * The same reset with another plan.
	 * @param plan the plan
	 * @return the reset
	 */
	public PastReset with(Plan plan) {
		return new PastReset(this.resetId, this.at, this.by, this.state, plan, this.outcomes);
	}

	/**
	 * The same reset when it has ended.
	 * @param outcomes what has become of each partition
	 * @return the reset, which keeps what is not in force
	 */
	public PastReset ended(List<PartitionOutcome> outcomes) {
		boolean done = outcomes.stream().allMatch(PartitionOutcome::isDone);
		return new PastReset(this.resetId, this.at, this.by, done ? State.DONE : State.INCOMPLETE, this.plan,
				outcomes.stream().filter((outcome) -> !outcome.isInForce()).toList());
	}

	/**
	 * Returns what has become of each partition, as far as it is known.
	 * @return unknown for all if the reset was not ended
	 */
	public Function<TopicPartition, Outcome> outcomeOf() {
		if (this.state == State.STARTED) {
			return (partition) -> Outcome.UNKNOWN;
		}
		Map<TopicPartition, Outcome> known = new HashMap<>();
		this.outcomes.forEach((outcome) -> known
			.put(new TopicPartition(String.valueOf(outcome.topic()), outcome.number()), outcome.outcome()));
		return (partition) -> known.getOrDefault(partition, Outcome.DONE);
	}

	/** How far a reset came. */
	public enum State {

		/** The old offsets are kept; what was written is not known. */
		STARTED("started"),

		/** All was done. */
		DONE("done"),

		/** Some was not done, or is not known to be. */
		INCOMPLETE("incomplete");

		private final String text;

		State(String text) {
			this.text = text;
		}

		@JsonValue
		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * What a list shows of a reset.
	 *
	 * @param resetId its id
	 * @param groupId the group
	 * @param to the target's name; also {@code undo}, {@code copy},
	 * {@code delete-offsets} and {@code delete-group}
	 * @param at when it was begun
	 * @param by who asked for it
	 * @param state how far it came
	 * @param partitions how many partitions it was about
	 * @param skips how many records it skipped, {@code null} if that is not known
	 * @param replays how many records it had read again, {@code null} if that is not
	 * known
	 * @param undoOf the reset that it undid, {@code null} if it undid none
	 * @param undoneBy the newest reset that undid it, {@code null} if none has
	 */
	public record Summary(String resetId, String groupId, String to, Instant at, Requester by, State state,
			int partitions, @Nullable Long skips, @Nullable Long replays, @Nullable String undoOf,
			@Nullable String undoneBy) {

		/**
		 * Returns what a list shows.
		 * @param reset the reset
		 * @return the summary, which does not know of undoes
		 */
		public static Summary of(PastReset reset) {
			Plan plan = reset.plan();
			return new Summary(reset.resetId(), plan.groupId(), plan.strategy(), reset.at(), reset.by(), reset.state(),
					plan.partitions().size(), PartitionReset.skipsOrNull(plan.partitions()),
					PartitionReset.replaysOrNull(plan.partitions()), plan.undoOf(), null);
		}

		Summary undoneBy(@Nullable String resetId) {
			return new Summary(this.resetId, this.groupId, this.to, this.at, this.by, this.state, this.partitions,
					this.skips, this.replays, this.undoOf, resetId);
		}

	}

}
