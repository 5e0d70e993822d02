package io.roster.handler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.support.serializer.JacksonJsonDeserializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeserializingHandlerTests {

	private final List<ConsumerRecord<String, Order>> seen = new ArrayList<>();

	private final DeserializingHandler<String, Order> handler = new DeserializingHandler<>(new StringDeserializer(),
			new JacksonJsonDeserializer<>(Order.class, false), this.seen::add);

	@Test
	void recordIsHandedOverWithItsTypes() throws Exception {
		ConsumerRecord<byte[], byte[]> record = HttpTest.record(7, "k", HttpTest.bytes("{\"id\":5}"), "h", "v");
		this.handler.handle(record);
		ConsumerRecord<String, Order> typed = this.seen.get(0);
		assertThat(typed.key()).isEqualTo("k");
		assertThat(typed.value()).isEqualTo(new Order(5));
		assertThat(typed).usingRecursiveComparison().ignoringFields("key", "value").isEqualTo(record);
	}

	@Test
	void keyAndValueThatAreNotThereAreNull() throws Exception {
		this.handler.handle(HttpTest.record(7, null, null));
		assertThat(this.seen.get(0).key()).isNull();
		assertThat(this.seen.get(0).value()).isNull();
	}

	@Test
	void valueThatCannotBeDeserializedIsRejected() {
		assertThatExceptionOfType(RejectedRecordException.class)
			.isThrownBy(() -> this.handler.handle(HttpTest.record(7, "k", HttpTest.bytes("no JSON"))))
			.withMessageStartingWith("The value cannot be deserialized: ");
		assertThat(this.seen).isEmpty();
	}

	@Test
	void keyThatCannotBeDeserializedIsRejected() {
		try (DeserializingHandler<Long, String> longs = new DeserializingHandler<>(new LongDeserializer(),
				new StringDeserializer(), (record) -> {
				})) {
			assertThatExceptionOfType(RejectedRecordException.class)
				.isThrownBy(() -> longs.handle(HttpTest.record(7, "k", new byte[1])))
				.withMessageStartingWith("The key cannot be deserialized: ");
		}
	}

	@Test
	void failureOfTheHandlerIsItsOwn() {
		try (DeserializingHandler<String, String> failing = new DeserializingHandler<>(new StringDeserializer(),
				new StringDeserializer(), (record) -> {
					throw new IOException("down");
				})) {
			assertThatThrownBy(() -> failing.handle(HttpTest.record(7, "k", new byte[1])))
				.isInstanceOf(IOException.class)
				.hasMessage("down");
		}
	}

	@Test
	void headersThatADeserializerTakesAwayStayInTheRecord() throws Exception {
		ConsumerRecord<byte[], byte[]> record = HttpTest.record(7, "k", new byte[1], "type", "x");
		try (DeserializingHandler<String, String> taking = new DeserializingHandler<>(new StringDeserializer(),
				new Taking(), (typed) -> assertThat(typed.value()).isEqualTo("x"))) {
			taking.handle(record);
		}
		assertThat(record.headers().lastHeader("type")).isNotNull();
	}

	@Test
	void closeClosesBothDeserializers() {
		List<String> closed = new ArrayList<>();
		new DeserializingHandler<>(closing("key", closed), closing("value", closed), (record) -> {
		}).close();
		assertThat(closed).containsExactlyInAnyOrder("key", "value");
	}

	private static Deserializer<String> closing(String name, List<String> closed) {
		return new Deserializer<>() {

			@Override
			public String deserialize(String topic, byte[] data) {
				return name;
			}

			@Override
			public void close() {
				closed.add(name);
			}

		};
	}

	record Order(int id) {
	}

	/** Reads what a header says, and removes it, as those that look for a type do. */
	private static final class Taking implements Deserializer<String> {

		@Override
		public String deserialize(String topic, byte[] data) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String deserialize(String topic, Headers headers, byte[] data) {
			String type = new String(headers.lastHeader("type").value(), StandardCharsets.UTF_8);
			headers.remove("type");
			return type;
		}

	}

}
