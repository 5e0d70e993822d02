package io.roster.delivery;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

import io.roster.delivery.Lane.Slice;
import io.roster.delivery.Progress.Failures;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a worker holds of one partition, from when it gets the partition until it loses
 * it. Guarded by the lock of its delivery.
 */
class PartitionQueue {

	/** The lane of all records of a partition, or of those without a key. */
	private static final Object WHOLE = "";

	final TopicPartition partition;

	final Ledger.Epoch ledger;

	private final boolean byKey;

	private final Uncommitted uncommitted = new Uncommitted();

	private final Map<Object, Lane> lanes = new HashMap<>();

	/**
	 * Those whose first record may be processed, the lowest offset first: what is
	 * processed far ahead cannot be committed yet.
	 */
	private final PriorityQueue<Lane> ready = new PriorityQueue<>(Comparator.comparingLong(Lane::position));

	/** Those whose first record has failed, the one to be tried next first. */
	private final PriorityQueue<Lane> delayed = new PriorityQueue<>(Comparator.comparingLong((lane) -> lane.notBefore));

	/** What was fetched before it was known what the last owner did. */
	private final List<List<ConsumerRecord<byte[], byte[]>>> early = new ArrayList<>();

	private Progress restored = Progress.NONE;

	private boolean restoring = true;

	private long latestRetry = Long.MAX_VALUE;

	/** The offset after the last record that was fetched, -1 before the first. */
	private long fetched = -1;

	private long start = -1;

	private @Nullable OffsetAndMetadata committed;

	/** What is held that is not processed. */
	final Waiting waiting = new Waiting();

	/** How many calls of the handler are under way. */
	int calls;

	/** Why nothing more of the partition is begun, {@code null} if it is. */
	@Nullable String stopped;

	/** Whether the worker no longer has the partition. */
	boolean gone;

	PartitionQueue(TopicPartition partition, boolean byKey, Ledger.Epoch ledger) {
		this.partition = partition;
		this.byKey = byKey;
		this.ledger = ledger;
	}

	/** Whether nothing may begin before it is known what the last owner did. */
	boolean isRestoring() {
		return this.restoring;
	}

	/**
	 * Takes over from the last owner.
	 * @param last what it has committed, {@code null} if nothing
	 * @param latestRetry when what has failed is tried again at the latest, in
	 * milliseconds since 1970, whatever its clock said
	 */
	void restore(@Nullable OffsetAndMetadata last, long latestRetry) {
		this.restoring = false;
		this.latestRetry = latestRetry;
		if (last != null) {
			this.restored = Progress.from(last.offset(), last.metadata());
			this.committed = last;
		}
		this.ledger.began((last != null) ? Long.valueOf(last.offset()) : null, this.restored.done());
		List<List<ConsumerRecord<byte[], byte[]>>> fetched = List.copyOf(this.early);
		this.early.clear();
		this.waiting.clear();
		this.fetched = -1;
		fetched.forEach(this::add);
	}

	/** The offset after the last record that was fetched, -1 before the first. */
	long fetched() {
		return this.fetched;
	}

	/** Whether there are offsets between these records and those that are here. */
	boolean isBefore(List<ConsumerRecord<byte[], byte[]>> records) {
		return this.fetched >= 0 && this.fetched < records.get(0).offset();
	}

	/** There is nothing more up to this offset: the marker of a transaction, for one. */
	void nothingUpTo(long offset) {
		this.fetched = Math.max(this.fetched, offset);
	}

	/** Whether these records come after those that are here. */
	boolean isNext(List<ConsumerRecord<byte[], byte[]>> records) {
		return this.fetched <= records.get(0).offset();
	}

	void add(List<ConsumerRecord<byte[], byte[]>> records) {
		if (this.restoring) {
			this.early.add(records);
			this.waiting.add(records);
			this.fetched = records.get(records.size() - 1).offset() + 1;
			return;
		}
		if (this.fetched < 0 && this.committed != null && records.get(0).offset() < this.committed.offset()) {
			// Not the log that it was: what was said of it says nothing.
			this.restored = Progress.NONE;
		}
		// What comes before the first record holds none, or is somebody else's.
		long from = (this.fetched >= 0) ? this.fetched : records.get(0).offset();
		this.start = (this.start >= 0) ? this.start : from;
		if (!this.byKey) {
			add(this.lanes.computeIfAbsent(WHOLE, Lane::new), records, from);
		}
		else {
			for (ConsumerRecord<byte[], byte[]> record : records) {
				Lane lane = this.lanes.computeIfAbsent((record.key() != null) ? ByteBuffer.wrap(record.key()) : WHOLE,
						Lane::new);
				add(lane, List.of(record), from);
				from = record.offset() + 1;
			}
		}
		this.fetched = records.get(records.size() - 1).offset() + 1;
	}

