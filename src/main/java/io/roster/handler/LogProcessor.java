package io.roster.handler;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The default: logs at DEBUG and keeps the newest record of each partition. */
class LogProcessor implements RecordProcessor {

	private static final Log log = LogFactory.getLog(LogProcessor.class);

	/** A record that is no larger is kept as it is until somebody asks. */
	private static final int SMALL = 4096;

	private final Map<TopicPartition, Supplier<SeenRecord>> newest = new ConcurrentHashMap<>();

	@Override
	public CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records) {
		if (log.isDebugEnabled()) {
			records.forEach((record) -> log.debug(SeenRecord.from(record)));
		}
		ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
		this.newest.put(new TopicPartition(last.topic(), last.partition()), seen(last));
		return CompletableFuture.completedFuture(records.size());
	}

	private static Supplier<SeenRecord> seen(ConsumerRecord<byte[], byte[]> record) {
		if (record.serializedKeySize() + record.serializedValueSize() <= SMALL) {
			return () -> SeenRecord.from(record);
		}
		SeenRecord seen = SeenRecord.from(record);
		return () -> seen;
	}

	@Override
	public int inFlight() {
		return 0;
	}

	@Override
	public int batch() {
		return Integer.MAX_VALUE;
	}

	@Override
	public List<SeenRecord> newest() {
		return this.newest.values()
			.stream()
			.map(Supplier::get)
			.sorted(Comparator.comparing(SeenRecord::topic).thenComparing(SeenRecord::partition))
			.toList();
	}

}
