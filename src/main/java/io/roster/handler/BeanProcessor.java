package io.roster.handler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.support.serializer.DeserializationException;

/**
 * Hands records to a user's handler, one after the other within a partition, on threads
 * that it may block.
 */
class BeanProcessor implements RecordProcessor {

	private static final Log log = LogFactory.getLog(BeanProcessor.class);

	/** How many partitions of one worker are processed at once. */
	static final int IN_FLIGHT = 16;

	static final int BATCH = 100;

	/** A slow handler gives back what it has, so that it can be committed. */
	private static final long BUDGET_NANOS = Duration.ofMillis(100).toNanos();

	private final RecordHandler handler;

	private final Executor threads;

	BeanProcessor(RecordHandler handler, Executor threads) {
		this.handler = handler;
		this.threads = threads;
	}

	@Override
	public CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records) {
		CompletableFuture<Integer> processed = new CompletableFuture<>();
		this.threads.execute(() -> handle(records, processed));
		return processed;
	}

	private void handle(List<ConsumerRecord<byte[], byte[]>> records, CompletableFuture<Integer> processed) {
		long begun = System.nanoTime();
		int count = 0;
		try {
			do {
				this.handler.handle(records.get(count));
				count++;
			}
			while (count < records.size() && System.nanoTime() - begun < BUDGET_NANOS);
			processed.complete(count);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			processed.completeExceptionally(new FailedRecord(count, ex));
		}
		catch (Exception ex) {
			processed.completeExceptionally(new FailedRecord(count, verdict(ex)));
		}
		catch (Throwable ex) {
			log.error("A handler of " + this.handler.getClass().getName() + " is broken", ex);
			processed.completeExceptionally(new FailedRecord(count, ex));
		}
	}

	/** What a failure says of its record, however deep the reason is wrapped. */
	static Throwable verdict(Exception failure) {
		@Nullable Throwable cause = failure;
		for (int depth = 0; cause != null && depth < 20; depth++) {
			if (cause instanceof RejectedRecordException || cause instanceof RetryLaterException) {
				return cause;
			}
			if (cause instanceof SerializationException || cause instanceof DeserializationException) {
				return new RejectedRecordException(cause.toString(), failure);
			}
			cause = cause.getCause();
		}
		return failure;
	}

	@Override
	public int inFlight() {
		return IN_FLIGHT;
	}

	@Override
	public int batch() {
		return BATCH;
	}

}
