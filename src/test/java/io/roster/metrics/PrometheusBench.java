package io.roster.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.roster.snapshot.Snapshot;
import io.roster.support.BenchTable;
import org.junit.jupiter.api.Test;

/** One scrape of a large cluster, from the snapshot to where the socket would be. */
class PrometheusBench {

	private static final int GROUPS = 10_000;

	private static final int PARTITIONS = 20;

	private static final int WARM_UP = 5;

	private static final int ROUNDS = 15;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void scrape() throws IOException {
		Snapshot snapshot = Scrapes.cluster(GROUPS, PARTITIONS);
		BenchTable table = new BenchTable("One scrape of " + GROUPS + " groups with " + PARTITIONS
				+ " partitions each (median of " + ROUNDS + ")", "dialects", "series", "seconds", "MB of text",
				"MB allocated");
		measure(table, "the default ones", snapshot, Dialect.KAFKA_EXPORTER, Dialect.LAG_EXPORTER);
		measure(table, "all", snapshot, Dialect.values());
		table.print();
	}

	private void measure(BenchTable table, String name, Snapshot snapshot, Dialect... dialects) throws IOException {
		double[] seconds = new double[ROUNDS];
		double[] allocated = new double[ROUNDS];
		Counted counted = new Counted();
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			counted = new Counted();
			long before = this.threads.getCurrentThreadAllocatedBytes();
			long began = System.nanoTime();
			Scrapes.exposition(new Scrape(snapshot, Scrapes.ALL, (group, topic, row) -> row * 1234L, null), dialects)
				.transferTo(counted);
			long ended = System.nanoTime();
			if (round >= 0) {
				seconds[round] = (ended - began) / 1e9;
				allocated[round] = this.threads.getCurrentThreadAllocatedBytes() - before;
			}
		}
		table.row(name, BenchTable.number(counted.lines - 2L * counted.comments(dialects), 0),
				BenchTable.number(BenchTable.median(seconds), 2), BenchTable.number(counted.bytes / 1e6, 1),
				BenchTable.number(BenchTable.median(allocated) / 1e6, 1));
	}

	/** Counts what would be sent. */
	private static final class Counted extends OutputStream {

		private long bytes;

		private long lines;

		@Override
		public void write(int b) {
			this.bytes++;
			this.lines += (b == '\n') ? 1 : 0;
		}

		@Override
		public void write(byte[] text, int offset, int length) {
			this.bytes += length;
			for (int i = offset; i < offset + length; i++) {
				this.lines += (text[i] == '\n') ? 1 : 0;
			}
		}

		/** Families that have samples; those without have no lines at all. */
		private long comments(Dialect... dialects) {
			return Scrapes.families(dialects).size();
		}

	}

}
