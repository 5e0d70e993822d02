package io.roster.deadletter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.roster.cluster.ReadError;
import io.roster.deadletter.DeadLetterLogs.Logs;
import io.roster.deadletter.DeadLetterReader.Range;
import io.roster.deadletter.RedriveRequest.Place;
import io.roster.problem.InvalidRequestException.FieldError;
import io.roster.problem.ProblemException;
import io.roster.topic.UnknownPartitionsException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds the dead letters that are to be put back, the oldest first. */
@Component
class RedriveSearch {

	/** How much one redrive holds in memory, and one record more. */
	private static final long MAX_BYTES = 64L * 1024 * 1024;

	/** What lies closer together is read together. */
	private static final int GAP = 1_000;

	private static final Comparator<Selected> BY_ORIGIN = Comparator
		.comparing((Selected selected) -> String.valueOf(selected.letter().topic()))
		.thenComparing((selected) -> orMinusOne(selected.letter().partition()))
		.thenComparing((selected) -> orMinusOne(selected.letter().offset()))
		.thenComparing((selected) -> selected.letter().deadLetteredAt());

	private final DeadLetterLogs logs;

	private final Redrives redrives;

	private final DeadLetterProperties properties;

	RedriveSearch(DeadLetterLogs logs, Redrives redrives, DeadLetterProperties properties) {
		this.logs = logs;
		this.redrives = redrives;
		this.properties = properties;
	}

	private static long orMinusOne(@Nullable Number number) {
		return (number != null) ? number.longValue() : -1;
	}

	/**
	 * Finds dead letters.
	 * @param groupId the group, whose dead letters alone are found
	 * @param request which of them
	 * @return what was found, in the order in which it once was in its partitions
	 * @throws io.roster.problem.InvalidRequestException if the cursor cannot be right
	 * @throws UnknownPartitionsException if one that is named is not there
	 * @throws ProblemException if Kafka cannot be asked or refuses
	 */
	Selection find(String groupId, RedriveRequest request) {
		List<Place> places = request.deadLetters();
		Selection found = (places != null) ? exact(groupId, request, places) : matching(groupId, request);
		found.selected().sort(BY_ORIGIN);
		return found;
	}

	private Selection matching(String groupId, RedriveRequest request) {
		DeadLetterFilter filter = request.filter(groupId);
		Map<String, String> named = request.named();
		int fingerprint = filter.fingerprint(named.keySet(), false);
		String after = request.after();
		DeadLetterCursor cursor = (after != null) ? DeadLetterCursor.parse(after, fingerprint) : null;
		Logs logs = (cursor != null) ? this.logs.of(cursor)
				: named.isEmpty() ? this.logs.of(groupId) : this.logs.named(named);
		Selection selection = new Selection(new ArrayList<>(), new ArrayList<>(logs.errors()), request.isAgain());
		if (logs.readable().isEmpty()) {
			return selection;
		}
		try (DeadLetterReader reader = this.logs.reader()) {
			Map<TopicPartition, Range> ranges = reader.ranges(logs.readable());
			if (filter.from() != null && cursor == null) {
				ranges = reader.since(ranges, filter.from());
			}
			if (cursor != null) {
				ranges.replaceAll((partition, range) -> new Range(
						Math.max(range.from(), cursor.offsets().getOrDefault(partition, range.from())), range.to()));
			}
			Map<TopicPartition, Long> open = new HashMap<>();
			ranges.forEach((partition, range) -> open.put(partition, range.from()));
			Set<TopicPartition> begun = new HashSet<>();
			long deadline = System.nanoTime() + this.properties.readTimeout().toNanos();
			boolean all = reader.read(ranges, deadline, (record) -> {
				if (selection.selected().size() >= request.limitOrDefault() || selection.bytes >= MAX_BYTES) {
					return false;
				}
				TopicPartition partition = new TopicPartition(record.topic(), record.partition());
				open.put(partition, record.offset() + 1);
				begun.add(partition);
				DeadLetter letter = filter.select(record);
				if (letter != null) {
					add(selection, letter, record);
				}
				return true;
			});
			selection.errors().addAll(reader.refused().values());
			open.keySet().removeIf((partition) -> reader.refused().containsKey(partition.topic()));
			if (!all && begun.isEmpty()) {
				throw reader.tooLate();
			}
			if (!all && !open.isEmpty()) {
				selection.next = new DeadLetterCursor(open, fingerprint).encode();
			}
		}
		return selection;
	}

