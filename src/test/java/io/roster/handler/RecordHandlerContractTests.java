package io.roster.handler;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.support.serializer.JacksonJsonDeserializer;

import static org.assertj.core.api.Assertions.assertThat;

class RecordHandlerContractTests {

	private static final byte[] KEY = HttpTest.bytes("k");

	private static final byte[] VALUE = HttpTest.bytes("{\"id\":1}");

	@Test
	void handlerThatTakesAnythingHasNoViolations() {
		Map<Integer, AtomicInteger> seen = new ConcurrentHashMap<>();
		assertThat(violations(
				(record) -> seen.computeIfAbsent(record.partition(), (p) -> new AtomicInteger()).incrementAndGet()))
			.isEmpty();
		assertThat(seen.get(0)).hasValue(59);
		assertThat(seen.get(1)).hasValue(50);
	}

	@Test
	void handlerThatDeserializesAndMindsTombstonesHasNoViolations() {
		try (DeserializingHandler<String, DeserializingHandlerTests.Order> handler = new DeserializingHandler<>(
				new StringDeserializer(), new JacksonJsonDeserializer<>(DeserializingHandlerTests.Order.class, false),
				(record) -> {
				})) {
			assertThat(violations(handler)).isEmpty();
		}
	}

	@Test
	void handlerThatTrustsInKeysIsTold() {
		assertThat(violations((record) -> HttpTest.bytes("" + record.key().length))).hasSize(2)
			.allMatch((violation) -> violation.contains("without key") && violation.contains("NullPointerException"));
	}

	@Test
	void handlerThatFailsAtBytesIsTold() {
		assertThat(violations((record) -> {
			if (record.value() != null && record.value().length > 0 && record.value()[0] != '{') {
				throw new IllegalArgumentException("no JSON");
			}
		})).hasSize(3).allMatch((violation) -> violation.endsWith("java.lang.IllegalArgumentException: no JSON"));
	}

	@Test
	void handlerThatRefusesARepetitionIsTold() {
		Map<String, Boolean> seen = new ConcurrentHashMap<>();
		assertThat(violations((record) -> {
			if (seen.put(record.partition() + "-" + record.offset(), true) != null) {
				throw new IllegalStateException("duplicate");
			}
		})).singleElement().asString().startsWith("The same record again was not processed: ");
	}

	@Test
	void handlerThatIsNotThreadSafeIsTold() {
		AtomicInteger inside = new AtomicInteger();
		CountDownLatch met = new CountDownLatch(2);
		assertThat(violations((record) -> {
			boolean alone = inside.incrementAndGet() == 1;
			if (record.offset() == 1) {
				met.countDown();
				met.await();
			}
			inside.decrementAndGet();
			if (!alone) {
				throw new ConcurrentModificationException();
			}
		})).isNotEmpty().allMatch((violation) -> violation.startsWith("A record beside one of another partition"));
	}

	@Test
	void handlerThatChangesARecordIsTold() {
		assertThat(violations((record) -> record.headers().add("seen", new byte[0])))
			.contains("A good record was changed, so that a dead letter would not have what was in the topic");
	}

	@Test
	void handlerThatHangsIsTold() {
		List<String> violations = RecordHandlerContract.violations((record) -> {
			if (record.value() == null) {
				new CountDownLatch(1).await();
			}
		}, KEY, VALUE, Duration.ofMillis(300));
		assertThat(violations).hasSize(2).allMatch((violation) -> violation.contains("nothing within PT0.3S"));
	}

	private static List<String> violations(RecordHandler handler) {
		return RecordHandlerContract.violations(handler, KEY, VALUE);
	}

}
