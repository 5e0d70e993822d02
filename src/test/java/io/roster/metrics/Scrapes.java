package io.roster.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.roster.group.Member;
import io.roster.group.Member.TopicPartitions;
import io.roster.snapshot.GroupSnapshot;
import io.roster.snapshot.Snapshot;
import io.roster.snapshot.SnapshotFixture;
import io.roster.snapshot.TopicLog;

/** Texts of snapshots. */
final class Scrapes {

	static final GroupFilter ALL = new GroupFilter(null, null);

	private Scrapes() {
	}

	static String text(Snapshot snapshot, Dialect... dialects) {
		return text(new Scrape(snapshot, ALL, null, null), dialects);
	}

	static String text(Scrape scrape, Dialect... dialects) {
		return new String(bytes(exposition(scrape, dialects)), StandardCharsets.UTF_8);
	}

	static Exposition exposition(Scrape scrape, Dialect... dialects) {
		return new Exposition(new byte[0], 0, families(dialects), scrape, new byte[0]);
	}

	static List<Family> families(Dialect... dialects) {
		return Stream.of(dialects).flatMap((dialect) -> dialect.families("kafka").stream()).toList();
	}

	private static byte[] bytes(Exposition exposition) {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			exposition.transferTo(bytes);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A cluster with as many topics as groups, each of which reads one, with two members.
	 */
	static Snapshot cluster(int groups, int partitions) {
		return SnapshotFixture.snapshot(IntStream.range(0, groups)
			.mapToObj((number) -> group(number, partitions))
			.toArray(GroupSnapshot[]::new));
	}

	private static GroupSnapshot group(int number, int partitions) {
		String topic = "topic-of-events-" + number;
		TopicLog log = SnapshotFixture.log(topic, new long[partitions],
				IntStream.range(0, partitions).mapToLong((partition) -> 100_000_000L + number + partition).toArray());
		long[] committed = IntStream.range(0, partitions)
			.mapToLong((partition) -> 100_000_000L - 17L * partition)
			.toArray();
		List<Member> members = List.of(member(number, "a", topic, partitions), member(number, "b", topic, partitions));
		return SnapshotFixture.group("group-of-services-" + number, "Stable", members, SnapshotFixture.topic(log,
				committed, IntStream.range(0, partitions).map((partition) -> partition % 2).toArray()));
	}

	private static Member member(int number, String name, String topic, int partitions) {
		List<Integer> owned = IntStream.range(0, partitions / 2).boxed().toList();
		return SnapshotFixture.member("consumer-" + name + "-" + number + "-7d1c4b0e-6a3f-4f0e-9e3b-6f0d8c1b2a34",
				"consumer-" + name + "-" + number, "/10.0." + (number >> 8 & 255) + "." + (number & 255),
				new TopicPartitions(topic, owned));
	}

}
