package io.roster.deadletter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.roster.problem.InvalidRequestException;
import io.roster.problem.Violations;
import io.roster.topic.TopicNames;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are to be put back: those that some filters leave, or some that are
 * named one by one.
 *
 * @param topic only those that come from this topic
 * @param partition only those that come from this partition of the topic
 * @param from only those written to the dead letter topic then or later
 * @param to only those written to the dead letter topic before then
 * @param exception only those that a class failed whose name has this in it
 * @param deadLetterTopic only this dead letter topic; all that are known if left out
 * @param deadLetters instead of all these: just those that lie there
 * @param again whether those that were put back already are put back once more
 * @param limit how many at most, from 1 to 1000, 1000 by default
 * @param after where to go on: the {@code next} of the answer before
 * @param dryRun whether only to say what would be done; {@code true} unless it says
 * {@code false}
 */
@Schema(example = "{\"topic\":\"orders\",\"exception\":\"TimeoutException\",\"dryRun\":true}")
record RedriveRequest(
		@Schema(description = "Only those that come from this topic", example = "orders") @Nullable String topic,
		@Schema(description = "Only those that come from this partition of the topic") @Nullable Integer partition,
		@Schema(description = "Only those written to the dead letter topic then or later",
				example = "2026-11-22T06:00:00Z") @Nullable String from,
		@Schema(description = "Only those written to the dead letter topic before then",
				example = "2026-11-22T07:00:00Z") @Nullable String to,
		@Schema(description = "Only those that a class failed whose name has this in it, in any case",
				example = "TimeoutException") @Nullable String exception,
		@Schema(description = "Only this dead letter topic, whether it is known to be the group's or not; all that "
				+ "are known if left out") @Nullable String deadLetterTopic,
		@Schema(description = "Instead of all above: just those that lie there, 1 to 1000") @Nullable List<Place> deadLetters,
		@Schema(description = "Whether those that were put back already are put back once more") @Nullable Boolean again,
		@Schema(description = "How many at most, from 1 to 1000; 1000 if left out") @Nullable Integer limit,
		@Schema(description = "Where to go on: the 'next' of the answer before") @Nullable String after,
		@Schema(description = "Whether only to say what would be done; true unless it says false") @Nullable Boolean dryRun) {

	private static final int MAX = DeadLetterPages.MAX_LIMIT;

	RedriveRequest {
		deadLetters = (deadLetters != null) ? List.copyOf(deadLetters) : null;
	}

	/**
	 * Checks the request.
	 * @throws InvalidRequestException if it cannot be right
	 */
	void check() {
		Violations violations = new Violations();
		if (this.deadLetters != null) {
			violations.check(
					Stream
						.of(this.topic, this.partition, this.from, this.to, this.exception, this.deadLetterTopic,
								this.limit, this.after)
						.allMatch((field) -> field == null),
					"deadLetters",
					"is instead of topic, partition, from, to, exception, deadLetterTopic, limit and after");
			checkPlaces(violations, this.deadLetters);
		}
		if (this.topic != null) {
			TopicNames.check(violations, "topic", this.topic);
		}
		if (this.deadLetterTopic != null) {
			TopicNames.check(violations, "deadLetterTopic", this.deadLetterTopic);
		}
		violations.check(this.partition == null || this.partition >= 0, "partition", "must not be negative");
		violations.check(this.partition == null || this.topic != null, "partition", "goes with a topic");
		violations.check(this.limit == null || (this.limit >= 1 && this.limit <= MAX), "limit",
				"must be from 1 to " + MAX);
		Instant from = instant(violations, "from", this.from);
		Instant to = instant(violations, "to", this.to);
		violations.check(from == null || to == null || from.isBefore(to), "to", "must be after from");
		violations.throwIfAny();
	}

	private static void checkPlaces(Violations violations, List<Place> places) {
		violations.check(!places.isEmpty() && places.size() <= MAX, "deadLetters", "must be 1 to " + MAX);
		Set<Place> seen = new HashSet<>();
		for (int i = 0; i < places.size(); i++) {
			Place place = places.get(i);
			String field = "deadLetters[" + i + "]";
			TopicNames.check(violations, field + ".deadLetterTopic", place.deadLetterTopic());
			violations.check(place.deadLetterPartition() != null && place.deadLetterPartition() >= 0,
					field + ".deadLetterPartition", "is required and not negative");
			violations.check(place.deadLetterOffset() != null && place.deadLetterOffset() >= 0,
					field + ".deadLetterOffset", "is required and not negative");
			violations.check(seen.add(place), field, "is there twice");
		}
	}

	private static @Nullable Instant instant(Violations violations, String field, @Nullable String text) {
		if (text == null) {
			return null;
		}
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			violations.check(false, field, "must be an instant such as 2026-11-22T06:05:00Z, not '" + text + "'");
			return null;
		}
	}

	boolean isDryRun() {
		return !Boolean.FALSE.equals(this.dryRun);
	}

	boolean isAgain() {
		return Boolean.TRUE.equals(this.again);
	}

	int limitOrDefault() {
		return (this.limit != null) ? this.limit : MAX;
	}

	DeadLetterFilter filter(String groupId) {
		Violations none = new Violations();
		return new DeadLetterFilter(groupId, (this.topic != null) ? Set.of(this.topic) : Set.of(),
				(this.partition != null) ? Set.of(this.partition) : Set.of(), this.exception,
				instant(none, "from", this.from), instant(none, "to", this.to));
	}

	/**
	 * Returns the dead letter topics that are named.
	 * @return by which field each is; empty if none is
	 */
	Map<String, String> named() {
		Map<String, String> named = new HashMap<>();
		if (this.deadLetterTopic != null) {
			named.put(this.deadLetterTopic, "deadLetterTopic");
		}
		if (this.deadLetters != null) {
			for (int i = 0; i < this.deadLetters.size(); i++) {
				named.putIfAbsent(String.valueOf(this.deadLetters.get(i).deadLetterTopic()),
						"deadLetters[" + i + "].deadLetterTopic");
			}
		}
		return named;
	}

	/**
	 * Where a dead letter lies.
	 *
	 * @param deadLetterTopic the dead letter topic
	 * @param deadLetterPartition the partition
	 * @param deadLetterOffset the offset
	 */
	@Schema(name = "DeadLetterPlace")
	record Place(@Nullable String deadLetterTopic, @Nullable Integer deadLetterPartition,
			@Nullable Long deadLetterOffset) {

		@Override
		public String toString() {
			return this.deadLetterTopic + "-" + this.deadLetterPartition + "@" + this.deadLetterOffset;
		}

	}

}
