package io.roster.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;

import com.sun.management.ThreadMXBean;
import io.roster.snapshot.Snapshot;
import io.roster.support.BenchTable;
import io.roster.support.Http;
import io.roster.support.RosterTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** One scrape of a large cluster, in memory and over HTTP. */
@RosterTest
@Import(PrometheusExtensionTests.Snapshots.class)
class PrometheusBench {

	private static final int GROUPS = 10_000;

	private static final int PARTITIONS = 20;

	private static final int WARM_UP = 5;

	private static final int ROUNDS = 11;

	@Autowired
	private Http http;

	@Autowired
	private PrometheusExtensionTests.Newest newest;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void scrape() throws IOException {
		Snapshot snapshot = Scrapes.cluster(GROUPS, PARTITIONS);
		BenchTable table = new BenchTable("One scrape of " + GROUPS + " groups with " + PARTITIONS
				+ " partitions each (median of " + ROUNDS + ")", "", "series", "seconds", "MB", "MB allocated");
		inMemory(table, "`kafka-exporter`", snapshot, Dialect.KAFKA_EXPORTER);
		inMemory(table, "`kafka-exporter`, `lag-exporter` (default)", snapshot, Dialect.KAFKA_EXPORTER,
				Dialect.LAG_EXPORTER);
		inMemory(table, "all dialects", snapshot, Dialect.values());
		this.newest.set(snapshot);
		overHttp(table, "default, `GET /actuator/prometheus`", "identity");
		overHttp(table, "the same, `Accept-Encoding: gzip`", "gzip");
		table.print();
	}

	private void inMemory(BenchTable table, String name, Snapshot snapshot, Dialect... dialects) throws IOException {
		double[] seconds = new double[ROUNDS];
		double[] allocated = new double[ROUNDS];
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			long before = this.threads.getCurrentThreadAllocatedBytes();
			long began = System.nanoTime();
			write(snapshot, OutputStream.nullOutputStream(), dialects);
			long ended = System.nanoTime();
			if (round >= 0) {
				seconds[round] = (ended - began) / 1e9;
				allocated[round] = this.threads.getCurrentThreadAllocatedBytes() - before;
			}
		}
		Counted counted = new Counted();
		write(snapshot, counted, dialects);
		table.row(name, BenchTable.number(counted.samples, 0), BenchTable.number(BenchTable.median(seconds), 2),
				BenchTable.number(counted.bytes / 1e6, 1), BenchTable.number(BenchTable.median(allocated) / 1e6, 1));
	}

	private static void write(Snapshot snapshot, OutputStream target, Dialect... dialects) throws IOException {
		Scrape scrape = new Scrape(snapshot, Scrapes.ALL, (group, topic, row) -> row * 1234L, null);
		Scrapes.exposition(scrape, dialects).transferTo(target);
	}

	private void overHttp(BenchTable table, String name, String encoding) throws IOException {
		double[] seconds = new double[ROUNDS];
		long bytes = 0;
		for (int round = -2; round < ROUNDS; round++) {
			long began = System.nanoTime();
			HttpURLConnection connection = (HttpURLConnection) URI.create(this.http.base() + "/actuator/prometheus")
				.toURL()
				.openConnection();
			connection.setRequestProperty("Accept-Encoding", encoding);
			try (InputStream body = connection.getInputStream()) {
				bytes = body.transferTo(OutputStream.nullOutputStream());
			}
			if (round >= 0) {
				seconds[round] = (System.nanoTime() - began) / 1e9;
			}
		}
		table.row(name, "", BenchTable.number(BenchTable.median(seconds), 2), BenchTable.number(bytes / 1e6, 1), "");
	}

	/** Counts what would be sent. */
	private static final class Counted extends OutputStream {

		private long bytes;

		private long samples;

		private boolean lineBegins = true;

		@Override
		public void write(int b) {
			this.bytes++;
			if (this.lineBegins && b != '#') {
				this.samples++;
			}
			this.lineBegins = b == '\n';
		}

	}

}
