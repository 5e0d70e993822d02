package io.roster.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import io.roster.handler.HandlerSpec;
import io.roster.support.BenchTable;
import io.roster.support.Webhook;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Workers with the http handler beside the same requests without Kafka, and beside
 * Confluent's parallel consumer, to a webhook that takes 5 ms for each. The clock runs
 * from the first request at the webhook to the last one.
 */
class HttpBench extends BenchWorkers {

	private static final Duration DELAY = Duration.ofMillis(5);

	private static final int PARTITIONS = 8;

	private static final int SIZE = 100;

	/** About as long as each run takes where nothing but the delay counts. */
	private static final int SECONDS = 5;

	/** More than this no client here reaches in a second. */
	private static final int MOST_A_SECOND = 6000;

	private static final int ROUNDS = 3;

	private final Webhook webhook = Webhook.start().keepNothing();

	/** How long a request was at the webhook, on average of the last run of workers. */
	private Duration held = DELAY;

	@AfterEach
	void close() {
		this.webhook.close();
	}

	@Test
	void http() throws Exception {
		BenchTable table = new BenchTable(
				"Workers with the `http` handler, a bare client without Kafka, and Confluent's parallel consumer (ordered "
						+ "by key), with a webhook that answers after " + DELAY.toMillis() + " ms, " + SIZE
						+ " bytes a record (median of " + ROUNDS + ")",
				"workers × in flight", "the delay allows, requests/s", "bare client", "workers", "parallel consumer",
				"workers : allowed", "the webhook took, ms", "workers : allowed by that", "workers : bare",
				"parallel consumer : bare");
		for (int workers : new int[] { 1, 4 }) {
			for (int inFlight : new int[] { 8, 32 }) {
				int concurrency = workers * inFlight;
				int allowed = (int) (concurrency * 1000 / DELAY.toMillis());
				int records = Rounds.scaled(SECONDS * Math.min(allowed, MOST_A_SECOND));
				String topic = filledTopic(PARTITIONS, records, SIZE);
				Rounds rounds = new Rounds().add("bare", () -> bare(concurrency, records))
					.add("worker", () -> workers(workers, inFlight, topic, records))
					.add("parallel", () -> parallel(concurrency, topic, records))
					.run(ROUNDS);
				double reached = records / rounds.seconds("worker") / allowed;
				double millis = this.held.toNanos() / 1e6;
				table.row(workers + " × " + inFlight, BenchTable.number(allowed, 0),
						BenchTable.number(records / rounds.seconds("bare"), 0),
						BenchTable.number(records / rounds.seconds("worker"), 0),
						BenchTable.number(records / rounds.seconds("parallel"), 0), BenchTable.number(reached, 2),
						BenchTable.number(millis, 2), BenchTable.number(reached * millis / DELAY.toMillis(), 2),
						BenchTable.number(rounds.ratio("worker"), 2), BenchTable.number(rounds.ratio("parallel"), 2));
			}
		}
		table.print();
	}

	private double workers(int count, int inFlight, String topic, int records) throws Exception {
		Finish finish = expect(records);
		Duration before = this.webhook.held();
		HandlerSpec handler = new HandlerSpec("http", this.webhook.url(), null, null, 1, inFlight, null, null);
		List<LiveWorker> workers = startHeld(count, PARTITIONS, spec(topic, handler),
				() -> this.handlers.create(handler));
		workers.forEach(LiveWorker::resume);
		double seconds = finish.seconds();
		stopAll(workers);
		this.held = this.webhook.held().minus(before).dividedBy(records);
		return seconds;
	}

	/** As many threads as requests at once. */
	private double bare(int concurrency, int records) throws Exception {
		Finish finish = expect(records);
		BareRequests requests = new BareRequests(concurrency, this.webhook.url());
		AtomicInteger next = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < concurrency; i++) {
			Thread thread = new Thread(() -> {
				try {
					for (int number = next.getAndIncrement(); number < records; number = next.getAndIncrement()) {
						requests.send("bench", 0, number, Integer.toString(number), new byte[SIZE],
								System.currentTimeMillis());
					}
				}
				catch (RuntimeException ex) {
					finish.failed(ex);
				}
			}, "bare-client");
			thread.start();
			threads.add(thread);
		}
		double seconds = finish.seconds();
		for (Thread thread : threads) {
			thread.join();
		}
		requests.close();
		return seconds;
	}

	private double parallel(int concurrency, String topic, int records) throws Exception {
		Finish finish = expect(records);
		BareRequests requests = new BareRequests(concurrency, this.webhook.url());
		KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerConfig(unique("parallel")),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
		ParallelConsumerOptions<byte[], byte[]> options = ParallelConsumerOptions.<byte[], byte[]>builder()
			.ordering(ParallelConsumerOptions.ProcessingOrder.KEY)
			.maxConcurrency(concurrency)
			.consumer(consumer)
			.build();
		ParallelStreamProcessor<byte[], byte[]> processor = ParallelStreamProcessor.createEosStreamProcessor(options);
		try {
			processor.subscribe(List.of(topic));
			processor.poll((context) -> {
				ConsumerRecord<byte[], byte[]> record = context.getSingleConsumerRecord();
				requests.send(record.topic(), record.partition(), record.offset(), new String(record.key()),
						record.value(), record.timestamp());
			});
			return finish.seconds();
		}
		finally {
			processor.closeDontDrainFirst();
			requests.close();
		}
	}

	private Finish expect(int records) {
		Finish finish = new Finish(records);
		Webhook.Answer answer = Webhook.Answer.of(200).after(DELAY);
		this.webhook.answer((request) -> {
			finish.seen(1);
			return answer;
		});
		return finish;
	}

}
