package io.roster.delivery;

import java.util.List;
import java.util.TreeSet;

import io.roster.delivery.LedgerEntry.OffsetRange;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Ranges are the same set as the offsets one by one. */
class OffsetRangesTests {

	@Property
	void rangesAreWhatASetOfOffsetsIs(
			@ForAll @Size(max = 60) List<@Size(value = 2) List<@IntRange(min = 0, max = 60) Integer>> added) {
		OffsetRanges ranges = new OffsetRanges(1000);
		OffsetRanges repeated = new OffsetRanges(1000);
		TreeSet<Long> once = new TreeSet<>();
		TreeSet<Long> twice = new TreeSet<>();
		for (List<Integer> range : added) {
			long from = Math.min(range.get(0), range.get(1));
			long to = Math.max(range.get(0), range.get(1));
			ranges.add(from, to, repeated);
			for (long offset = from; offset <= to; offset++) {
				if (!once.add(offset)) {
					twice.add(offset);
				}
			}
		}
		assertThat(offsets(ranges)).isEqualTo(once);
		assertThat(offsets(repeated)).isEqualTo(twice);
		List<OffsetRange> list = ranges.toList();
		for (int i = 1; i < list.size(); i++) {
			assertThat(list.get(i).from()).as("ranges that touch are one").isGreaterThan(list.get(i - 1).to() + 1);
		}
		for (long offset = 0; offset <= 61; offset++) {
			assertThat(ranges.contains(offset)).isEqualTo(once.contains(offset));
		}
	}

	private static TreeSet<Long> offsets(OffsetRanges ranges) {
		TreeSet<Long> offsets = new TreeSet<>();
		for (OffsetRange range : ranges.toList()) {
			for (long offset = range.from(); offset <= range.to(); offset++) {
				assertThat(offsets.add(offset)).isTrue();
			}
		}
		return offsets;
	}

	@Test
	void tooManyRangesForgetTheOldestAndSaySo() {
		OffsetRanges ranges = new OffsetRanges(3);
		for (long offset = 0; offset < 10; offset += 2) {
			ranges.add(offset, offset, ranges);
		}
		assertThat(ranges.toList()).containsExactly(new OffsetRange(4, 4), new OffsetRange(6, 6),
				new OffsetRange(8, 8));
		assertThat(ranges.isTruncated()).isTrue();
	}

}
