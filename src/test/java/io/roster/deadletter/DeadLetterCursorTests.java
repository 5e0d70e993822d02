package io.roster.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.roster.problem.InvalidRequestException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeadLetterCursorTests {

	@Test
	void cursorIsReadAsItWasWritten() {
		DeadLetterCursor cursor = new DeadLetterCursor(
				Map.of(new TopicPartition("orders-dlt", 0), 0L, new TopicPartition("orders-dlt", 7), 1234567890123L,
						new TopicPartition("a.b_c", 2), DeadLetterCursor.UNREAD),
				-17);
		assertThat(DeadLetterCursor.parse(cursor.encode(), -17)).isEqualTo(cursor);
	}

	@Test
	void cursorOfAThousandPartitionsFitsIntoAUrl() {
		Map<TopicPartition, Long> offsets = new HashMap<>();
		for (int number = 0; number < 1000; number++) {
			offsets.put(new TopicPartition("orders-dlt", number), 12_345_678L + number);
		}
		assertThat(new DeadLetterCursor(offsets, 1).encode()).hasSizeLessThan(10_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "x y", "1;t", "1;t:-5", "1;t:!", "1;bad name:1", "1;..:1", ";t:1" })
	void whatIsNoCursorIsRefused(String text) {
		String encoded = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
		assertThatThrownBy(() -> DeadLetterCursor.parse(encoded, 2)).isInstanceOf(InvalidRequestException.class);
		assertThatThrownBy(() -> DeadLetterCursor.parse("%%", 2)).isInstanceOf(InvalidRequestException.class);
	}

	@Test
	void cursorOfAnotherFilterIsRefused() {
		DeadLetterFilter filter = new DeadLetterFilter("g", Set.of("t"), Set.of(), null, null, null);
		DeadLetterFilter other = new DeadLetterFilter("g", Set.of("u"), Set.of(), null, null, null);
		String cursor = new DeadLetterCursor(Map.of(new TopicPartition("t-dlt", 0), 5L),
				filter.fingerprint(Set.of(), true))
			.encode();
		assertThat(DeadLetterCursor.parse(cursor, filter.fingerprint(Set.of(), true)).partitions()).hasSize(1);
		for (int fingerprint : new int[] { other.fingerprint(Set.of(), true), filter.fingerprint(Set.of(), false),
				filter.fingerprint(Set.of("t-dlt"), true) }) {
			assertThatThrownBy(() -> DeadLetterCursor.parse(cursor, fingerprint))
				.isInstanceOf(InvalidRequestException.class)
				.hasMessageContaining("filters");
		}
	}

}
