package io.roster.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.roster.delivery.Lane.Slice;
import io.roster.delivery.LedgerEntry.OffsetRange;
import org.jspecify.annotations.Nullable;

/**
 * What is known of records beyond the committed offset: which have been processed, and
 * how often others have failed. It is the metadata of the commit, so that whoever has the
 * partition next goes on where its predecessor was.
 * <p>
 * As text: {@code roster:1} and, each behind a {@code ;}, {@code f=} failures as
 * {@code offset:failures:not-before} and {@code d=} ranges that are done as
 * {@code from-to}, separated by commas; offsets count from the committed one, and the
 * time is in milliseconds since 1970.
 *
 * @param done ranges that have been processed, sorted
 * @param failures failures by offset
 */
record Progress(List<OffsetRange> done, Map<Long, Failures> failures) {

	static final Progress NONE = new Progress(List.of(), Map.of());

	/** What a broker takes by default ({@code offset.metadata.max.bytes}) is 4096. */
	private static final int MAX_LENGTH = 4000;

	private static final String PREFIX = "roster:1";

	private static final Pattern FAILURE = Pattern.compile("\\b(\\d{1,15}):(\\d{1,9}):(\\d{1,15})\\b");

	private static final Pattern RANGE = Pattern.compile("\\b(\\d{1,15})-(\\d{1,15})\\b");

	/**
	 * Returns what is to be told of a partition.
	 * @param lanes those that hold records which are not processed
	 * @param ahead what cannot be committed yet and may be done, in the order of offsets
	 * @return nothing if no record has failed and none is done
	 */
	static Progress of(Iterable<Lane> lanes, Iterable<Slice> ahead) {
		Map<Long, Failures> failures = new HashMap<>();
		lanes.forEach((lane) -> {
			Slice first = lane.first();
			if (lane.failures > 0 && first != null) {
				failures.put(first.next(), new Failures(lane.failures, lane.notBefore));
			}
		});
		List<OffsetRange> done = new ArrayList<>();
		for (Slice slice : ahead) {
			OffsetRange last = done.isEmpty() ? null : done.get(done.size() - 1);
			if (slice.isDone() && last != null && last.to() + 1 == slice.firstOffset()) {
				done.set(done.size() - 1, new OffsetRange(last.from(), slice.lastOffset()));
			}
			else if (slice.isDone()) {
				done.add(new OffsetRange(slice.firstOffset(), slice.lastOffset()));
			}
		}
		return (failures.isEmpty() && done.isEmpty()) ? NONE : new Progress(done, failures);
	}

	/**
	 * Returns this as metadata.
	 * @param position the offset that is committed
	 * @return empty if there is nothing to say; what does not fit is left out, the
	 * farthest first
	 */
	String toMetadata(long position) {
		if (this.failures.isEmpty() && this.done.isEmpty()) {
			return "";
		}
		List<String> failed = new ArrayList<>();
		this.failures.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.forEach((entry) -> failed.add(
					(entry.getKey() - position) + ":" + entry.getValue().count() + ":" + entry.getValue().notBefore()));
		StringBuilder text = new StringBuilder(PREFIX);
		append(text, ";f=", failed);
		append(text, ";d=",
				this.done.stream().map((range) -> (range.from() - position) + "-" + (range.to() - position)).toList());
		return text.toString();
	}

	private static void append(StringBuilder text, String name, List<String> items) {
		String separator = name;
		for (String item : items) {
			if (text.length() + separator.length() + item.length() > MAX_LENGTH) {
				return;
			}
			text.append(separator).append(item);
			separator = ",";
		}
	}

	/**
	 * Reads metadata.
	 * @param position the offset that is committed
	 * @param metadata its metadata, by whomever
	 * @return nothing if it is somebody else's
	 */
	static Progress from(long position, @Nullable String metadata) {
		if (metadata == null || !metadata.startsWith(PREFIX + ";")) {
			return NONE;
		}
		Map<Long, Failures> failures = new HashMap<>();
		List<OffsetRange> done = new ArrayList<>();
		for (String part : metadata.substring(PREFIX.length() + 1).split(";", -1)) {
			if (part.startsWith("f=")) {
				Matcher matcher = FAILURE.matcher(part);
				while (matcher.find()) {
					failures.put(position + Long.parseLong(matcher.group(1)),
							new Failures(Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3))));
				}
			}
			else if (part.startsWith("d=")) {
				Matcher matcher = RANGE.matcher(part);
				while (matcher.find()) {
					done.add(new OffsetRange(position + Long.parseLong(matcher.group(1)),
							position + Long.parseLong(matcher.group(2))));
				}
			}
		}
		return new Progress(done, failures);
	}

	boolean isDone(long offset) {
		return this.done.stream().anyMatch((range) -> range.from() <= offset && offset <= range.to());
	}

	/**
	 * How a record has failed.
	 *
	 * @param count how often
	 * @param notBefore when it may be tried again, in milliseconds since 1970
	 */
	record Failures(int count, long notBefore) {
	}

}
