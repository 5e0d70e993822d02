package io.roster.handler;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Processes records: what to implement, as a Spring bean, for a handler of one's own of
 * the type {@code bean}. One bean serves all workers that name it, so it has to be
 * thread-safe; records of one partition come one after the other, in the order of their
 * offsets, and those of up to 16 partitions of one worker at the same time. It may block.
 * <p>
 * A record whose offset was not committed before a crash or a rebalance comes again, so
 * processing it twice must do no harm.
 *
 * @see DeserializingHandler
 * @see RecordHandlerContract
 */
@FunctionalInterface
public interface RecordHandler {

	/**
	 * Processes a record. Its offset is committed after this returns and never before.
	 * @param record the record; its key and its value are {@code null} where it has none
	 * @throws RejectedRecordException if no repetition would help: it goes to the dead
	 * letter topic at once; the same counts for exceptions of
	 * {@link org.apache.kafka.common.errors.SerializationException} and
	 * {@link org.springframework.kafka.support.serializer.DeserializationException}
	 * @throws RetryLaterException if it is to be tried again, and not before a time that
	 * the handler knows
	 * @throws Exception if it could not be processed: it is tried again after a pause, as
	 * often as the workers' {@code retry.attempts} say, here or where its partition is
	 * then; other partitions go on
	 */
	void handle(ConsumerRecord<byte[], byte[]> record) throws Exception;

}
