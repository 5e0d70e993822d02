package io.roster.offset;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import io.roster.plan.Scope;
import io.roster.plan.Target;
import io.roster.plan.Times;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.Violations;
import io.roster.topic.TopicNames;
import io.swagger.v3.oas.annotations.media.Schema;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a reset is asked to do: a target and a scope, or a plan that was shown.
 *
 * @param to the target
 * @param offset with {@code offset}: where to go
 * @param datetime with {@code datetime}: the time, UTC unless it says otherwise
 * @param duration with {@code duration}: how long ago
 * @param shift with {@code shift}: how many records ahead, negative to go back
 * @param offsets with {@code explicit}: where each partition goes
 * @param scope which partitions; not with {@code explicit}
 * @param dryRun whether only to plan; {@code true} unless it says {@code false}
 * @param planId instead of a target and a scope: the plan to execute
 * @param pauseWorkers whether workers of this service that have the partitions make room
 */
@Schema(example = "{\"to\":\"earliest\",\"scope\":{\"allTopics\":true},\"dryRun\":true}")
record ResetRequest(@Nullable Strategy to,
		@Schema(description = "With offset: where to go", example = "123") @Nullable Long offset,
		@Schema(description = "With datetime: the time, UTC unless it ends in Z, +hh, +hhmm or +hh:mm",
				example = "2026-11-22T06:05:00.000") @Nullable String datetime,
		@Schema(description = "With duration: how long ago, ISO-8601", example = "PT1H") @Nullable String duration,
		@Schema(description = "With shift: how many records ahead, negative to go back",
				example = "-10") @Nullable Long shift,
		@Schema(description = "With explicit: where each partition goes") @Nullable List<PartitionTarget> offsets,
		@Schema(description = "Which partitions; not with explicit") @Nullable Scope scope,
		@Schema(description = "Whether only to plan; true unless it says false") @Nullable Boolean dryRun,
		@Schema(description = "Instead of all above: the plan to execute") @Nullable String planId,
		@Schema(description = "Whether workers of this service that have the partitions stop for it and go on from "
				+ "there") @Nullable Boolean pauseWorkers) {

	ResetRequest {
		offsets = (offsets != null) ? List.copyOf(offsets) : null;
	}

	/**
	 * Makes the request that a list of offsets is.
	 * @param offsets where each partition goes
	 * @param dryRun whether only to plan
	 * @param pauseWorkers whether workers make room
	 * @return the request
	 */
	static ResetRequest explicit(List<PartitionTarget> offsets, boolean dryRun, boolean pauseWorkers) {
		return new ResetRequest(Strategy.EXPLICIT, null, null, null, null, offsets, null, dryRun, null, pauseWorkers);
	}

	boolean isDryRun() {
		return !Boolean.FALSE.equals(this.dryRun);
	}

	boolean mayPauseWorkers() {
		return Boolean.TRUE.equals(this.pauseWorkers);
	}

	/**
	 * Returns the plan that is to be executed.
	 * @return its id, {@code null} if the request says itself what to do
	 * @throws InvalidRequestException if it does both, or is to plan what is planned
	 */
	@Nullable String plan() {
		if (this.planId == null) {
			return null;
		}
		Violations violations = new Violations();
		violations.check(this.to == null && this.scope == null && onlyBelongs(null, violations), "planId",
				"is instead of to, scope and what goes with them");
		violations.check(Boolean.FALSE.equals(this.dryRun), "dryRun", "must be false to execute the plan");
		violations.throwIfAny();
		return this.planId;
	}

	/**
	 * Returns what is asked for.
	 * @param clock tells from when durations go back
	 * @return the target and the scope
	 * @throws InvalidRequestException if it is incomplete, or has what does not belong
	 */
	Wanted wanted(Clock clock) {
		Violations violations = new Violations();
		Strategy strategy = this.to;
		if (!violations.check(strategy != null, "to", "is required, or a planId; one of " + Strategy.NAMES)
				|| strategy == null) {
			violations.throwIfAny();
			throw new IllegalStateException("Not reached");
		}
		onlyBelongs(strategy, violations);
		if (strategy == Strategy.EXPLICIT) {
			violations.check(this.scope == null, "scope", "does not go with explicit, whose offsets say which");
			checkOffsets(violations);
			violations.throwIfAny();
			Map<TopicPartition, Long> explicit = explicit();
			return new Wanted(new Target.Explicit(explicit), scopeOf(explicit));
		}
		Scope scope = this.scope;
		if (violations.check(scope != null, "scope", "is required: {\"allTopics\":true} or {\"topics\":[…]}")
				&& scope != null) {
			scope.check(violations, "scope");
		}
		violations.throwIfAny();
		return new Wanted(target(strategy, clock), (scope != null) ? scope : Scope.ALL_TOPICS);
	}

	/** Each strategy needs its own field, and no other one's. */
	private boolean onlyBelongs(@Nullable Strategy strategy, Violations violations) {
		Map<Strategy, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put(Strategy.OFFSET, this.offset);
		fields.put(Strategy.DATETIME, this.datetime);
		fields.put(Strategy.DURATION, this.duration);
		fields.put(Strategy.SHIFT, this.shift);
		fields.put(Strategy.EXPLICIT, this.offsets);
		fields.forEach((owner, value) -> {
			String field = (owner == Strategy.EXPLICIT) ? "offsets" : owner.toString();
			if (owner == strategy) {
				violations.check(value != null, field, "is required with \"to\":\"" + owner + "\"");
			}
			else if (strategy != null) {
				violations.check(value == null, field, "goes with \"to\":\"" + owner + "\" only");
			}
		});
		violations.check(strategy != Strategy.OFFSET || this.offset == null || this.offset >= 0, "offset",
				"must not be negative; earliest and latest are the ends of the log");
		return fields.values().stream().allMatch((value) -> value == null);
	}

	private void checkOffsets(Violations violations) {
		List<PartitionTarget> all = (this.offsets != null) ? this.offsets : List.of();
		violations.check(this.offsets == null || !all.isEmpty(), "offsets", "must have at least one");
		Map<TopicPartition, Integer> seen = new LinkedHashMap<>();
		for (int i = 0; i < all.size(); i++) {
			PartitionTarget target = all.get(i);
			String field = "offsets[" + i + "]";
			boolean named = TopicNames.check(violations, field + ".topic", target.topic());
			boolean numbered = violations.check(target.partition() != null && target.partition() >= 0,
					field + ".partition", "is required and not negative");
			violations.check(target.offset() != null && target.offset() >= 0, field + ".offset",
					"is required and not negative");
			if (named && numbered) {
				Integer before = seen.putIfAbsent(target.topicPartition(), i);
				violations.check(before == null, field, "is about the same partition as offsets[" + before + "]");
			}
		}
	}

	private Map<TopicPartition, Long> explicit() {
		Map<TopicPartition, Long> explicit = new LinkedHashMap<>();
		if (this.offsets != null) {
			this.offsets.forEach((target) -> explicit.put(target.topicPartition(), orZero(target.offset())));
		}
		return explicit;
	}

	private static Scope scopeOf(Map<TopicPartition, Long> explicit) {
		Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
		explicit.keySet()
			.forEach((partition) -> byTopic.computeIfAbsent(partition.topic(), (topic) -> new ArrayList<>())
				.add(partition.partition()));
		return new Scope(null,
				byTopic.entrySet()
					.stream()
					.map((entry) -> new Scope.TopicScope(entry.getKey(), entry.getValue()))
					.toList());
	}

	private Target target(Strategy strategy, Clock clock) {
		return switch (strategy) {
			case EARLIEST -> new Target.Earliest();
			case LATEST -> new Target.Latest();
			case CURRENT -> new Target.Current();
			case OFFSET -> new Target.Offset(orZero(this.offset));
			case DATETIME -> new Target.Time("datetime", Times.datetime(orEmpty(this.datetime)));
			case DURATION -> new Target.Time("duration", Times.before(orEmpty(this.duration), clock.instant()));
			case SHIFT -> new Target.Shift(orZero(this.shift));
			case EXPLICIT -> new Target.Explicit(explicit());
		};
	}

	private static long orZero(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

	private static String orEmpty(@Nullable String value) {
		return (value != null) ? value : "";
	}

	/** The strategies of Kafka's tool. */
	enum Strategy {

		/** The beginning of the log. */
		EARLIEST,

		/** The end of the log. */
		LATEST,

		/** What is committed; the end of the log where nothing is. */
		CURRENT,

		/** An offset. */
		OFFSET,

		/** The first record that is not older than a time. */
		DATETIME,

		/** The first record that is not older than a duration. */
		DURATION,

		/** So many records from what is committed. */
		SHIFT,

		/** An offset for each partition. */
		EXPLICIT;

		private static final String NAMES = "earliest, latest, current, offset, datetime, duration, shift, explicit";

		@JsonValue
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * Where a partition goes.
	 *
	 * @param topic the topic
	 * @param partition the number
	 * @param offset the offset
	 */
	record PartitionTarget(@Nullable String topic, @Nullable Integer partition, @Nullable Long offset) {

		private TopicPartition topicPartition() {
			return new TopicPartition((this.topic != null) ? this.topic : "",
					(this.partition != null) ? this.partition : 0);
		}

	}

	/**
	 * A request that can be right.
	 *
	 * @param target where to go
	 * @param scope which partitions
	 */
	record Wanted(Target target, Scope scope) {
	}

}
