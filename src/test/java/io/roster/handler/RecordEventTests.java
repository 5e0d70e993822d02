package io.roster.handler;

import java.net.URI;

import io.cloudevents.CloudEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RecordEventTests {

	private static final URI SOURCE = RecordEvent.source("c", "orders");

	@ParameterizedTest
	@ValueSource(strings = { "k", " ", "ключ", "😀", "{\"id\":1}" })
	void subjectIsTheKeyWhereItIsText(String key) {
		assertThat(event(HttpTest.bytes(key)).getSubject()).isEqualTo(key);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", "\u0000", "\u007f", "\u0085", "\ufdd0", "\uffff", "\ud83f\udffe" })
	void keyThatCloudEventsDoesNotTakeIsNoSubject(String key) {
		assertThat(event(HttpTest.bytes(key)).getSubject()).isNull();
	}

	@Test
	void keyThatIsNoTextIsNoSubject() {
		assertThat(event(new byte[] { 'a', (byte) 0xc3 }).getSubject()).isNull();
		assertThat(event(new byte[] { 0, 0, 0, 1 }).getSubject()).isNull();
		assertThat(event(null).getSubject()).isNull();
	}

	@Test
	void keyThatNoHeadWouldHoldIsNoSubject() {
		assertThat(event(HttpTest.bytes("k".repeat(1024))).getSubject()).hasSize(1024);
		assertThat(event(HttpTest.bytes("k".repeat(1025))).getSubject()).isNull();
	}

	@Test
	void timeIsAbsentWhereKafkaHasNoneThatCanBeWritten() {
		assertThat(timed(-1).getTime()).isNull();
		assertThat(timed(Long.MAX_VALUE).getTime()).isNull();
		assertThat(timed(253_402_300_800_000L).getTime()).isNull();
		assertThat(timed(253_402_300_799_999L).getTime()).isEqualTo("9999-12-31T23:59:59.999Z");
		assertThat(timed(0).getTime()).isEqualTo("1970-01-01T00:00:00Z");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "null", textBlock = """
			text/plain                                | text/plain
			' application/vnd.api+json ; version="1"' | application/vnd.api+json ; version="1"
			null                                      | application/octet-stream
			''                                        | application/octet-stream
			json                                      | application/octet-stream
			text/plain☕                               | application/octet-stream
			application/cloudevents+json              | application/json
			Application/CloudEvents-Batch+JSON; a=b   | application/json
			application/cloudevents+avro              | application/octet-stream
			""")
	void contentTypeIsTheRecordsUnlessItWouldMislead(String header, String expected) {
		String[] headers = (header != null) ? new String[] { "content-type", header } : new String[0];
		assertThat(RecordEvent.from(HttpTest.record(0, "k", new byte[1], headers), SOURCE).getDataContentType())
			.isEqualTo(expected);
	}

	@Test
	void contentTypeWithLineBreakIsLeftOut() {
		CloudEvent event = RecordEvent
			.from(HttpTest.record(0, "k", new byte[1], "content-type", "text/plain\r\nX-Injected: 1"), SOURCE);
		assertThat(event.getDataContentType()).isEqualTo("application/octet-stream");
	}

	@Test
	void recordThatIsAnEventItselfKeepsTheServicesAttributes() {
		CloudEvent event = RecordEvent.from(HttpTest.record(5, "k", new byte[1], "ce_specversion", "1.0", "ce_id",
				"inner", "ce_source", "/inner", "ce_type", "inner", "content-type", "text/plain"), SOURCE);
		assertThat(event.getId()).isEqualTo("orders/3/5");
		assertThat(event.getType()).isEqualTo("roster.record");
		assertThat(event.getSource()).hasToString("/kafka/c/topics/orders");
	}

	private static CloudEvent event(byte[] key) {
		return RecordEvent.from(HttpTest.record(0, 0L, key, new byte[1]), SOURCE);
	}

	private static CloudEvent timed(long timestamp) {
		return RecordEvent.from(HttpTest.record(0, timestamp, null, new byte[1]), SOURCE);
	}

}
