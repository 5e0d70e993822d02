package io.roster.delivery;

import java.util.ArrayList;
import java.util.List;

import io.roster.delivery.Lane.Slice;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How much of a partition is held that is not processed. Bytes are counted when somebody
 * asks, so that what is processed as soon as it is fetched need not be looked at.
 */
class Waiting {

	private final List<Slice> unweighed = new ArrayList<>();

	private int records;

	private long bytes;

	/** These wait, and it is not known yet what becomes of them. */
	void add(List<ConsumerRecord<byte[], byte[]>> records) {
		this.records += records.size();
		this.bytes += bytes(records);
	}

	void add(Slice slice) {
		this.records += slice.left().size();
		this.unweighed.add(slice);
	}

	/** Records at the head of a slice are about to be processed. */
	void remove(Slice slice, int records) {
		this.records -= records;
		if (slice.weighed) {
			this.bytes -= bytes(slice.left().subList(0, records));
		}
	}

	void clear() {
		this.records = 0;
		this.bytes = 0;
		this.unweighed.clear();
	}

	int records() {
		return this.records;
	}

	/** How many bytes their keys and values have. */
	long bytes() {
		for (Slice slice : this.unweighed) {
			this.bytes += bytes(slice.left());
			slice.weighed = true;
		}
		this.unweighed.clear();
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
