package io.roster.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records that must be processed one after the other. */
class Lane {

	/** What tells the lane from others of the partition. */
	final Object key;

	/** What is not processed yet, in order. */
	final Deque<Slice> slices = new ArrayDeque<>();

	/** How often the first record has failed. */
	int failures;

	/** When it may be tried again, in milliseconds since 1970. */
	long notBefore;

	/**
	 * Whether its first record is with the handler, waits, or is on its way elsewhere.
	 */
	boolean busy;

	Lane(Object key) {
		this.key = key;
	}

	@Nullable Slice first() {
		return this.slices.peekFirst();
	}

	/** The offset of its first record. */
	long position() {
		Slice first = this.slices.peekFirst();
		return (first != null) ? first.next() : Long.MAX_VALUE;
	}

	/** Records of a lane that were fetched together, in order. */
	static final class Slice {

		final Lane lane;

		private final int size;

		private final long lastOffset;

		private final Optional<Integer> leaderEpoch;

		private List<ConsumerRecord<byte[], byte[]>> records;

		/** The offset after the record that was fetched before the first one. */
		private final long from;

		private int done;

		/** Whether the bytes of what is left have been counted. */
		boolean weighed;

		Slice(Lane lane, List<ConsumerRecord<byte[], byte[]>> records, long from) {
			this.lane = lane;
			this.records = records;
			this.size = records.size();
			ConsumerRecord<byte[], byte[]> last = records.get(this.size - 1);
			this.lastOffset = last.offset();
			this.leaderEpoch = last.leaderEpoch();
			this.from = from;
		}

		List<ConsumerRecord<byte[], byte[]>> left() {
			return (this.done == 0 || isDone()) ? this.records : this.records.subList(this.done, this.size);
		}

		boolean isDone() {
			return this.done == this.size;
		}

		int size() {
			return this.size;
		}

		Optional<Integer> leaderEpoch() {
			return this.leaderEpoch;
		}

		/** The offset from which nothing of it is processed. */
		long position() {
			if (this.done == 0) {
				return this.from;
			}
			return isDone() ? this.lastOffset + 1 : this.records.get(this.done - 1).offset() + 1;
		}

		/** The offset of the next record to be processed. */
		long next() {
			return this.records.get(this.done).offset();
		}

		long firstOffset() {
			return this.from;
		}

		long lastOffset() {
			return this.lastOffset;
		}

		void advance(int records) {
			this.done += records;
			if (isDone()) {
				// It may wait long for others to be committed with.
				this.records = List.of();
			}
		}

	}

}
