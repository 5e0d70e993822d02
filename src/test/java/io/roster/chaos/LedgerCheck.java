package io.roster.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/** Holds what a ledger says against what has arrived. */
final class LedgerCheck {

	/**
	 * The ledger keeps 50 of each partition, the ones included that turn out to be void;
	 * from about there on it may have forgotten the oldest.
	 */
	private static final int MANY_ENTRIES = 45;

	private static final int MAX_WRONG = 20;

	private final JsonNode ledger;

	private final List<String> wrong = new ArrayList<>();

	private long unreported;

	LedgerCheck(JsonNode ledger) {
		this.ledger = ledger;
	}

	/**
	 * Checks that nothing is missing.
	 * @return this
	 */
	LedgerCheck complete() {
		expect(this.ledger.path("gaps").asLong(-1) == 0, "gaps: " + this.ledger.path("gaps"));
		expect(this.ledger.path("partitions").size() == Traffic.PARTITIONS,
				"partitions: " + this.ledger.path("partitions").size());
		for (JsonNode partition : this.ledger.path("partitions")) {
			String name = "partition " + partition.path("partition").asInt();
			expect(partition.path("deadLettered").isEmpty(), name + " dead letters");
			expect(partition.path("gaps").isEmpty(), name + " gaps " + partition.path("gaps") + " committed "
					+ partition.path("committedOffset") + " entries " + partition.path("entries"));
			long processed = sum(partition.path("processed"));
			long notTold = sum(partition.path("unreported"));
			this.unreported += notTold;
			long committed = partition.path("committedOffset").asLong(-1);
			expect(processed + notTold == committed || partition.path("entries").size() >= MANY_ENTRIES,
					name + " processed " + processed + " + unreported " + notTold + " is not committed " + committed
							+ ": " + partition);
		}
		return this;
	}

	/**
	 * Checks that what is said to be processed, or processed more than once, has arrived
	 * as often.
	 * @param arrivals what has arrived
	 * @return this
	 */
	LedgerCheck arrived(Arrivals arrivals) {
		for (JsonNode partition : this.ledger.path("partitions")) {
			TopicPartition of = new TopicPartition(partition.path("topic").asString(),
					partition.path("partition").asInt());
			LongUnaryOperator count = (offset) -> arrivals.count(of, offset);
			expectEach(partition.path("processed"), count, 1, of + " processed");
			expectEach(partition.path("repeated"), count, 2, of + " repeated");
		}
		return this;
	}

	private void expectEach(JsonNode ranges, LongUnaryOperator count, int atLeast, String what) {
		for (JsonNode range : ranges) {
			for (long offset = range.path("from").asLong(); offset <= range.path("to").asLong(); offset++) {
				long arrived = count.applyAsLong(offset);
				expect(arrived >= atLeast, what + " offset " + offset + " arrived " + arrived + " times");
			}
		}
	}

	private void expect(boolean holds, String otherwise) {
		if (!holds && this.wrong.size() < MAX_WRONG) {
			this.wrong.add(otherwise);
		}
	}

	private static long sum(JsonNode ranges) {
		return ranges.valueStream()
			.mapToLong((range) -> range.path("to").asLong() - range.path("from").asLong() + 1)
			.sum();
	}

	/** What does not hold, empty if all does. */
	List<String> wrong() {
		return this.wrong;
	}

	long repeated() {
		return this.ledger.path("repeated").asLong();
	}

	/** How many offsets nobody could tell of, since their replica was killed. */
	long unreported() {
		return this.unreported;
	}

}
