package io.roster.chaos;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Produces records all the time. Those of a key are numbered from 0 and lie in one
 * partition.
 */
final class Traffic implements AutoCloseable {

	static final int PARTITIONS = 12;

	static final int KEYS = 60;

	private static final int EVERY_MILLIS = 50;

	private final String topic;

	private final KafkaProducer<String, String> producer;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	/** By key; touched by the timer. */
	private final int[] sent = new int[KEYS];

	private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

	private int nextKey;

	Traffic(String bootstrapServers, String topic) {
		this.topic = topic;
		this.producer = new KafkaProducer<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.ACKS_CONFIG, "all",
						ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
						600_000, ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000L),
				new StringSerializer(), new StringSerializer());
	}

	/**
	 * Begins.
	 * @param perSecond how many records it sends in a second, at least 20
	 */
	void start(int perSecond) {
		int batch = perSecond * EVERY_MILLIS / 1000;
		var unused = this.timer.scheduleAtFixedRate(() -> send(batch), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void send(int count) {
		try {
			for (int i = 0; i < count; i++) {
				int key = this.nextKey;
				this.nextKey = (key + 1) % KEYS;
				var unused = this.producer.send(new ProducerRecord<>(this.topic, key % PARTITIONS, "key-" + key,
						String.valueOf(this.sent[key])), (metadata, failure) -> {
							if (failure != null) {
								this.failures.add(failure);
							}
						});
				this.sent[key]++;
			}
		}
		catch (RuntimeException ex) {
			this.failures.add(ex);
			throw ex;
		}
	}

	/**
	 * Stops sending.
	 * @return how many records of each key Kafka has acknowledged
	 */
	int[] stop() throws InterruptedException {
		this.timer.shutdown();
		if (!this.timer.awaitTermination(Replicas.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			throw new AssertionError("The producer does not come to an end");
		}
		this.producer.flush();
		if (!this.failures.isEmpty()) {
			throw new AssertionError(this.failures.size() + " records were not produced", this.failures.peek());
		}
		return this.sent.clone();
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		this.producer.close(java.time.Duration.ZERO);
	}

}
