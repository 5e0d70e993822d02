package io.roster.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.roster.problem.InvalidRequestException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;

/**
 * Where to go on in dead letter topics: an offset for each partition that is not done
 * yet. It holds all that is needed, so any replica can go on with it, at any time.
 *
 * @param offsets by partition; {@link #UNREAD} where nothing was read yet
 * @param fingerprint what was asked for
 */
record DeadLetterCursor(Map<TopicPartition, Long> offsets, int fingerprint) {

	/** The partition could not be read so far. */
	static final long UNREAD = Long.MAX_VALUE;

	private static final String UNREAD_TEXT = "*";

	private static final int MAX_PARTITIONS = 100_000;

	DeadLetterCursor {
		offsets = Map.copyOf(offsets);
	}

	/**
	 * Writes a cursor.
	 * @return the fingerprint, then for each topic its name and the offsets of its
	 * partitions in order, in base 36 since it goes into a URL
	 */
	String encode() {
		Map<String, TreeMap<Integer, Long>> topics = new TreeMap<>();
		this.offsets
			.forEach((partition, offset) -> topics.computeIfAbsent(partition.topic(), (topic) -> new TreeMap<>())
				.put(partition.partition(), offset));
		StringBuilder text = new StringBuilder(Integer.toString(this.fingerprint, Character.MAX_RADIX));
		topics.forEach((topic, partitions) -> {
			text.append(';').append(topic).append(':');
			for (int number = 0; number <= partitions.lastKey(); number++) {
				Long offset = partitions.get(number);
				text.append((number > 0) ? "," : "");
				if (offset != null) {
					text.append((offset == UNREAD) ? UNREAD_TEXT : Long.toString(offset, Character.MAX_RADIX));
				}
			}
		});
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Reads a cursor.
	 * @param text what {@link #encode} has written
	 * @param fingerprint what is asked for now
	 * @return the cursor
	 * @throws InvalidRequestException if it is no cursor, or goes with something else
	 */
	static DeadLetterCursor parse(String text, int fingerprint) {
		DeadLetterCursor cursor;
		try {
			cursor = decode(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
		}
		catch (IllegalArgumentException ex) {
			InvalidRequestException problem = new InvalidRequestException("after",
					"must be the 'next' of an earlier answer");
			problem.addSuppressed(ex);
			throw problem;
		}
		if (cursor.fingerprint() != fingerprint) {
			throw new InvalidRequestException("after",
					"goes with the group and the filters of the answer that it is of");
		}
		return cursor;
	}

	private static DeadLetterCursor decode(String text) {
		String[] parts = text.split(";", -1);
		Map<TopicPartition, Long> offsets = new HashMap<>();
		for (String part : Arrays.asList(parts).subList(1, parts.length)) {
			String[] topic = part.split(":", 2);
			if (topic.length != 2 || !Topic.isValid(topic[0])) {
				throw new IllegalArgumentException("Not a topic and offsets: " + part);
			}
			String[] numbers = topic[1].split(",", MAX_PARTITIONS);
			for (int number = 0; number < numbers.length; number++) {
				if (!numbers[number].isEmpty()) {
					long offset = numbers[number].equals(UNREAD_TEXT) ? UNREAD
							: Long.parseLong(numbers[number], Character.MAX_RADIX);
					if (offset < 0) {
						throw new IllegalArgumentException("Not an offset: " + offset);
					}
					offsets.put(new TopicPartition(topic[0], number), offset);
				}
			}
		}
		return new DeadLetterCursor(offsets, Integer.parseInt(parts[0], Character.MAX_RADIX));
	}

	Set<TopicPartition> partitions() {
		return this.offsets.keySet();
	}

}
