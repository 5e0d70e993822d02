package io.roster.delivery;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The way of a worker's records from the poll to the commit. What takes a consumer runs
 * on the consumer's thread, the rest on any.
 */
public interface Delivery {

	/**
	 * Takes the records of a poll; returns at once unless the handler works on the
	 * consumer's thread.
	 * @param records the records
	 * @param consumer where they come from
	 */
	void accept(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer);

	/**
	 * Commits what was processed since the last time, and pauses and resumes partitions,
	 * so that no more is fetched than can be held.
	 * @param consumer the consumer, about to poll
	 */
	void beforePoll(Consumer<byte[], byte[]> consumer);

	/**
	 * Returns how long a poll may wait for records.
	 * @param timeout how long it would wait
	 * @return at most that
	 */
	Duration pollTimeout(Duration timeout);

	/**
	 * Notes that partitions are now this worker's.
	 * @param partitions the partitions
	 */
	void assigned(Collection<TopicPartition> partitions);

	/**
	 * Waits for what is being processed, commits it, and lets the partitions go. What was
	 * not begun is dropped: it will be fetched again by whoever has them next.
	 * @param consumer the consumer, which still may commit
	 * @param partitions the partitions; those that are not held are left out
	 */
	void revoke(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions);

	/**
	 * Lets partitions go that somebody else may have by now.
	 * @param partitions the partitions
	 */
	void lost(Collection<TopicPartition> partitions);

	/**
	 * Waits for what is being processed, commits it, and lets everything go.
	 * @param consumer the consumer, about to leave
	 */
	void finish(Consumer<byte[], byte[]> consumer);

	/** Begins no more records and fetches none; returns at once. */
	void pause();

	/** Goes on, also with partitions that were stopped; returns at once. */
	void resume();

	/**
	 * Returns whether all that was begun has been processed and committed, and nothing
	 * new is begun.
	 * @return {@code false} unless paused
	 */
	boolean isQuiet();

	/**
	 * Returns which offsets were processed.
	 * @return one entry for each time that this worker got a partition, the oldest first,
	 * the last ones of each partition only
	 */
	List<LedgerEntry> ledger();

	/** Gives back what the worker held, after its consumer is gone. */
	void close();

}
