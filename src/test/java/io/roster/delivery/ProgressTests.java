package io.roster.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.delivery.LedgerEntry.OffsetRange;
import io.roster.delivery.Progress.Failures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a commit's metadata tells the next owner of a partition. */
class ProgressTests {

	@Test
	void metadataSaysTheSameAgain() {
		Progress progress = new Progress(List.of(new OffsetRange(103, 110), new OffsetRange(112, 112)),
				Map.of(100L, new Failures(2, 1763790000123L), 111L, new Failures(1, 1763790000456L)));
		String metadata = progress.toMetadata(100);
		assertThat(metadata).isEqualTo("roster:1;f=0:2:1763790000123,11:1:1763790000456;d=3-10,12-12");
		assertThat(Progress.from(100, metadata)).isEqualTo(progress);
	}

	@Test
	void nothingToSayIsEmpty() {
		assertThat(Progress.NONE.toMetadata(7)).isEmpty();
		assertThat(Progress.from(7, "")).isEqualTo(Progress.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "somebody else's", "roster:2;d=1-2", "roster:1", "roster:1;", "roster:1;f=x;d=y",
			"roster:1;f=99999999999999999999:1:1" })
	void metadataOfOthersSaysNothing(String metadata) {
		assertThat(Progress.from(7, metadata)).isEqualTo(Progress.NONE);
	}

	@Test
	void whatDoesNotFitIsLeftOutTheFarthestFirst() {
		List<OffsetRange> done = new ArrayList<>();
		Map<Long, Failures> failures = new HashMap<>();
		for (long offset = 0; offset < 2000; offset += 2) {
			done.add(new OffsetRange(offset + 1, offset + 1));
		}
		failures.put(0L, new Failures(1, 1763790000123L));
		String metadata = new Progress(done, failures).toMetadata(0);
		assertThat(metadata).hasSizeLessThanOrEqualTo(4096);
		Progress read = Progress.from(0, metadata);
		assertThat(read.failures()).isEqualTo(failures);
		assertThat(read.done()).hasSizeGreaterThan(300).isEqualTo(done.subList(0, read.done().size()));
	}

}
