package io.roster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

import io.roster.group.GroupKind;

/** Snapshots of a group g and a topic t of which something could not be read. */
public final class StaleSnapshots {

	private StaleSnapshots() {
	}

	/** Where the log ends is from an earlier one. */
	public static Snapshot withStaleLog(Instant asOf, long end, long committed) {
		Map<Integer, Instant> stale = Map.of(0, asOf.minusSeconds(10));
		return snapshot(asOf, asOf, new TopicLog("t", new long[1], new long[] { end }, new BitSet(), stale), committed,
				false);
	}

	/** What is committed is from an earlier one. */
	public static Snapshot withStaleGroup(Instant asOf, Instant groupAsOf, long end, long committed) {
		return snapshot(asOf, groupAsOf, SnapshotFixture.log("t", new long[1], new long[] { end }), committed, true);
	}

	private static Snapshot snapshot(Instant asOf, Instant groupAsOf, TopicLog log, long committed, boolean stale) {
		GroupSnapshot group = new GroupSnapshot(
				new GroupSnapshot.Head("g", GroupKind.CLASSIC, "Stable", "consumer", "range", 1,
						List.of(SnapshotFixture.member("m0", "client-0", "/10.0.0.0")), true),
				List.of(SnapshotFixture.topic(log, new long[] { committed }, new int[] { 0 })), groupAsOf, false,
				stale);
		return new Snapshot(1, asOf, asOf, Duration.ofMillis(1), List.of(group), Map.of("t", log), List.of(), 1, 0);
	}

}
