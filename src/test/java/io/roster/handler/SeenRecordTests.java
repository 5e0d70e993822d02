package io.roster.handler;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SeenRecordTests {

	@Test
	void textIsShownAsText() {
		SeenRecord seen = seen("ключ".getBytes(StandardCharsets.UTF_8), "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
		assertThat(seen.key()).isEqualTo("ключ");
		assertThat(seen.value()).isEqualTo("{\"a\":1}");
		assertThat(seen.valueSize()).isEqualTo(7);
		assertThat(seen.timestamp()).isEqualTo(Instant.EPOCH.minusMillis(1));
	}

	@Test
	void bytesAreShownAsBase64() {
		assertThat(seen(null, new byte[] { (byte) 0xff, 0 }).value()).isEqualTo("base64:/wA=");
	}

	@Test
	void tombstoneHasNoValue() {
		SeenRecord seen = seen(null, null);
		assertThat(seen.key()).isNull();
		assertThat(seen.value()).isNull();
		assertThat(seen.valueSize()).isZero();
	}

	@Test
	void longValueIsCutBetweenCharacters() {
		SeenRecord seen = seen(null, ("x" + "☕".repeat(1000)).getBytes(StandardCharsets.UTF_8));
		assertThat(seen.value()).isEqualTo("x" + "☕".repeat(85));
		assertThat(seen.valueSize()).isEqualTo(3001);
	}

	private static SeenRecord seen(byte[] key, byte[] value) {
		return SeenRecord.from(new ConsumerRecord<>("t", 0, 5, key, value));
	}

}
