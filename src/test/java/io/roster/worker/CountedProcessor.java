package io.roster.worker;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.roster.handler.RecordProcessor;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A handler whose calls are done when they return, and counted then. */
record CountedProcessor(RecordProcessor processor, Finish finish) implements RecordProcessor {

	@Override
	public CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records) {
		CompletionStage<Integer> done = this.processor.process(records);
		this.finish.seen(records.size());
		return done;
	}

	@Override
	public int inFlight() {
		return this.processor.inFlight();
	}

	@Override
	public int batch() {
		return this.processor.batch();
	}

}
