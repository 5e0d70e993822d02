package io.roster.handler;

import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Processes the records of one worker. Each worker has a handler of its own and calls it
 * from one thread at a time.
 */
public interface RecordHandler {

	/**
	 * Processes records. Their offsets are committed after this returns and never before.
	 * @param records the records of one poll, those of a partition in the order of their
	 * offsets; not empty
	 * @throws Exception if they could not be processed: all of them are delivered again
	 * after a pause, to this worker or to the one that has their partition then
	 */
	void handle(List<ConsumerRecord<byte[], byte[]>> records) throws Exception;

	/**
	 * Returns records that are worth showing on the worker's page. Called from other
	 * threads than {@link #handle(List)}.
	 * @return the newest record of each partition, or nothing, which is the default
	 */
	default List<SeenRecord> newest() {
		return List.of();
	}

}
