package io.roster.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.roster.delivery.Lane.Slice;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What was fetched of a partition and cannot be committed yet, in the order of offsets.
 */
class Uncommitted {

	private final Deque<Slice> slices = new ArrayDeque<>();

	private int records;

	/**
	 * Of the last record that can be committed: tells where the log was cut off since.
	 */
	private Optional<Integer> leaderEpoch = Optional.empty();

	void add(Slice slice) {
		this.slices.addLast(slice);
		this.records += slice.size();
	}

	/** What is done, up to the first that is not, can be committed. */
	void letGo() {
		while (!this.slices.isEmpty() && this.slices.getFirst().isDone()) {
			Slice done = this.slices.removeFirst();
			this.records -= done.size();
			this.leaderEpoch = done.leaderEpoch();
		}
	}

	/** How many records there are. */
	int records() {
		return this.records;
	}

	/**
	 * Returns what can be committed.
	 * @param fetched the offset after the last record that was fetched
	 * @param lanes those that hold records which are not processed, as far as something
	 * is to be said of them
	 * @param ahead whether records may be done behind one that is not
	 * @return the offset, and what is known beyond it
	 */
	OffsetAndMetadata next(long fetched, Iterable<Lane> lanes, boolean ahead) {
		Slice first = this.slices.peekFirst();
		long position = (first != null) ? first.position() : fetched;
		Progress beyond = Progress.of(lanes, ahead ? this.slices : List.of());
		return new OffsetAndMetadata(position, this.leaderEpoch, beyond.toMetadata(position));
	}

}
