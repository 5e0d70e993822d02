package io.roster.lag;

import java.time.Duration;

import io.roster.group.TimeLag;
import io.roster.group.TimeLag.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LagReportsTests {

	private static final Duration WEEK = Duration.ofDays(7);

	@Test
	void recordIsKeptForWhatIsLeftOfItsTime() {
		assertThat(left(WEEK, Duration.ofDays(2), Method.EXACT)).isEqualTo(Duration.ofDays(5));
		assertThat(left(WEEK, Duration.ofDays(2), Method.INTERPOLATED)).isEqualTo(Duration.ofDays(5));
		assertThat(left(WEEK, Duration.ofDays(8), Method.EXACT)).isZero();
		assertThat(left(null, Duration.ofDays(8), Method.EXACT)).isNull();
		assertThat(LagReports.retentionLeft(WEEK, null, false)).isNull();
	}

	@Test
	void recordThatMayBeOlderPromisesNothing() {
		assertThat(left(WEEK, Duration.ofDays(2), Method.BOUND)).isNull();
		assertThat(left(WEEK, Duration.ofDays(8), Method.BOUND)).isZero();
	}

	@Test
	void nothingIsLeftOfWhatIsDeleted() {
		assertThat(LagReports.retentionLeft(WEEK, new TimeLag(Duration.ofDays(1), Method.EXACT), true)).isZero();
		assertThat(LagReports.retentionLeft(null, null, true)).isZero();
	}

	private static @Nullable Duration left(@Nullable Duration kept, Duration timeLag, Method method) {
		return LagReports.retentionLeft(kept, new TimeLag(timeLag, method), false);
	}

}
