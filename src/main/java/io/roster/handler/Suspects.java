package io.roster.handler;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records that were in a batch that failed, until each has been tried alone. Those
 * that never come again, since their partition moved away, are forgotten in time.
 * Thread-safe.
 */
class Suspects {

	static final int MAX = 10_000;

	private final Set<Position> positions = new LinkedHashSet<>();

	synchronized void add(List<ConsumerRecord<byte[], byte[]>> records) {
		records.forEach((record) -> this.positions.add(Position.of(record)));
		while (this.positions.size() > MAX) {
			this.positions.remove(this.positions.iterator().next());
		}
	}

	synchronized boolean contains(ConsumerRecord<byte[], byte[]> record) {
		return this.positions.contains(Position.of(record));
	}

	synchronized void remove(ConsumerRecord<byte[], byte[]> record) {
		this.positions.remove(Position.of(record));
	}

	private record Position(String topic, int partition, long offset) {

		static Position of(ConsumerRecord<byte[], byte[]> record) {
			return new Position(record.topic(), record.partition(), record.offset());
		}

	}

}