	private void add(Lane lane, List<ConsumerRecord<byte[], byte[]>> records, long from) {
		Slice slice = new Slice(lane, records, from);
		this.uncommitted.add(slice);
		if (this.byKey && this.restored.isDone(records.get(0).offset())) {
			slice.advance(1);
			this.uncommitted.letGo();
			if (lane.slices.isEmpty() && !lane.busy) {
				this.lanes.remove(lane.key, lane);
			}
			return;
		}
		this.waiting.add(slice);
		boolean first = lane.slices.isEmpty();
		lane.slices.addLast(slice);
		if (first && !lane.busy) {
			Failures failures = this.restored.failures().get(records.get(0).offset());
			if (failures != null) {
				lane.failures = failures.count();
				lane.notBefore = Math.min(failures.notBefore(), this.latestRetry);
			}
			queue(lane);
		}
	}

	/**
	 * Takes records that may be processed now.
	 * @param max how many
	 * @param now in milliseconds since 1970
	 * @return {@code null} if there are none
	 */
	@Nullable Call take(int max, long now) {
		if (this.lanes.isEmpty() || this.stopped != null || this.gone || this.restoring) {
			return null;
		}
		for (Lane due = this.delayed.peek(); due != null && due.notBefore <= now; due = this.delayed.peek()) {
			this.ready.add(this.delayed.remove());
		}
		Call call = new Call(this);
		while (call.size() < max && !this.ready.isEmpty()) {
			Lane lane = this.ready.remove();
			Slice first = lane.first();
			if (first == null) {
				continue;
			}
			lane.busy = true;
			for (Slice slice : this.byKey ? lane.slices : List.of(first)) {
				if (call.size() < max) {
					call.add(slice, max - call.size());
				}
			}
			if (!this.byKey) {
				break;
			}
		}
		return (call.size() > 0) ? call : null;
	}

	/** When the first of those that have failed may be tried again, if any has. */
	long nextTry() {
		Lane first = this.delayed.peek();
		return (first != null) ? first.notBefore : Long.MAX_VALUE;
	}

	/** Records at the head of a slice are processed. */
	void done(Slice slice, int records) {
		if (records > 0) {
			long from = slice.position();
			this.waiting.remove(slice, records);
			slice.advance(records);
			this.ledger.processed(from, slice.position() - 1);
			slice.lane.failures = 0;
			slice.lane.notBefore = 0;
			if (slice.isDone()) {
				slice.lane.slices.remove(slice);
				this.uncommitted.letGo();
			}
		}
	}

	/** The handler has given the lane back. */
	void release(Lane lane) {
		lane.busy = false;
		if (lane.slices.isEmpty()) {
			this.lanes.remove(lane.key, lane);
		}
		else {
			queue(lane);
		}
	}

	private void queue(Lane lane) {
		(lane.notBefore > 0 ? this.delayed : this.ready).add(lane);
	}

	/** Tries again what has been given up. */
	void unblock() {
		this.stopped = null;
		this.lanes.values().forEach((lane) -> {
			lane.failures = 0;
			lane.notBefore = 0;
		});
		this.ready.addAll(this.delayed);
		this.delayed.clear();
	}

	/** How many records are held that cannot be committed yet. */
	int held() {
		return this.uncommitted.records();
	}

	/**
	 * Returns what is to be committed.
	 * @param terse whether the broker takes no more metadata than none
	 * @return {@code null} if that is what was committed last
	 */
	@Nullable OffsetAndMetadata commitable(boolean terse) {
		if (this.fetched < 0 || this.restoring || isCommitted()) {
			return null;
		}
		OffsetAndMetadata next = this.uncommitted.next(this.fetched, terse ? List.of() : this.lanes.values(),
				this.byKey && !terse);
		if (this.committed != null && this.committed.offset() == next.offset()
				&& this.committed.metadata().equals(next.metadata())) {
			return null;
		}
		boolean nothing = this.committed == null && next.offset() == this.start && next.metadata().isEmpty();
		return nothing ? null : next;
	}

	/** Whether all that was fetched is processed and committed. */
	private boolean isCommitted() {
		return this.lanes.isEmpty() && this.committed != null && this.committed.offset() == this.fetched
				&& this.committed.metadata().isEmpty() && this.uncommitted.records() == 0;
	}

	void committed(OffsetAndMetadata offset) {
		this.committed = offset;
	}

}
