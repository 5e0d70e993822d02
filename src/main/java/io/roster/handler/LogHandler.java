package io.roster.handler;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The default handler: logs at DEBUG and keeps the newest record of each partition. */
class LogHandler implements RecordHandler {

	private static final Log log = LogFactory.getLog(LogHandler.class);

	private final Map<TopicPartition, SeenRecord> newest = new ConcurrentHashMap<>();

	@Override
	public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
		boolean debug = log.isDebugEnabled();
		int last = records.size() - 1;
		for (int i = 0; i <= last; i++) {
			ConsumerRecord<byte[], byte[]> record = records.get(i);
			if (i == last || !samePartition(record, records.get(i + 1))) {
				this.newest.put(new TopicPartition(record.topic(), record.partition()), SeenRecord.from(record));
			}
			if (debug) {
				log.debug(SeenRecord.from(record));
			}
		}
	}

	private static boolean samePartition(ConsumerRecord<?, ?> one, ConsumerRecord<?, ?> other) {
		return one.partition() == other.partition() && one.topic().equals(other.topic());
	}

	@Override
	public List<SeenRecord> newest() {
		return this.newest.values()
			.stream()
			.sorted(Comparator.comparing(SeenRecord::topic).thenComparing(SeenRecord::partition))
			.toList();
	}

}
