package io.roster.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.roster.cluster.ReadError;
import io.roster.problem.ProblemException;
import io.roster.store.CompactedTopic;
import io.roster.store.StoredJson;
import io.roster.store.Stores;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.stereotype.Component;

/**
 * Which dead letters were put back, in a topic of the service's own. A dead letter is
 * claimed before it is put back and marked after it, so that two replicas never put back
 * the same one, and what a replica had begun when it broke down is not put back twice
 * without being asked to: it stays claimed. A transaction of records and marks would say
 * more, but would leave in the users' partitions a marker that nobody can read, and so a
 * lag of 1 that does not go away.
 */
@Component
class Redrives {

	private static final Log log = LogFactory.getLog(Redrives.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final Index index = new Index();

	private final CompactedTopic topic;

	private final DeadLetterProperties properties;

	private final Clock clock;

	Redrives(Stores stores, DeadLetterProperties properties, Clock clock) {
		this.topic = stores.open(properties.topic(), properties.kept(), TIMEOUT, this.index);
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Reads what any replica has put back by now.
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	void refresh() {
		this.topic.refresh();
	}

	/**
	 * Returns what was done with a dead letter.
	 * @param letter the dead letter
	 * @return {@code null} if nothing was
	 */
	@Nullable Mark of(DeadLetter letter) {
		return this.index.get(letter.id());
	}

	/**
	 * Adds to dead letters when they were put back.
	 * @param letters the dead letters
	 * @param errors gets a line if that cannot be read
	 * @return the dead letters, in the same order
	 */
	List<DeadLetter> noteOn(List<DeadLetter> letters, List<ReadError> errors) {
		if (!letters.isEmpty()) {
			try {
				refresh();
			}
			catch (ProblemException ex) {
				errors.add(ReadError.of(this.properties.topic(), null, ex));
			}
		}
		return letters.stream().map((letter) -> {
			Mark mark = of(letter);
			return (mark != null && mark.done()) ? letter.withRedrivenAt(mark.at()) : letter;
		}).toList();
	}

	/**
	 * Claims dead letters, whatever was done with them before. Of several replicas that
	 * do so at once, one gets it.
	 * @param redriveId the id of this attempt, which no other has
	 * @param letters the dead letters
	 * @return those that are claimed
	 * @throws ProblemException if that could not be kept; nothing may be put back then
	 */
	Claim claim(String redriveId, Collection<DeadLetter> letters) {
		Map<String, Mark> before = new HashMap<>();
		Map<String, byte[]> values = new HashMap<>();
		for (DeadLetter letter : letters) {
			Mark mark = of(letter);
			if (mark != null) {
				before.put(letter.id(), mark);
			}
			values.put(letter.id(), StoredJson.MAPPER
				.writeValueAsBytes(new Mark(redriveId, (mark != null) ? mark.redriveId() : null, now(), false)));
		}
		if (!values.isEmpty()) {
			this.topic.put(values);
			this.topic.refresh();
		}
		Set<String> claimed = new HashSet<>();
		values.keySet().forEach((id) -> {
			Mark mark = this.index.get(id);
			if (mark != null && mark.redriveId().equals(redriveId)) {
				claimed.add(id);
			}
		});
		return new Claim(redriveId, claimed, before);
	}

	/**
	 * Marks dead letters that were put back.
	 * @param claim what is claimed
	 * @param letters the dead letters
	 * @param at when that was
	 * @throws ProblemException if that could not be kept; they stay claimed then
	 */
	void done(Claim claim, Collection<DeadLetter> letters, Instant at) {
		Map<String, byte[]> values = new HashMap<>();
		letters.forEach((letter) -> values.put(letter.id(),
				StoredJson.MAPPER.writeValueAsBytes(new Mark(claim.redriveId(), null, at, true))));
		if (!values.isEmpty()) {
			this.topic.put(values);
		}
	}

	/**
	 * Gives back the claim to dead letters that were certainly not put back: what was
	 * known of them before is known again.
	 * @param claim what is claimed
	 * @param letters the dead letters
	 * @throws ProblemException if that could not be kept; they stay claimed then
	 */
	void release(Claim claim, Collection<DeadLetter> letters) {
		Map<String, byte[]> values = new HashMap<>();
		Set<String> unmarked = new HashSet<>();
		letters.forEach((letter) -> {
			Mark before = claim.before().get(letter.id());
			if (before == null) {
				unmarked.add(letter.id());
			}
			else {
				values.put(letter.id(), StoredJson.MAPPER
					.writeValueAsBytes(new Mark(before.redriveId(), claim.redriveId(), before.at(), before.done())));
			}
		});
		if (!values.isEmpty()) {
			this.topic.put(values);
		}
		if (!unmarked.isEmpty()) {
			this.topic.remove(unmarked);
		}
	}

	/**
	 * Returns the time, as it is kept.
	 * @return now, to the millisecond
	 */
	Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * What was done with a dead letter.
	 *
	 * @param redriveId the attempt
	 * @param after the attempt whose mark this one replaces, {@code null} if none did
	 * before or it is the same
	 * @param at when
	 * @param done whether it was put back; otherwise it is claimed only
	 */
	record Mark(String redriveId, @Nullable String after, Instant at, boolean done) {
	}

	/**
	 * Dead letters that one attempt may put back.
	 *
	 * @param redriveId the attempt
	 * @param ids the dead letters
	 * @param before what was done with them before
	 */
	record Claim(String redriveId, Set<String> ids, Map<String, Mark> before) {
	}

	/** The first claim counts, and others that know of it. */
	private static final class Index implements CompactedTopic.Index {

		private final Map<String, Mark> marks = new HashMap<>();

		@Override
		public synchronized void put(String key, byte @Nullable [] value, long offset, long timestamp) {
			if (value == null) {
				this.marks.remove(key);
				return;
			}
			try {
				Mark mark = StoredJson.MAPPER.readValue(value, Mark.class);
				Mark before = this.marks.get(key);
				if (before == null || before.redriveId().equals(mark.redriveId())
						|| before.redriveId().equals(mark.after())) {
					this.marks.put(key, mark);
				}
			}
			catch (JacksonException ex) {
				log.warn("The record at offset " + offset + " of the topic of redrives cannot be read and is left out",
						ex);
			}
		}

		@Override
		public synchronized void clear() {
			this.marks.clear();
		}

		private synchronized @Nullable Mark get(String key) {
			return this.marks.get(key);
		}

	}

}
