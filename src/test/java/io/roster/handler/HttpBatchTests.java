package io.roster.handler;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

import io.cloudevents.CloudEvent;
import io.roster.handler.RecordProcessor.FailedRecord;
import io.roster.support.Webhook.Answer;
import io.roster.support.Webhook.Request;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class HttpBatchTests extends HttpTest {

	@Test
	void recordsArePostedTogether() throws Exception {
		assertThat(process(processor(spec(10)), records("{\"a\":1}", "2", "\"drei\""))).isEqualTo(3);
		assertThat(this.webhook.requests()).isEqualTo(1);
		Request request = this.webhook.received().get(0);
		assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents-batch+json");
		assertThat(request.header("ce-id")).isNull();
		assertThat(events(request)).extracting(CloudEvent::getId)
			.containsExactly("orders/3/0", "orders/3/1", "orders/3/2");
		assertThat(events(request)).extracting(CloudEvent::getSubject).containsOnly("key");
		assertThat(json(request).get(0).get("data").get("a").asInt()).isEqualTo(1);
		assertThat(json(request).get(2).get("data").asString()).isEqualTo("drei");
	}

	@Test
	void whatIsNotJsonIsBase64AndWhatNobodySaysTheTypeOfIsLookedAt() throws Exception {
		process(processor(spec(10)), List.of(record(0, "k", bytes("text"), "content-type", "text/plain"),
				record(1, "k", bytes("{\"a\":1}")), record(2, "k", null, "content-type", "application/json")));
		JsonNode events = json(this.webhook.received().get(0));
		assertThat(events.get(0).get("data_base64").asString()).isEqualTo("dGV4dA==");
		assertThat(events.get(0).get("datacontenttype").asString()).isEqualTo("text/plain");
		assertThat(events.get(1).get("data").get("a").asInt()).isEqualTo(1);
		assertThat(events.get(1).get("datacontenttype").asString()).isEqualTo("application/json");
		assertThat(events.get(2).has("data")).isFalse();
		assertThat(events.get(2).has("data_base64")).isFalse();
	}

	@Test
	void recordThatOnlySaysThatItIsJsonDoesNotSpoilTheBatch() throws Exception {
		String[] values = { "{\"a\":", "", "1 2", "}],[{", "\ufeff{}", "nul", "{\"a\":1}}", "{}" };
		List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(records(values));
		records.add(record(8, "k", new byte[] { '"', (byte) 0xff, '"' }, "content-type", "application/json"));
		assertThat(process(processor(spec(10)), records)).isEqualTo(9);
		Request request = this.webhook.received().get(0);
		List<CloudEvent> events = events(request);
		for (int i = 0; i < values.length; i++) {
			assertThat(events.get(i).getData().toBytes()).as(values[i]).isEqualTo(bytes(values[i]));
			assertThat(json(request).get(i).has("data")).as(values[i]).isEqualTo(values[i].equals("{}"));
		}
		assertThat(events.get(8).getData().toBytes()).isEqualTo(new byte[] { '"', (byte) 0xff, '"' });
	}

	@Test
	void batchHasNoMoreBytesThanServersTake() throws Exception {
		byte[] value = new byte[200 * 1024];
		List<ConsumerRecord<byte[], byte[]>> records = List.of(record(0, "k", value), record(1, "k", value),
				record(2, "k", value));
		assertThat(process(processor(spec(10)), records)).isEqualTo(2);
		byte[] big = new byte[HttpProcessor.MAX_BATCH_BYTES + 1];
		assertThat(process(processor(spec(10)), List.of(record(3, "k", big), record(4, "k", value)))).isEqualTo(1);
		assertThat(this.webhook.received().get(0).body()).hasSizeLessThan(1024 * 1024);
	}

	@Test
	void onlyTheRecordThatIsRefusedIsRejected() throws Exception {
		this.webhook.answer((request) -> Answer.of(request.text().contains("bad") ? 422 : 200));
		List<String> deadLetters = new ArrayList<>();
		List<Integer> sizes = drain(spec(10), records("1", "2", "\"bad\"", "4", "5"), deadLetters);
		assertThat(deadLetters).containsExactly("\"bad\"");
		assertThat(sizes).containsExactly(5, 1, 1, 1, 1, 1);
		assertThat(process(processor(spec(10)), records("6", "7"))).isEqualTo(2);
	}

	@Test
	void recordsAreBatchedAgainAfterThoseInDoubt() throws Exception {
		HttpProcessor processor = processor(spec(2));
		this.webhook.answerInTurn(Answer.of(400), Answer.of(200));
		assertThat(process(processor, records("1", "2"))).isEqualTo(1);
		assertThat(process(processor, records("1", "2").subList(1, 2))).isEqualTo(1);
		assertThat(process(processor, records("1", "2"))).isEqualTo(2);
	}

	@Test
	void batchThatFailedIsTriedRecordByRecord() throws Exception {
		HttpProcessor processor = processor(spec(10));
		this.webhook.answer((request) -> Answer.of(request.text().contains("bad") ? 500 : 200));
		List<ConsumerRecord<byte[], byte[]>> records = records("1", "\"bad\"", "3");
		FailedRecord failure = failure(processor, records);
		assertThat(failure.processed()).isZero();
		assertThat(failure.getCause()).isInstanceOf(RetryLaterException.class);
		assertThat(process(processor, records)).as("the good one before the bad one").isEqualTo(1);
		assertThat(failure(processor, records.subList(1, 3)).getCause()).isInstanceOf(RetryLaterException.class);
		this.webhook.answer(Answer.of(200));
		assertThat(process(processor, records.subList(1, 3))).isEqualTo(1);
		assertThat(process(processor, records.subList(2, 3))).isEqualTo(1);
		assertThat(this.webhook.received()).extracting((request) -> json(request).size())
			.containsExactly(3, 1, 1, 1, 1);
	}

	@Test
	void recordsInDoubtAreForgottenInTime() {
		Suspects suspects = new Suspects();
		for (int i = 0; i <= Suspects.MAX; i++) {
			suspects.add(List.of(record(i, null, null)));
		}
		assertThat(suspects.contains(record(0, null, null))).isFalse();
		assertThat(suspects.contains(record(1, null, null))).isTrue();
	}

	/** Hands over records as an engine does, with no pause before another try. */
	private List<Integer> drain(HandlerSpec spec, List<ConsumerRecord<byte[], byte[]>> records, List<String> rejected)
			throws Exception {
		HttpProcessor processor = processor(spec);
		List<ConsumerRecord<byte[], byte[]>> left = records;
		while (!left.isEmpty()) {
			int done;
			try {
				done = process(processor, left);
			}
			catch (ExecutionException ex) {
				FailedRecord failure = (FailedRecord) ex.getCause();
				assertThat(failure.getCause()).isInstanceOf(RejectedRecordException.class);
				done = failure.processed() + 1;
				rejected.add(new String(left.get(failure.processed()).value(), StandardCharsets.UTF_8));
			}
			left = left.subList(done, left.size());
		}
		return this.webhook.received().stream().map((request) -> json(request).size()).toList();
	}

}
