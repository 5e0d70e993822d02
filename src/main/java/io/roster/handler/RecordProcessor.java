package io.roster.handler;

import java.util.List;
import java.util.concurrent.CompletionStage;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A handler at work for one worker. Records that must stay in order (those of a lane) are
 * handed over one call after the other; calls of different lanes overlap, up to
 * {@link #inFlight()}.
 */
public interface RecordProcessor extends AutoCloseable {

	/**
	 * Begins to process records, and returns at once unless {@link #inFlight()} is 0.
	 * Called from one thread at a time.
	 * @param records records of one lane in the order of their offsets; not empty, at
	 * most {@link #batch()}
	 * @return completes with how many of them were processed, counted from the first; the
	 * others are handed over again at once. Exceptionally with a {@link FailedRecord} if
	 * one failed; with anything else the first one failed
	 */
	CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records);

	/**
	 * Returns how many calls may be under way at once.
	 * @return 0 if a call is done when it returns, otherwise from 1
	 */
	int inFlight();

	/**
	 * Returns how many records one call may have.
	 * @return from 1
	 */
	int batch();

	/**
	 * Returns what a lane is.
	 * @return {@code true} if order matters only among records of a partition with the
	 * same key (and among those without), {@code false} if among all of a partition
	 */
	default boolean ordersByKey() {
		return false;
	}

	/**
	 * Returns records that are worth showing on the worker's page. Called from any
	 * thread.
	 * @return the newest record of each partition, or nothing, which is the default
	 */
	default List<SeenRecord> newest() {
		return List.of();
	}

	/** Gives back what it holds; no call is under way any more that anybody waits for. */
	@Override
	default void close() {
	}

	/** The handler cannot work yet; that does not count as a delivery. */
	final class NotReadyException extends RuntimeException {

		/**
		 * Makes one.
		 * @param message what is missing
		 * @param cause why
		 */
		public NotReadyException(String message, Throwable cause) {
			super(message, cause);
		}

	}

	/** Of several records one failed. */
	final class FailedRecord extends RuntimeException {

		private final int processed;

		/**
		 * Makes one.
		 * @param processed how many before it were processed
		 * @param cause why it failed
		 */
		public FailedRecord(int processed, Throwable cause) {
			// Not what the cause says of itself: that is the handler's code.
			super(cause.getClass().getName(), cause);
			this.processed = processed;
		}

		/**
		 * Returns how many records before it were processed.
		 * @return from 0
		 */
		public int processed() {
			return this.processed;
		}

	}

}
