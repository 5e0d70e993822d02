package io.roster.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers that are not Roster's, each polling on a thread of its own until closed. */
public final class Consumers implements AutoCloseable {

	private final List<Running> running = new ArrayList<>();

	/**
	 * Starts a consumer.
	 * @param groupId its group
	 * @param config what differs from the client's defaults
	 * @param begin subscribes or assigns
	 */
	public void start(String groupId, Map<String, String> config, Consumer<KafkaConsumer<byte[], byte[]>> begin) {
		Map<String, Object> all = new HashMap<>(
				Map.of("group.id", groupId, "auto.offset.reset", "earliest", "enable.auto.commit", "false"));
		all.putAll(config);
		all.computeIfAbsent("bootstrap.servers", (key) -> TestKafka.bootstrapServers());
		Running consumer = new Running(
				new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()), begin);
		this.running.add(consumer);
		consumer.thread.start();
	}

	@Override
	public void close() {
		this.running.forEach((consumer) -> consumer.stop = true);
		this.running.forEach((consumer) -> consumer.ended.join());
		this.running.clear();
	}

	private static final class Running {

		private final Thread thread;

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private volatile boolean stop;

		Running(KafkaConsumer<byte[], byte[]> consumer, Consumer<KafkaConsumer<byte[], byte[]>> begin) {
			this.thread = new Thread(() -> {
				try (consumer) {
					begin.accept(consumer);
					boolean uncommitted = false;
					while (!this.stop) {
						uncommitted = !consumer.poll(Duration.ofMillis(100)).isEmpty() || uncommitted;
						uncommitted = uncommitted && !commit(consumer);
					}
				}
				finally {
					this.ended.complete(null);
				}
			}, "test-consumer");
		}

		/**
		 * In the consumer protocol a commit is refused while the group changes, and has
		 * to be made again.
		 */
		private static boolean commit(KafkaConsumer<byte[], byte[]> consumer) {
			try {
				consumer.commitSync();
				return true;
			}
			catch (CommitFailedException ex) {
				return false;
			}
		}

	}

}
