package io.roster.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.roster.delivery.LedgerEntry;
import io.roster.delivery.LedgerEntry.OffsetRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MissingTests {

	private final List<LedgerEntry> entries = new ArrayList<>();

	@Test
	void whatFollowsEachOtherMissesNothing() {
		entry(true, 0L, List.of(), range(0, 9));
		entry(false, 10L, List.of(), range(10, 19));
		assertMissing(20, List.of(), List.of());
	}

	@Test
	void whatAKilledWorkerCommittedOutOfOrderAndDidNotTellIsUnreported() {
		entry(false, 0L, List.of(), range(0, 4), range(6, 9));
		entry(false, 12L, List.of(range(14, 15), range(17, 17)), range(12, 13), range(16, 16), range(18, 20));
		assertMissing(21, List.of(), List.of(range(5, 5), range(10, 11), range(14, 15), range(17, 17)));
	}

	@Test
	void whatAWorkerCommittedThatWasKilledBeforeItToldAnythingIsUnreported() {
		entry(true, 0L, List.of(), range(0, 4));
		entry(false, 5L, List.of());
		entry(true, 8L, List.of(), range(8, 9));
		assertMissing(10, List.of(), List.of(range(5, 7)));
	}

	@Test
	void whatWasCommittedPastWorkersThatHaveEndedIsAGap() {
		entry(true, 0L, List.of(), range(0, 4));
		entry(true, 8L, List.of(), range(8, 9));
		assertMissing(12, List.of(range(5, 7), range(10, 11)), List.of());
	}

	@Test
	void whatAWorkerHasLeftOutIsAGapAlsoAfterAnotherWasKilled() {
		entry(false, 0L, List.of(), range(0, 4));
		entry(true, 5L, List.of(), range(5, 6), range(8, 9));
		entry(false, 10L, List.of(), range(10, 11));
		assertMissing(12, List.of(range(7, 7)), List.of());
	}

	@Test
	void whatAWorkerStillHasToTellIsUnreported() {
		entry(false, null, List.of(), range(0, 4));
		assertMissing(7, List.of(), List.of(range(5, 6)));
	}

	@Test
	void whatIsNotCommittedIsNotMissing() {
		entry(false, 0L, List.of(), range(0, 4), range(8, 9));
		assertMissing(5, List.of(), List.of());
		assertThat(missing(null)).isEqualTo(new Missing(List.of(), List.of()));
	}

	private void entry(boolean ended, @Nullable Long from, List<OffsetRange> known, OffsetRange... processed) {
		Instant now = Instant.EPOCH.plusSeconds(this.entries.size());
		this.entries.add(new LedgerEntry("orders", 0, now, ended ? now.plusMillis(1) : null, from, known,
				List.of(processed), List.of(), List.of(), false));
	}

	private void assertMissing(long committed, List<OffsetRange> gaps, List<OffsetRange> unreported) {
		assertThat(missing(committed)).isEqualTo(new Missing(gaps, unreported));
	}

	private Missing missing(@Nullable Long committed) {
		List<OffsetRange> processed = this.entries.stream()
			.flatMap((entry) -> entry.processed().stream())
			.sorted((one, other) -> Long.compare(one.from(), other.from()))
			.toList();
		return Missing.of(processed, this.entries, committed);
	}

	private static OffsetRange range(long from, long to) {
		return new OffsetRange(from, to);
	}

}
