package io.roster.delivery;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.roster.delivery.LedgerEntry.OffsetRange;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has processed, for each time that it had a partition. Kept by ranges of
 * offsets, so that a million records in a row take no more than one.
 */
class Ledger {

	private static final int MAX_RANGES = 1000;

	private static final int MAX_DEAD_LETTERS = 100;

	private static final int ENTRIES_OF_PARTITION = 10;

	private final Clock clock;

	private final Runnable begun;

	private final Map<TopicPartition, Deque<Epoch>> epochs = new LinkedHashMap<>();

	/**
	 * Makes an empty ledger.
	 * @param clock tells the time
	 * @param begun called, under locks, when there is an entry that should be told before
	 * anything of it is committed
	 */
	Ledger(Clock clock, Runnable begun) {
		this.clock = clock;
		this.begun = begun;
	}

	/**
	 * Begins an entry.
	 * @param partition the partition that the worker has got
	 * @return the entry, to be ended when the worker lets it go
	 */
	synchronized Epoch begin(TopicPartition partition) {
		Epoch epoch = new Epoch(partition, now());
		Deque<Epoch> all = this.epochs.computeIfAbsent(partition, (key) -> new ArrayDeque<>());
		all.addLast(epoch);
		if (all.size() > ENTRIES_OF_PARTITION) {
			all.removeFirst();
		}
		return epoch;
	}

	synchronized List<LedgerEntry> entries() {
		List<LedgerEntry> entries = new ArrayList<>();
		this.epochs.values().forEach((all) -> all.forEach((epoch) -> entries.add(epoch.toEntry())));
		return entries;
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	/** From when a worker gets a partition until it lets it go. */
	final class Epoch {

		private final TopicPartition partition;

		private final Instant assignedAt;

		private final OffsetRanges processed = new OffsetRanges(MAX_RANGES);

		private final OffsetRanges repeated = new OffsetRanges(MAX_RANGES);

		private final ArrayDeque<Long> deadLettered = new ArrayDeque<>();

		private @Nullable Long from;

		private List<OffsetRange> known = List.of();

		private @Nullable Instant endedAt;

		private Epoch(TopicPartition partition, Instant assignedAt) {
			this.partition = partition;
			this.assignedAt = assignedAt;
		}

		/**
		 * Notes what the last owner left.
		 * @param from the committed offset, {@code null} if nothing was committed
		 * @param known what was processed beyond it
		 */
		void began(@Nullable Long from, List<OffsetRange> known) {
			synchronized (Ledger.this) {
				this.from = from;
				this.known = known;
			}
			Ledger.this.begun.run();
		}

		void processed(long from, long to) {
			synchronized (Ledger.this) {
				this.processed.add(from, to, this.repeated);
			}
		}

		void deadLettered(long offset) {
			synchronized (Ledger.this) {
				this.deadLettered.addLast(offset);
				if (this.deadLettered.size() > MAX_DEAD_LETTERS) {
					this.deadLettered.removeFirst();
				}
			}
		}

		void end() {
			synchronized (Ledger.this) {
				this.endedAt = (this.endedAt != null) ? this.endedAt : now();
			}
		}

		private LedgerEntry toEntry() {
			return new LedgerEntry(this.partition.topic(), this.partition.partition(), this.assignedAt, this.endedAt,
					this.from, this.known, this.processed.toList(), this.repeated.toList(),
					List.copyOf(this.deadLettered), this.processed.isTruncated());
		}

	}

}
