package io.roster.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import io.roster.group.TimeLag;
import io.roster.group.TimeLag.Method;
import io.roster.lag.Ends.Seen;
import io.roster.snapshot.SnapshotBuilder;
import io.roster.snapshot.SnapshotBuilder.Read;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndsTests {

	private static final long[] STARTS = new long[1];

	private ExactTimes.Times records = new ExactTimes.Times(Map.of());

	private final Ends ends = new Ends(() -> this.records);

	@Test
	void unknownLogTellsNothing() {
		assertThat(this.ends.timeLag("t", 0, 5, 1000)).isNull();
		assertThat(this.ends.millis("t", 0, 5, 1000)).isEqualTo(-1);
		end(0, 10);
		assertThat(this.ends.timeLag("t", 1, 5, 1000)).isNull();
	}

	@Test
	void recordAtTheOffsetTellsExactly() {
		end(10_000, 100);
		seen(50, 4_000);
		assertThat(lag(50, 20_000)).isEqualTo(new TimeLag(Duration.ofSeconds(16), Method.EXACT));
		// A producer's clock may be ahead.
		assertThat(lag(50, 1_000)).isEqualTo(new TimeLag(Duration.ZERO, Method.EXACT));
	}

	@Test
	void endsAroundTheOffsetTellNearly() {
		end(10_000, 100);
		end(20_000, 200);
		assertThat(lag(149, 30_000)).isEqualTo(new TimeLag(Duration.ofSeconds(15), Method.INTERPOLATED));
		assertThat(lag(200, 30_000).value()).isZero();
	}

	@Test
	void recordBeforeTheOffsetAndTheFirstEndTellNearly() {
		end(10_000, 100);
		seen(50, 0);
		assertThat(lag(75, 20_000)).isEqualTo(new TimeLag(Duration.ofSeconds(15), Method.INTERPOLATED));
	}

	@Test
	void whatWasThereBeforeTheFirstLookIsNoYoungerThanThat() {
		end(10_000, 100);
		assertThat(lag(50, 20_000)).isEqualTo(new TimeLag(Duration.ofSeconds(10), Method.BOUND));
	}

	@Test
	void whatIsBeforeARecordIsNoYoungerThanThatOne() {
		end(10_000, 100);
		seen(60, 3_000);
		assertThat(lag(50, 20_000)).isEqualTo(new TimeLag(Duration.ofSeconds(17), Method.BOUND));
		assertThat(this.ends.millis("t", 0, 50, 20_000)).isEqualTo(17_000);
		// The first look tells more than a record that is younger.
		seen(60, 15_000);
		assertThat(lag(50, 20_000).value()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void topicsThatAreGoneAreForgotten() {
		end(10_000, 100);
		this.ends.add(SnapshotBuilder.at(Instant.ofEpochMilli(20_000)).build());
		assertThat(this.ends.timeLag("t", 0, 50, 30_000)).isNull();
	}

	private TimeLag lag(long committed, long now) {
		return Objects.requireNonNull(this.ends.timeLag("t", 0, committed, now));
	}

	private void end(long at, long end) {
		this.ends.add(SnapshotBuilder.at(Instant.ofEpochMilli(at))
			.topic("t", STARTS, new long[] { end })
			.group("g", "Empty", 0, new Read("t", new long[] { 0 }, new int[] { -1 }))
			.build());
	}

	private void seen(long offset, long at) {
		this.records = new ExactTimes.Times(Map.of(new TopicPartition("t", 0), new Seen(offset, at)));
	}

}
