package io.roster.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The shortest loops that poll, each with a thread and a consumer of its own, all in one
 * group; they fetch nothing until all have as many partitions.
 */
final class BareLoops {

	private BareLoops() {
	}

	/**
	 * Runs loops until all records of a topic are read.
	 * @param count how many
	 * @param topic the topic
	 * @param partitions how many it has
	 * @param finish how many records it has
	 * @param loops makes what each does with its polls
	 * @return how long it took
	 */
	static double seconds(int count, String topic, int partitions, Finish finish,
			Function<KafkaConsumer<byte[], byte[]>, Loop> loops) throws Exception {
		String groupId = BenchWorkers.unique("bare");
		CountDownLatch even = new CountDownLatch(count);
		CountDownLatch go = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Thread thread = new Thread(() -> {
				try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(BenchWorkers.consumerConfig(groupId),
						new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
					try (Loop loop = loops.apply(consumer)) {
						consumer.subscribe(List.of(topic));
						hold(consumer, partitions / count, even, go);
						run(consumer, finish, loop);
					}
				}
				catch (Exception ex) {
					finish.failed(ex);
					even.countDown();
				}
			}, "bare-loop");
			thread.start();
			threads.add(thread);
		}
		try {
			even.await();
			finish.start();
			go.countDown();
			return finish.seconds();
		}
		finally {
			for (Thread thread : threads) {
				thread.join();
			}
		}
	}

	private static void hold(KafkaConsumer<byte[], byte[]> consumer, int partitions, CountDownLatch even,
			CountDownLatch go) {
		boolean counted = false;
		while (go.getCount() > 0) {
			ConsumerRecords<byte[], byte[]> early = consumer.poll(Duration.ofMillis(2));
			consumer.pause(consumer.assignment());
			early.partitions()
				.forEach((partition) -> consumer.seek(partition, early.records(partition).get(0).offset()));
			if (!counted && consumer.assignment().size() == partitions) {
				counted = true;
				even.countDown();
			}
		}
		consumer.resume(consumer.assignment());
	}

	private static void run(KafkaConsumer<byte[], byte[]> consumer, Finish finish, Loop loop) throws Exception {
		while (!finish.isOver()) {
			ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
			if (!records.isEmpty()) {
				loop.accept(records);
				finish.seen(records.count());
			}
		}
	}

	/** What is done with each poll. */
	interface Loop extends AutoCloseable {

		void accept(ConsumerRecords<byte[], byte[]> records) throws Exception;

		@Override
		default void close() {
		}

	}

}
