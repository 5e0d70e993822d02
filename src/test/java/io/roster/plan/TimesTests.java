package io.roster.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import io.roster.problem.InvalidRequestException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimesTests {

	private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

	private static final Instant NOW = Instant.parse("2026-11-22T06:05:00Z");

	@Property(tries = 500)
	void whatTheToolTakesIsTheSameInstant(@ForAll("dateTimes") LocalDateTime time,
			@ForAll("zonesOfTheTool") String zone) throws Exception {
		String text = MILLIS.format(time) + zone;
		assertThat(Times.datetime(text).toEpochMilli()).isEqualTo(Utils.getDateTime(text));
	}

	@Property(tries = 500)
	void whatIsWrittenIsReadAgain(@ForAll("dateTimes") LocalDateTime time, @ForAll("zones") ZoneOffset zone) {
		OffsetDateTime written = time.atOffset(zone);
		assertThat(Times.datetime(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(written)))
			.isEqualTo(written.toInstant());
	}

	@Property(tries = 500)
	void anythingElseIsRefusedAndNothingBreaks(@ForAll String text) {
		try {
			assertThat(Times.datetime(text)).isNotNull();
			assertThat(text).startsWith(text.substring(0, 4)).contains("T").hasSizeGreaterThan(15);
		}
		catch (InvalidRequestException ex) {
			assertThat(ex.errors().get(0).field()).isEqualTo("datetime");
		}
	}

	@Property(tries = 500)
	void nothingMayFollow(@ForAll("dateTimes") LocalDateTime time, @ForAll("junk") String junk) {
		assertThatThrownBy(() -> Times.datetime(MILLIS.format(time) + "Z" + junk))
			.isInstanceOf(InvalidRequestException.class);
	}

	@Property(tries = 500)
	void durationsAreTheToolsOwn(@ForAll @LongRange(min = -4_000_000_000L, max = 4_000_000_000L) long seconds) {
		Duration duration = Duration.ofSeconds(seconds);
		assertThat(Times.before(duration.toString(), NOW)).isEqualTo(NOW.minus(duration));
	}

	@Property(tries = 500)
	void anyOtherDurationIsRefused(@ForAll String text) {
		try {
			assertThat(Times.before(text, NOW)).isEqualTo(NOW.minus(Duration.parse(text)));
		}
		catch (InvalidRequestException ex) {
			assertThat(ex.errors().get(0).field()).isEqualTo("duration");
		}
	}

	@Property
	void timestampIsTheFirstMillisecondThatIsNotBefore(
			@ForAll @LongRange(min = 0, max = 253_402_300_799_999_000L) long micros) {
		Instant time = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
		long timestamp = Times.timestamp(time);
		assertThat(Instant.ofEpochMilli(timestamp)).isAfterOrEqualTo(time);
		assertThat(Instant.ofEpochMilli(timestamp - 1)).isBefore(time);
	}

	@ParameterizedTest
	@CsvSource({ "2026-11-22T06:05:00.678+0230,2026-11-22T03:35:00.678Z",
			"2026-11-22T06:05:00.5Z,2026-11-22T06:05:00.500Z",
			"2026-11-22T06:05:00.123456Z,2026-11-22T06:05:00.123456Z", "2026-11-22T06:05,2026-11-22T06:05:00Z",
			"2026-11-22T06:05:00Z,2026-11-22T06:05:00Z", "2026-11-22T06:05:00-08,2026-11-22T14:05:00Z" })
	void whatTheToolReadsWrongIsReadRight(String text, Instant instant) {
		assertThat(Times.datetime(text)).isEqualTo(instant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2026-11-22", "2026-11-22 06:05:00.000", "26-11-22T06:05:00.000",
			"2026-11-22T06:05:00.000Zjunk", "2026-11-22T06:05:00.", "2026-11-22T24:00:00.000",
			"2026-13-01T00:00:00.000", "2026-11-22T06:05:00.000+25:00", "2026-11-22T06:05:00.000ZZ",
			"٢٠٢٦-11-22T06:05:00.000" })
	void whatIsNoTimeIsRefused(String text) {
		assertThatThrownBy(() -> Times.datetime(text)).isInstanceOf(InvalidRequestException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1h", "P1W", "P1M", "PT", "-P", "P99999999999999D" })
	void whatIsNoDurationIsRefused(String text) {
		assertThatThrownBy(() -> Times.before(text, NOW)).isInstanceOf(InvalidRequestException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "P36500D", "P300000000D" })
	void longAgoIsTheBeginning(String text) {
		assertThat(Times.timestamp(Times.before(text, NOW))).isZero();
	}

	@Provide
	Arbitrary<LocalDateTime> dateTimes() {
		return Combinators
			.combine(Arbitraries.integers().between(1970, 9999), Arbitraries.integers().between(1, 12),
					Arbitraries.integers().between(1, 28), Arbitraries.integers().between(0, 86_399_999))
			.as((year, month, day, millis) -> LocalDateTime.of(year, month, day, 0, 0).plusNanos(millis * 1_000_000L));
	}

	@Provide
	Arbitrary<String> zonesOfTheTool() {
		return Arbitraries.of("", "Z", "+02", "-08", "+05:30", "-03:00", "+00:00");
	}

	@Provide
	Arbitrary<ZoneOffset> zones() {
		return Arbitraries.integers()
			.between(-18 * 60, 18 * 60)
			.map((minutes) -> ZoneOffset.ofTotalSeconds(minutes * 60));
	}

	@Provide
	Arbitrary<String> junk() {
		return Arbitraries.strings().ofMinLength(1).ofMaxLength(5);
	}

}
