package io.roster.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import io.roster.handler.RecordHandler;
import io.roster.handler.RecordProcessor;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A handler that a test writes as one method, called from threads of its own. */
record FunctionProcessor(RecordHandler function, int inFlight, boolean ordersByKey) implements RecordProcessor {

	private static final Executor THREADS = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "function");
		thread.setDaemon(true);
		return thread;
	});

	/** In order within a partition, several partitions at once. */
	FunctionProcessor(RecordHandler function) {
		this(function, 8, false);
	}

	@Override
	public CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records) {
		return CompletableFuture.supplyAsync(() -> {
			int processed = 0;
			for (ConsumerRecord<byte[], byte[]> record : records) {
				try {
					this.function.handle(record);
				}
				catch (Exception ex) {
					throw new FailedRecord(processed, ex);
				}
				processed++;
			}
			return processed;
		}, THREADS);
	}

	@Override
	public int batch() {
		return this.ordersByKey ? 1 : 10;
	}

}
