package io.roster.deadletter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.cluster.ReadError;
import io.roster.deadletter.DeadLetterLogs.Logs;
import io.roster.deadletter.DeadLetterReader.Range;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.ProblemException;
import io.roster.problem.Violations;
import io.roster.topic.TopicNames;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads dead letters from the ends of their logs backwards, in pieces that grow where
 * nothing is found, and merges the partitions by time. No page reads a whole topic unless
 * nothing else has what is asked for, and none reads for longer than it may.
 */
@Component
class DeadLetterPages {

	/** How many dead letters an answer has at most. */
	static final int MAX_LIMIT = 1000;

	private final DeadLetterLogs logs;

	private final Redrives redrives;

	private final DeadLetterProperties properties;

	DeadLetterPages(DeadLetterLogs logs, Redrives redrives, DeadLetterProperties properties) {
		this.logs = logs;
		this.redrives = redrives;
		this.properties = properties;
	}

	/**
	 * Returns a page of a group's dead letters.
	 * @param filter which of them
	 * @param named only these dead letter topics; all that are known if it is empty
	 * @param limit how many at most
	 * @param after where to go on, {@code null} for the newest
	 * @return the page
	 * @throws InvalidRequestException if the limit, a name or the cursor cannot be right
	 * @throws io.roster.group.NoSuchGroupException if there is neither the group nor a
	 * dead letter topic
	 * @throws ProblemException if a topic that is named is not there, or Kafka cannot be
	 * asked or refuses
	 */
	DeadLetterPage page(DeadLetterFilter filter, Set<String> named, int limit, @Nullable String after) {
		Violations violations = new Violations();
		violations.check(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT);
		named.forEach((topic) -> TopicNames.check(violations, "topic", topic));
		violations.throwIfAny();
		int fingerprint = filter.fingerprint(named, true);
		DeadLetterCursor cursor = (after != null) ? DeadLetterCursor.parse(after, fingerprint) : null;
		Logs logs = (cursor != null) ? this.logs.of(cursor) : first(filter.groupId(), named);
		List<ReadError> errors = new ArrayList<>(logs.errors());
		Map<TopicPartition, Long> open = new HashMap<>();
		logs.unreadable().forEach((partition) -> open.put(partition, bound(cursor, partition)));
		List<DeadLetter> letters = new ArrayList<>();
		if (!logs.readable().isEmpty()) {
			try (DeadLetterReader reader = this.logs.reader()) {
				List<Tail> tails = tails(reader.ranges(logs.readable()), cursor, limit);
				letters.addAll(newest(reader, tails, filter, limit));
				errors.addAll(reader.refused().values());
				tails.stream().filter(Tail::hasMore).forEach((tail) -> open.put(tail.partition, tail.bound()));
			}
		}
		// What nobody leads is tried once more, and not for ever.
		boolean stuck = cursor != null && letters.isEmpty() && logs.unreadable().containsAll(open.keySet());
		String next = (open.isEmpty() || stuck) ? null : new DeadLetterCursor(open, fingerprint).encode();
		return new DeadLetterPage(filter.groupId(), logs.topics(), this.redrives.noteOn(letters, errors), limit, next,
				errors);
	}

	private Logs first(String groupId, Set<String> named) {
		return named.isEmpty() ? this.logs.of(groupId)
				: this.logs.named(named.stream().collect(Collectors.toMap((topic) -> topic, (topic) -> "topic")));
	}

	private static long bound(@Nullable DeadLetterCursor cursor, TopicPartition partition) {
		Long offset = (cursor != null) ? cursor.offsets().get(partition) : null;
		return (offset != null) ? offset : DeadLetterCursor.UNREAD;
	}

	private static List<Tail> tails(Map<TopicPartition, Range> ranges, @Nullable DeadLetterCursor cursor, int limit) {
		List<Tail> tails = new ArrayList<>();
		int partitions = Math.max(1, ranges.size());
		int piece = Math.max(Tail.MIN_PIECE, 2 * limit / partitions);
		int maxPiece = Math.max(Tail.MIN_PIECE, Tail.MAX_PIECES / partitions);
		ranges.forEach((partition, range) -> {
			long end = Math.min(range.to(), bound(cursor, partition));
			if (end > range.from()) {
				tails.add(new Tail(partition, range.from(), end, Math.min(piece, maxPiece), maxPiece));
			}
		});
		tails.sort(Comparator.comparing((Tail tail) -> tail.partition.topic())
			.thenComparing((tail) -> tail.partition.partition()));
		return tails;
	}

