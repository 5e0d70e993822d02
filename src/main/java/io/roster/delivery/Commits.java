package io.roster.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How a worker commits. Called on the consumer's thread. */
interface Commits extends AutoCloseable {

	/** Gets ready before anything is fetched; throws if it cannot yet. */
	default void open() {
	}

	/**
	 * Commits where partitions begin of which nothing is committed, so that a worker that
	 * dies before its first commit begins there again and not at a later end.
	 * @param consumer the worker's consumer, before its first poll
	 */
	default void begin(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
	}

	/**
	 * Commits in the background, or at once.
	 * @param consumer the worker's consumer
	 * @param offsets what to commit
	 * @param done gets {@code null}, or why it failed; on the consumer's thread
	 */
	void commit(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
			Map<TopicPartition, OffsetAndMetadata> offsets, Consumer<@Nullable Exception> done);

	/**
	 * Commits, and returns when that is done.
	 * @param consumer the worker's consumer
	 * @param offsets what to commit
	 * @param timeout how long it may take
	 */
	void commitNow(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
			Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout);

	/** How long to wait between two commits at least. */
	default Duration pause() {
		return Duration.ZERO;
	}

	@Override
	default void close() {
	}

}
