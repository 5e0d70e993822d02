package io.roster.handler;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HttpAnswerTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T06:05:00Z"), ZoneOffset.UTC);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0                                | PT0S
			7                                | PT7S
			3600                             | PT1H
			3601                             | PT1H
			99999999999999999999999999999999 | PT1H
			-5                               | PT0S
			1.5                              | PT0S
			soon                             | PT0S
			''                               | PT0S
			Sun, 22 Nov 2026 06:05:30 GMT    | PT30S
			Sunday, 22-Nov-26 06:05:30 GMT   | PT30S
			Sun Nov 22 06:05:30 2026         | PT30S
			Tue Dec  1 06:05:30 2026         | PT1H
			Sun, 22 Nov 2026 06:04:00 GMT    | PT0S
			Mon, 22 Nov 2027 06:04:00 GMT    | PT1H
			Mon, 22 Nov 2026 06:05:30 GMT    | PT0S
			""")
	void retryAfterIsSecondsOrDateAndAtMostAnHour(String retryAfter, Duration pause) {
		assertThat(new HttpAnswer(503, retryAfter, "").failure("it", CLOCK))
			.isInstanceOfSatisfying(RetryLaterException.class, (ex) -> assertThat(ex.after()).isEqualTo(pause));
	}

}
