package io.roster.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.roster.problem.InvalidRequestException;

/**
 * Points in time as requests write them: what Kafka's tool takes, and more of ISO-8601,
 * but nothing that could mean something else than it seems to.
 */
public final class Times {

	private static final Pattern DATETIME = Pattern
		.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)(Z|[+-]\\d{2}(?::?\\d{2})?)?");

	private Times() {
	}

	/**
	 * Reads a date and a time, such as {@code 2026-11-22T06:05:00.000}.
	 * @param text a date, {@code T}, and a time to the minute or finer; then {@code Z},
	 * {@code +hh}, {@code +hhmm} or {@code +hh:mm}, UTC if nothing
	 * @return the instant, to the nanosecond
	 * @throws InvalidRequestException if it is anything else, or a day that there is not
	 */
	public static Instant datetime(String text) {
		Matcher matcher = DATETIME.matcher(text);
		if (matcher.matches()) {
			try {
				String zone = matcher.group(2);
				return LocalDateTime.parse(matcher.group(1))
					.toInstant((zone != null) ? ZoneOffset.of(zone) : ZoneOffset.UTC);
			}
			catch (DateTimeException ex) {
				throw invalid("datetime", "is not a time that there is: '" + text + "' (" + ex.getMessage() + ")", ex);
			}
		}
		throw new InvalidRequestException("datetime", "must be a date and a time such as 2026-11-22T06:05:00.000, "
				+ "then Z, +hh or +hh:mm if it is not UTC, not '" + text + "'");
	}

	/**
	 * Reads a duration and takes it from a time.
	 * @param text such as {@code PT1H30M} or {@code P7D}; negative for a time to come
	 * @param now the time
	 * @return the instant
	 * @throws InvalidRequestException if it is no duration, or longer than time goes back
	 */
	public static Instant before(String text, Instant now) {
		try {
			return now.minus(Duration.parse(text));
		}
		catch (DateTimeException | ArithmeticException ex) {
			throw invalid("duration", "must be a duration of days, hours, minutes and seconds such as PT1H30M or P7D, "
					+ "not '" + text + "'", ex);
		}
	}

	/**
	 * Returns the timestamp that records have to have at least. Kafka's are in
	 * milliseconds, and negative ones ask for something else.
	 * @param time a time
	 * @return the first whole millisecond that is not before it, and not before 1970
	 */
	public static long timestamp(Instant time) {
		try {
			return Math.max(0, time.plusNanos(999_999).toEpochMilli());
		}
		catch (ArithmeticException | DateTimeException ex) {
			return (time.getEpochSecond() > 0) ? Long.MAX_VALUE : 0;
		}
	}

	private static InvalidRequestException invalid(String field, String message, Exception cause) {
		InvalidRequestException problem = new InvalidRequestException(field, message);
		problem.addSuppressed(cause);
		return problem;
	}

}
