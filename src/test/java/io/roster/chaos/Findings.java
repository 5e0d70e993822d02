package io.roster.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.support.BenchTable;

/** What is wrong in the end, and a table of what there was. */
final class Findings {

	private static final List<String> POSTING = List.of(WorkerGroups.SHARED, WorkerGroups.MANUAL);

	private final int[] sent;

	private final long records;

	private final List<String> wrong = new ArrayList<>();

	private final BenchTable table;

	/**
	 * Begins.
	 * @param title what was done
	 * @param sent how many records of each key were produced
	 */
	Findings(String title, int[] sent) {
		this.sent = sent.clone();
		this.records = IntStream.of(sent).sum();
		this.table = new BenchTable(title, "group", "records", "arrived", "repeats", "repeats in the ledger",
				"not in the ledger, since a replica was killed");
	}

	void webhook(Hook hook, WorkerGroups groups) {
		for (String group : POSTING) {
			Arrivals arrivals = hook.arrivals(group);
			arrivals.violations().forEach((violation) -> this.wrong.add(group + ": " + violation));
			for (int key = 0; key < this.sent.length; key++) {
				int next = arrivals.next().getOrDefault("key-" + key, 0);
				expect(next == this.sent[key], group + ": of key-" + key + " only " + next + " of " + this.sent[key]);
			}
			expect(arrivals.distinct() == this.records, group + ": " + arrivals.distinct() + " records arrived");
			LedgerCheck ledger = new LedgerCheck(groups.ledger(group)).complete().arrived(arrivals);
			ledger.wrong().forEach((what) -> this.wrong.add(group + ", ledger: " + what));
			row(group, arrivals.distinct(), arrivals.acknowledged(), ledger);
		}
	}

	void copies(Copies copies, WorkerGroups groups) {
		for (int key = 0; key < this.sent.length; key++) {
			List<Integer> numbers = copies.numbers().getOrDefault("key-" + key, List.of());
			expect(numbers.equals(IntStream.range(0, this.sent[key]).boxed().toList()),
					"copies of key-" + key + ", of which " + this.sent[key] + " were produced: " + numbers);
		}
		LedgerCheck ledger = new LedgerCheck(groups.ledger(WorkerGroups.COPYING)).complete();
		ledger.wrong().forEach((what) -> this.wrong.add(WorkerGroups.COPYING + ", ledger: " + what));
		row(WorkerGroups.COPYING, copies.numbers().values().stream().mapToLong((all) -> Set.copyOf(all).size()).sum(),
				copies.records(), ledger);
	}

	private void row(String group, long distinct, long arrived, LedgerCheck ledger) {
		this.table.row(group, String.valueOf(distinct), String.valueOf(arrived),
				BenchTable.number(100.0 * (arrived - distinct) / this.records, 2) + " %",
				String.valueOf(ledger.repeated()), String.valueOf(ledger.unreported()));
	}

	void deadLetters(Brokers brokers) throws Exception {
		Set<String> topics = brokers.topics()
			.stream()
			.filter((topic) -> topic.endsWith("-dlt"))
			.collect(Collectors.toSet());
		long count = brokers.count(topics);
		expect(count == 0, count + " dead letters in " + topics);
	}

	private void expect(boolean holds, String otherwise) {
		if (!holds) {
			this.wrong.add(otherwise);
		}
	}

	/**
	 * Prints the table.
	 * @return what is wrong, empty if nothing is
	 */
	List<String> print() {
		this.table.print();
		return this.wrong;
	}

}
