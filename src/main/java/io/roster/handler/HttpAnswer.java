package io.roster.handler;

import java.math.BigInteger;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a URL answered to records.
 *
 * @param status the status
 * @param retryAfter the header {@code Retry-After}, {@code null} if there was none
 * @param beginning how the body begins
 */
record HttpAnswer(int status, @Nullable String retryAfter, String beginning) {

	/** The longest pause that an answer is given. */
	static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

	/** The three formats of RFC 9110, section 5.6.7. */
	private static final List<DateTimeFormatter> DATES = List.of(DateTimeFormatter.RFC_1123_DATE_TIME,
			new DateTimeFormatterBuilder().parseCaseInsensitive()
				.appendPattern("EEEE, dd-MMM-")
				.appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
				.appendPattern(" HH:mm:ss 'GMT'")
				.toFormatter(Locale.US)
				.withZone(ZoneOffset.UTC),
			DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US).withZone(ZoneOffset.UTC));

	/**
	 * Returns what the answer means for the records.
	 * @param origin who answered, for the message
	 * @param clock the time, for dates
	 * @return {@code null} if they are processed; a {@link RetryLaterException} if they
	 * may be another time; a {@link RejectedRecordException} if never
	 */
	@Nullable RuntimeException failure(String origin, Clock clock) {
		if (this.status >= 200 && this.status < 300) {
			return null;
		}
		String message = origin + " answered " + this.status + (this.beginning.isEmpty() ? "" : ": " + this.beginning);
		if (this.status == 408 || this.status == 429 || this.status >= 500) {
			return new RetryLaterException(message, pause(clock), null);
		}
		return new RejectedRecordException(message, null);
	}

	/** Zero where nothing, or nothing that is understood, was asked for. */
	private Duration pause(Clock clock) {
		String value = (this.retryAfter != null) ? this.retryAfter.trim() : "";
		Duration pause;
		if (value.matches("[0-9]{1,100}")) {
			BigInteger max = BigInteger.valueOf(MAX_RETRY_AFTER.toSeconds());
			pause = Duration.ofSeconds(new BigInteger(value).min(max).longValue());
		}
		else {
			pause = DATES.stream()
				.flatMap((format) -> parse(format, value).stream())
				.findFirst()
				.map((date) -> Duration.between(clock.instant(), date))
				.orElse(Duration.ZERO);
		}
		return pause.isNegative() ? Duration.ZERO : (pause.compareTo(MAX_RETRY_AFTER) > 0) ? MAX_RETRY_AFTER : pause;
	}

	private static Optional<Instant> parse(DateTimeFormatter format, String value) {
		try {
			return Optional.of(format.parse(value, Instant::from));
		}
		catch (DateTimeException ex) {
			return Optional.empty();
		}
	}

}
