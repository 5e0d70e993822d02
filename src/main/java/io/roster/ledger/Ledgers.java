package io.roster.ledger;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.delivery.LedgerEntry;
import io.roster.delivery.LedgerEntry.OffsetRange;
import io.roster.delivery.OffsetRanges;
import io.roster.ledger.GroupLedger.Entry;
import io.roster.ledger.GroupLedger.PartitionLedger;
import io.roster.plan.Committed;
import io.roster.plan.CommittedOffsets;
import org.apache.kafka.common.TopicPartition;

import org.springframework.stereotype.Component;

/** Puts the ledgers of workers together, and finds what is missing in them. */
@Component
class Ledgers {

	private static final int MAX_RANGES = 10_000;

	private final LedgerTopic topic;

	private final LedgerReporter reporter;

	private final CommittedOffsets committed;

	private final Clock clock;

	Ledgers(LedgerTopic topic, LedgerReporter reporter, CommittedOffsets committed, Clock clock) {
		this.topic = topic;
		this.reporter = reporter;
		this.committed = committed;
		this.clock = clock;
	}

	/**
	 * Returns the ledger of a group.
	 * @param groupId the group
	 * @return without partitions if no worker has processed anything
	 */
	GroupLedger of(String groupId) {
		// First, so that what is committed has been told, at least by this replica.
		Map<TopicPartition, Committed> offsets = this.committed.of(groupId);
		this.reporter.report();
		Map<String, List<KeptEntry>> byPartition = new TreeMap<>();
		this.topic.of(groupId)
			.forEach((entry) -> byPartition.computeIfAbsent(entry.partitionKey(), (key) -> new ArrayList<>())
				.add(entry));
		List<PartitionLedger> partitions = byPartition.values()
			.stream()
			.filter((entries) -> entries.stream().anyMatch((kept) -> !kept.entry().processed().isEmpty()))
			.map((entries) -> partition(entries, offsets))
			.sorted((one, other) -> one.topic().equals(other.topic())
					? Integer.compare(one.partition(), other.partition()) : one.topic().compareTo(other.topic()))
			.toList();
		return new GroupLedger(groupId, partitions.stream().mapToLong((one) -> count(one.gaps())).sum(),
				partitions.stream().mapToLong((one) -> count(one.unreported())).sum(),
				partitions.stream().mapToLong((one) -> count(one.repeated())).sum(), partitions,
				this.clock.instant().truncatedTo(ChronoUnit.MILLIS));
	}

	private static long count(List<OffsetRange> ranges) {
		return ranges.stream().mapToLong((range) -> range.to() - range.from() + 1).sum();
	}

	private static PartitionLedger partition(List<KeptEntry> entries, Map<TopicPartition, Committed> offsets) {
		LedgerEntry first = entries.get(0).entry();
		Long committed = Committed.offsetOf(offsets.get(new TopicPartition(first.topic(), first.partition())));
		OffsetRanges processed = new OffsetRanges(MAX_RANGES);
		OffsetRanges repeated = new OffsetRanges(MAX_RANGES);
		List<Long> deadLettered = new ArrayList<>();
		for (KeptEntry kept : entries) {
			kept.entry().processed().forEach((range) -> processed.add(range.from(), range.to(), repeated));
			kept.entry().repeated().forEach((range) -> repeated.add(range.from(), range.to(), repeated));
			deadLettered.addAll(kept.entry().deadLettered());
		}
		Missing missing = Missing.of(processed.toList(), entries.stream().map(KeptEntry::entry).toList(), committed);
		return new PartitionLedger(first.topic(), first.partition(), committed, processed.toList(), missing.gaps(),
				missing.unreported(), repeated.toList(), deadLettered.stream().distinct().sorted().toList(),
				entries.stream().map(Ledgers::entry).toList());
	}

	private static Entry entry(KeptEntry kept) {
		LedgerEntry entry = kept.entry();
		return new Entry(kept.workerId(), kept.instance(), entry.assignedAt(), entry.endedAt(), entry.processed(),
				entry.repeated(), entry.truncated());
	}

}
