package io.roster.delivery;

import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How much of a partition is held that is not processed. */
class Waiting {

	private int records;

	private long bytes;

	void add(List<ConsumerRecord<byte[], byte[]>> records) {
		this.records += records.size();
		this.bytes += bytes(records);
	}

	void remove(List<ConsumerRecord<byte[], byte[]>> records) {
		this.records -= records.size();
		this.bytes -= bytes(records);
	}

	void clear() {
		this.records = 0;
		this.bytes = 0;
	}

	int records() {
		return this.records;
	}

	/** How many bytes their keys and values have. */
	long bytes() {
		return this.bytes;
	}

	private static long bytes(List<ConsumerRecord<byte[], byte[]>> records) {
		long bytes = 0;
		for (ConsumerRecord<byte[], byte[]> record : records) {
			bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
		}
		return bytes;
	}

}
