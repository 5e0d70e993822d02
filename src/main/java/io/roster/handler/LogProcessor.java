package io.roster.handler;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The default: logs at DEBUG and keeps the newest record of each partition. */
class LogProcessor implements RecordProcessor {

	private static final Log log = LogFactory.getLog(LogProcessor.class);

	private final Map<TopicPartition, SeenRecord> newest = new ConcurrentHashMap<>();

	@Override
	public CompletionStage<Integer> process(List<ConsumerRecord<byte[], byte[]>> records) {
		if (log.isDebugEnabled()) {
			records.forEach((record) -> log.debug(SeenRecord.from(record)));
		}
		ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
		this.newest.put(new TopicPartition(last.topic(), last.partition()), SeenRecord.from(last));
		return CompletableFuture.completedFuture(records.size());
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
			.sorted(Comparator.comparing(SeenRecord::topic).thenComparing(SeenRecord::partition))
			.toList();
	}

}
