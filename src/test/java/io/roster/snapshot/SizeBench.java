package io.roster.snapshot;

import java.nio.file.Path;
import java.util.Map;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.BenchTable;
import io.roster.support.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reading all groups and holding them costs, from few groups to very many. */
class SizeBench {

	private static final Path PLOT = Path.of("src", "monitoring", "cost-over-size.svg");

	private static final int[] SIZES = { 100, 1000, 10_000, 30_000 };

	@TempDir
	private Path data;

	@Test
	void costs() throws Exception {
		BenchTable table = new BenchTable(
				"Groups with " + ManyGroups.PARTITIONS
						+ " partitions each, read from one broker on the same cores (medians)",
				"groups", "bare Admin calls, batched, ms", "snapshot, ms", "us for each group",
				"heap of the service after a full collection, MB");
		double[] bare = new double[SIZES.length];
		double[] read = new double[SIZES.length];
		double[] heap = new double[SIZES.length];
		try (SandboxBroker broker = SandboxBroker.start(this.data, SandboxBroker.freePort(), Map.of());
				ManyGroups groups = new ManyGroups(broker.bootstrapServers())) {
			for (int i = 0; i < SIZES.length; i++) {
				groups.grow(SIZES[i]);
				try (Service service = Service.start(broker.bootstrapServers(), "roster.snapshot.interval=1h",
						"roster.snapshot.timeout=2m")) {
					double[] medians = medians(SIZES[i], groups, service.bean(SnapshotSource.class));
					bare[i] = medians[0];
					read[i] = medians[1];
				}
				try (ChildService service = ChildService.start(broker.bootstrapServers(),
						this.data.resolve("service.log"), SIZES[i], new String[0], "roster.snapshot.timeout=2m")) {
					heap[i] = service.heapHeld();
				}
				table.row(BenchTable.number(SIZES[i], 0), BenchTable.number(bare[i], 1), BenchTable.number(read[i], 1),
						BenchTable.number(read[i] * 1000 / SIZES[i], 0), BenchTable.number(heap[i], 0));
			}
		}
		table.print();
		new LogPlot("What all groups cost, by their number",
				ManyGroups.PARTITIONS + " partitions each; one broker, and the service beside it on "
						+ Runtime.getRuntime().availableProcessors() + " cores",
				"groups", SIZES)
			.panel("time of one read of all, ms", new LogPlot.Line("the service's snapshot", "#2f81f7", read),
					new LogPlot.Line("bare Admin calls, batched", "#d9730d", bare))
			.panel("heap, MB", new LogPlot.Line("the service, after a full collection", "#2da44e", heap))
			.write(PLOT);
	}

	/** By hand and by the service, in turn, in milliseconds. */
	private static double[] medians(int count, ManyGroups groups, SnapshotSource snapshots) throws Exception {
		int rounds = (count > 10_000) ? 5 : (count > 1000) ? 9 : 31;
		double[] bare = new double[rounds];
		double[] read = new double[rounds];
		for (int round = -rounds; round < rounds; round++) {
			long began = System.nanoTime();
			groups.readByHand();
			long between = System.nanoTime();
			Snapshot snapshot = snapshots.fresh();
			long ended = System.nanoTime();
			if (snapshot.groups().size() < count || !snapshot.errors().isEmpty()) {
				throw new IllegalStateException("Not all were read: " + snapshot.errors());
			}
			if (round >= 0) {
				bare[round] = (between - began) / 1e6;
				read[round] = (ended - between) / 1e6;
			}
		}
		return new double[] { BenchTable.median(bare), BenchTable.median(read) };
	}

}
