package io.roster.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Commits for a worker that took its partitions by hand and so is no member of the group,
 * which Kafka would refuse. Each commit is a transaction under an id that whoever has the
 * same partitions uses: once a successor has begun, Kafka refuses its predecessor's
 * (KIP-98).
 */
class FencedCommits implements Commits {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/** A transaction costs some milliseconds. */
	private static final Duration PAUSE = Duration.ofMillis(200);

	private final Producers producers;

	private final String transactionalId;

	private final ConsumerGroupMetadata group;

	private @Nullable Producer<byte[], byte[]> producer;

	FencedCommits(Producers producers, String transactionalId, String groupId) {
		this.producers = producers;
		this.transactionalId = transactionalId;
		this.group = Producers.outside(groupId);
	}

	@Override
	public void open() {
		if (this.producer == null) {
			Producer<byte[], byte[]> current = this.producers.transactional(this.transactionalId);
			try {
				current.initTransactions();
			}
			catch (RuntimeException ex) {
				current.close(Duration.ZERO);
				throw ex;
			}
			this.producer = current;
		}
	}

	@Override
	public void begin(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
		Map<TopicPartition, OffsetAndMetadata> starts = starts(consumer);
		if (!starts.isEmpty()) {
			commitNow(consumer, starts, Duration.ZERO);
		}
	}

	/**
	 * Returns where partitions begin of which nothing is committed. Spring does so for
	 * members of a group.
	 * @param consumer a consumer that took them by hand
	 * @return none if all are committed
	 */
	static Map<TopicPartition, OffsetAndMetadata> starts(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
		Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
		consumer.committed(consumer.assignment(), TIMEOUT).forEach((partition, committed) -> {
			if (committed == null) {
				starts.put(partition, new OffsetAndMetadata(consumer.position(partition, TIMEOUT)));
			}
		});
		return starts;
	}

	@Override
	public void commit(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
			Map<TopicPartition, OffsetAndMetadata> offsets, Consumer<@Nullable Exception> done) {
		commitNow(consumer, offsets, Duration.ZERO);
		done.accept(null);
	}

	/**
	 * Commits.
	 * @throws RestartException if it failed: an id that is initialized once more could
	 * take what a successor has begun from it, so this worker has to find out first where
	 * the group is
	 */
	@Override
	public void commitNow(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
			Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
		Producer<byte[], byte[]> current = this.producer;
		if (current == null) {
			throw new RestartException("Not committed: the worker has not begun", new IllegalStateException());
		}
		try {
			current.beginTransaction();
			current.sendOffsetsToTransaction(offsets, this.group);
			current.commitTransaction();
		}
		catch (ProducerFencedException | InvalidProducerEpochException ex) {
			throw new RestartException("Another worker has been given these partitions", ex);
		}
		catch (RuntimeException ex) {
			// Not only Kafka's: a producer in doubt says IllegalStateException.
			close();
			throw new RestartException("Not committed: " + ex.getMessage(), ex);
		}
	}

	@Override
	public Duration pause() {
		return PAUSE;
	}

	@Override
	public void close() {
		Producer<byte[], byte[]> current = this.producer;
		this.producer = null;
		if (current != null) {
			current.close(Duration.ZERO);
		}
	}

}
