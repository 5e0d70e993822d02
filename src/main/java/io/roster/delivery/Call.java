package io.roster.delivery;

import java.util.ArrayList;
import java.util.List;

import io.roster.delivery.Lane.Slice;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that are with the handler. */
class Call {

	final PartitionQueue queue;

	final List<Piece> pieces = new ArrayList<>();

	private int size;

	Call(PartitionQueue queue) {
		this.queue = queue;
	}

	void add(Slice slice, int max) {
		List<ConsumerRecord<byte[], byte[]>> left = slice.left();
		List<ConsumerRecord<byte[], byte[]>> taken = (left.size() > max) ? left.subList(0, max) : left;
		this.pieces.add(new Piece(slice, taken));
		this.size += taken.size();
	}

	int size() {
		return this.size;
	}

	List<ConsumerRecord<byte[], byte[]>> records() {
		if (this.pieces.size() == 1) {
			return this.pieces.get(0).records();
		}
		List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(this.size);
		this.pieces.forEach((piece) -> all.addAll(piece.records()));
		return all;
	}

	/** How many of the records have failed before. */
	long retried() {
		if (this.pieces.size() == 1) {
			return (this.pieces.get(0).slice().lane.failures > 0) ? 1 : 0;
		}
		return this.pieces.stream()
			.map((piece) -> piece.slice().lane)
			.distinct()
			.filter((lane) -> lane.failures > 0)
			.count();
	}

	/** Records of one slice, from the first that is left. */
	record Piece(Slice slice, List<ConsumerRecord<byte[], byte[]>> records) {
	}

}