	private void add(Selection selection, DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
		Redrives.Mark mark = this.redrives.of(letter);
		if (mark != null && mark.done() && !selection.again) {
			selection.already++;
			return;
		}
		selection.selected().add(new Selected(letter, record));
		selection.bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
	}

	private Selection exact(String groupId, RedriveRequest request, List<Place> places) {
		Logs logs = this.logs.named(request.named());
		Selection selection = new Selection(new ArrayList<>(), new ArrayList<>(logs.errors()), request.isAgain());
		DeadLetterFilter filter = request.filter(groupId);
		Map<Place, Integer> missing = new HashMap<>();
		Map<TopicPartition, NavigableSet<Long>> wanted = new HashMap<>();
		for (int i = 0; i < places.size(); i++) {
			Place place = places.get(i);
			missing.put(place, i);
			wanted.computeIfAbsent(partition(place), (partition) -> new TreeSet<>()).add(offset(place));
		}
		wanted.keySet().retainAll(logs.readable());
		try (DeadLetterReader reader = this.logs.reader()) {
			Map<TopicPartition, Range> logRanges = reader.ranges(wanted.keySet());
			long deadline = System.nanoTime() + 2 * this.properties.readTimeout().toNanos();
			Map<TopicPartition, Range> ranges = nextRanges(wanted, logRanges);
			while (!ranges.isEmpty()) {
				boolean all = reader.read(ranges, deadline, (record) -> {
					DeadLetter letter = filter.select(record);
					Place place = new Place(record.topic(), record.partition(), record.offset());
					if (letter != null && missing.remove(place) != null) {
						add(selection, letter, record);
					}
					return true;
				});
				if (!all) {
					throw reader.tooLate();
				}
				ranges = nextRanges(wanted, logRanges);
			}
			selection.errors().addAll(reader.refused().values());
		}
		// Whose log cannot be read now is not said to be absent.
		if (!selection.errors().isEmpty() && !missing.isEmpty()) {
			ReadError error = selection.errors().get(0);
			throw (error.status() == HttpStatus.FORBIDDEN.value())
					? new ProblemException(HttpStatus.FORBIDDEN, "kafka-refused", error.title(), error.detail())
					: new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "kafka-unavailable",
							"Kafka is not available", error.detail());
		}
		refuse(groupId, missing);
		return selection;
	}

	/** What is to be read next of each partition; takes it from what is wanted. */
	private static Map<TopicPartition, Range> nextRanges(Map<TopicPartition, NavigableSet<Long>> wanted,
			Map<TopicPartition, Range> logs) {
		Map<TopicPartition, Range> next = new HashMap<>();
		wanted.forEach((partition, offsets) -> {
			Range log = logs.getOrDefault(partition, Range.NOTHING);
			offsets.removeIf((offset) -> offset < log.from() || offset >= log.to());
			if (!offsets.isEmpty()) {
				long first = offsets.first();
				long last = first;
				while (!offsets.isEmpty() && offsets.first() - last <= GAP) {
					last = offsets.first();
					offsets.remove(last);
				}
				next.put(partition, new Range(first, last + 1));
			}
		});
		return next;
	}

	private static void refuse(String groupId, Map<Place, Integer> missing) {
		if (!missing.isEmpty()) {
			Map<String, FieldError> errors = new TreeMap<>();
			missing.forEach((place, index) -> errors.put(place.toString(), new FieldError("deadLetters[" + index + "]",
					"names " + place + ", where no dead letter of group '" + groupId + "' is")));
			throw new UnknownPartitionsException(errors);
		}
	}

	private static TopicPartition partition(Place place) {
		Integer number = place.deadLetterPartition();
		return new TopicPartition(String.valueOf(place.deadLetterTopic()), (number != null) ? number : 0);
	}

	private static long offset(Place place) {
		Long offset = place.deadLetterOffset();
		return (offset != null) ? offset : 0;
	}

	/**
	 * A dead letter with its record.
	 *
	 * @param letter what is shown of it
	 * @param record what is put back
	 */
	record Selected(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
	}

	/** What was found. */
	static final class Selection {

		private final List<Selected> selected;

		private final List<ReadError> errors;

		private final boolean again;

		private int already;

		private long bytes;

		private @Nullable String next;

		Selection(List<Selected> selected, List<ReadError> errors, boolean again) {
			this.selected = selected;
			this.errors = errors;
			this.again = again;
		}

		List<Selected> selected() {
			return this.selected;
		}

		List<ReadError> errors() {
			return this.errors;
		}

		/** How many were put back before and are left out. */
		int already() {
			return this.already;
		}

		@Nullable String next() {
			return this.next;
		}

	}

}
