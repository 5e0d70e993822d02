package io.roster.plan;

import java.time.Instant;
import java.util.Map;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a reset goes. Each gives the same offsets as the option of the same name of
 * {@code kafka-consumer-groups.sh --reset-offsets}.
 */
public sealed interface Target {

	/**
	 * Chooses the offset for a partition.
	 * @param position where the group and the log are
	 * @return the offset
	 * @throws Position.NoCommitException if the target depends on a commit and there is
	 * none
	 */
	Position.Choice choose(Position position);

	/**
	 * Returns the name of the strategy.
	 * @return as requests call it
	 */
	String strategy();

	/**
	 * Returns the time that logs have to be asked for.
	 * @return {@code null} if none
	 */
	default @Nullable Instant time() {
		return null;
	}

	/**
	 * Returns the timestamp of records that logs are to be asked for.
	 * @return milliseconds since 1970, {@code null} if none
	 */
	default @Nullable Long timestamp() {
		Instant time = time();
		return (time != null) ? (Long) Times.timestamp(time) : null;
	}

	/**
	 * Returns whether the target depends on what is committed when it is executed.
	 * @return {@code true} if it has to be chosen anew when a worker has moved on
	 */
	default boolean isRelative() {
		return false;
	}

	/**
	 * Returns whether the chosen offsets are within the log.
	 * @return {@code false} if they are taken as they are
	 */
	default boolean isWithinLog() {
		return true;
	}

	/** The beginning of the log. */
	record Earliest() implements Target {

		@Override
		public Position.Choice choose(Position position) {
			return Position.Choice.of(position.start());
		}

		/** Not needed to choose, but cheaper than to read the records for their times. */
		@Override
		public Long timestamp() {
			return 0L;
		}

		@Override
		public String strategy() {
			return "earliest";
		}

	}

	/** The end of the log: its end offset, not the last stable one. */
	record Latest() implements Target {

		@Override
		public Position.Choice choose(Position position) {
			return Position.Choice.of(position.end());
		}

		@Override
		public String strategy() {
			return "latest";
		}

	}

	/** What is committed, as it is; the end of the log where nothing is. */
	record Current() implements Target {

		@Override
		public Position.Choice choose(Position position) {
			Committed committed = position.committed();
			return Position.Choice.of((committed != null) ? committed.offset() : position.end());
		}

		@Override
		public String strategy() {
			return "current";
		}

		@Override
		public boolean isRelative() {
			return true;
		}

		@Override
		public boolean isWithinLog() {
			return false;
		}

	}

	/**
	 * The same offset everywhere.
	 *
	 * @param offset not negative
	 */
	record Offset(long offset) implements Target {

		@Override
		public Position.Choice choose(Position position) {
			return position.clip(this.offset);
		}

		@Override
		public String strategy() {
			return "offset";
		}

	}

	/**
	 * The first record that is not older than a time; the end of the log if there is
	 * none.
	 *
	 * @param strategy how the time was said: {@code datetime} or {@code duration}
	 * @param time the time
	 */
	record Time(String strategy, Instant time) implements Target {

		@Override
		public Position.Choice choose(Position position) {
			Long found = position.atTime();
			return Position.Choice.of((found != null) ? found : position.end());
		}

	}

	/**
	 * So many records ahead of what is committed, or behind it.
	 *
	 * @param by negative to go back
	 */
	record Shift(long by) implements Target {

		@Override
		public Position.Choice choose(Position position) {
			Committed committed = position.committed();
			if (committed == null) {
				throw new Position.NoCommitException(position.partition());
			}
			long wanted;
			try {
				wanted = Math.addExact(committed.offset(), this.by);
			}
			catch (ArithmeticException ex) {
				wanted = (this.by > 0) ? Long.MAX_VALUE : 0;
			}
			return position.clip(wanted);
		}

		@Override
		public String strategy() {
			return "shift";
		}

		@Override
		public boolean isRelative() {
			return true;
		}

	}

	/**
	 * An offset for each partition.
	 *
	 * @param offsets not negative
	 */
	record Explicit(Map<TopicPartition, Long> offsets) implements Target {

		public Explicit {
			offsets = Map.copyOf(offsets);
		}

		@Override
		public Position.Choice choose(Position position) {
			return position.clip(this.offsets.getOrDefault(position.partition(), 0L));
		}

		@Override
		public String strategy() {
			return "explicit";
		}

	}

	/**
	 * What was committed elsewhere or at another time, with all that belongs to it.
	 *
	 * @param strategy {@code copy} or {@code undo}
	 * @param offsets what each partition had
	 */
	record Copied(String strategy, Map<TopicPartition, Committed> offsets) implements Target {

		public Copied {
			offsets = Map.copyOf(offsets);
		}

		@Override
		public Position.Choice choose(Position position) {
			return new Position.Choice(this.offsets.get(position.partition()), false);
		}

		@Override
		public boolean isWithinLog() {
			return false;
		}

	}

	/** Nothing committed any more. */
	record Nothing() implements Target {

		@Override
		public Position.Choice choose(Position position) {
			return new Position.Choice(null, false);
		}

		@Override
		public String strategy() {
			return "delete-offsets";
		}

		@Override
		public boolean isWithinLog() {
			return false;
		}

	}

}