	/**
	 * The newest comes next of those that partitions have next, so all have to have one.
	 */
	private List<DeadLetter> newest(DeadLetterReader reader, List<Tail> tails, DeadLetterFilter filter, int limit) {
		long deadline = System.nanoTime() + this.properties.readTimeout().toNanos();
		List<DeadLetter> letters = new ArrayList<>();
		boolean first = true;
		while (letters.size() < limit) {
			List<Tail> empty = tails.stream().filter(Tail::isToBeRead).toList();
			if (!empty.isEmpty()) {
				// Something has to come of it, or the next page would be the same.
				long end = first ? deadline + patience().toNanos() : deadline;
				if (!readBack(reader, empty, filter, end)) {
					if (first) {
						throw reader.tooLate();
					}
					return letters;
				}
				first = false;
				tails.removeIf((tail) -> reader.refused().containsKey(tail.partition.topic()));
				continue;
			}
			Tail newest = newest(tails);
			if (newest == null) {
				return letters;
			}
			letters.add(newest.take());
		}
		return letters;
	}

	private Duration patience() {
		return this.properties.readTimeout().multipliedBy(2);
	}

	private static @Nullable Tail newest(Collection<Tail> tails) {
		Tail newest = null;
		for (Tail tail : tails) {
			if (!tail.found.isEmpty()
					&& (newest == null || tail.peek().deadLetteredAt().isAfter(newest.peek().deadLetteredAt()))) {
				newest = tail;
			}
		}
		return newest;
	}

	private static boolean readBack(DeadLetterReader reader, List<Tail> tails, DeadLetterFilter filter, long deadline) {
		Map<TopicPartition, List<DeadLetter>> found = new HashMap<>();
		Map<TopicPartition, Range> pieces = tails.stream()
			.collect(Collectors.toMap((tail) -> tail.partition, Tail::piece));
		boolean all = reader.read(pieces, deadline, (record) -> {
			DeadLetter letter = filter.select(record);
			if (letter != null) {
				found
					.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), (key) -> new ArrayList<>())
					.add(letter);
			}
			return true;
		});
		if (all) {
			tails.forEach((tail) -> tail.read(found.getOrDefault(tail.partition, List.of())));
		}
		return all;
	}

	/** A partition that is read backwards. */
	private static final class Tail {

		static final int MIN_PIECE = 10;

		/** What of all partitions may be in memory at once. */
		static final int MAX_PIECES = 20_000;

		private final TopicPartition partition;

		private final long start;

		/** What was found and not shown yet, oldest first. */
		private final List<DeadLetter> found = new ArrayList<>();

		/** Where what was read begins. */
		private long read;

		private int size;

		private final int maxSize;

		Tail(TopicPartition partition, long start, long end, int size, int maxSize) {
			this.partition = partition;
			this.start = start;
			this.read = end;
			this.size = size;
			this.maxSize = maxSize;
		}

		boolean isToBeRead() {
			return this.found.isEmpty() && this.read > this.start;
		}

		boolean hasMore() {
			return !this.found.isEmpty() || this.read > this.start;
		}

		/** Everything before this was not shown yet. */
		long bound() {
			return this.found.isEmpty() ? this.read : peek().deadLetterOffset() + 1;
		}

		Range piece() {
			return new Range(Math.max(this.start, this.read - this.size), this.read);
		}

		void read(List<DeadLetter> letters) {
			this.read = piece().from();
			this.found.addAll(letters);
			if (letters.isEmpty()) {
				this.size = Math.min(4 * this.size, this.maxSize);
			}
		}

		DeadLetter peek() {
			return this.found.get(this.found.size() - 1);
		}

		DeadLetter take() {
			return this.found.remove(this.found.size() - 1);
		}

	}

}
