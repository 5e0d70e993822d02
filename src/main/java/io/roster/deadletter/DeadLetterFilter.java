package io.roster.deadletter;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters of a group are asked for.
 *
 * @param groupId the group
 * @param topics topics that they come from; empty for all
 * @param partitions partitions that they come from; empty for all
 * @param exception part of the name of the class that failed them, in any case;
 * {@code null} for all
 * @param from written then or later; {@code null} for all
 * @param to written before then; {@code null} for all
 */
record DeadLetterFilter(String groupId, Set<String> topics, Set<Integer> partitions, @Nullable String exception,
		@Nullable Instant from, @Nullable Instant to) {

	DeadLetterFilter {
		topics = Set.copyOf(topics);
		partitions = Set.copyOf(partitions);
	}

	/**
	 * Returns what a record of a dead letter topic is, if it is asked for.
	 * @param record the record
	 * @return {@code null} if it is another group's, or not asked for
	 */
	@Nullable DeadLetter select(ConsumerRecord<byte[], byte[]> record) {
		if (!this.groupId.equals(DeadLetter.group(record))) {
			return null;
		}
		DeadLetter letter = DeadLetter.from(record);
		boolean wanted = (this.topics.isEmpty() || (letter.topic() != null && this.topics.contains(letter.topic())))
				&& (this.partitions.isEmpty()
						|| (letter.partition() != null && this.partitions.contains(letter.partition())))
				&& (this.from == null || !letter.deadLetteredAt().isBefore(this.from))
				&& (this.to == null || letter.deadLetteredAt().isBefore(this.to)) && (this.exception == null
						|| names(letter.exception(), this.exception) || names(letter.cause(), this.exception));
		return wanted ? letter : null;
	}

	private static boolean names(@Nullable String type, String part) {
		return type != null && type.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
	}

	/**
	 * Returns a number that another filter has not, so that a cursor is not taken to what
	 * it does not belong to.
	 * @param named the dead letter topics that were named
	 * @param backwards whether the newest come first
	 * @return the same number on every replica
	 */
	int fingerprint(Set<String> named, boolean backwards) {
		return Objects.hash(this.groupId, new TreeSet<>(this.topics).toString(),
				new TreeSet<>(this.partitions).toString(), this.exception, String.valueOf(this.from),
				String.valueOf(this.to), new TreeSet<>(named).toString(), backwards);
	}

}
