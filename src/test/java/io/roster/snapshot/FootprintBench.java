package io.roster.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.BenchTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory that the service takes as a process, with somebody who watches it. */
class FootprintBench {

	private static final int SECONDS = 60;

	private static final int SCRAPES = 11;

	private static final String[] DEFAULT = {};

	/** The JVM begins with a 64th of the machine's memory, which it need not have. */
	private static final String[] SMALL = { "-Xms32m" };

	private static final String[] SMALL_SERIAL = { "-XX:+UseSerialGC", "-Xms32m" };

	/** What the JVM makes of the image's flags in a container of 512 MB. */
	private static final String[] IMAGE = { "-XX:+UseSerialGC", "-XX:MaxRAM=512m", "-XX:MaxRAMPercentage=75" };

	@TempDir
	private Path data;

	@Test
	void thousandGroups() throws Exception {
		measure(1000, DEFAULT, SMALL, SMALL_SERIAL, IMAGE);
	}

	@Test
	void tenThousandGroups() throws Exception {
		measure(10_000, DEFAULT, IMAGE);
	}

	private void measure(int count, String[]... alternatives) throws Exception {
		BenchTable table = new BenchTable(
				BenchTable.number(count, 0) + " groups with " + ManyGroups.PARTITIONS + " partitions each, " + SECONDS
						+ " s with `GET /groups?sort=-lag` and `GET /actuator/prometheus` every second",
				"JVM flags", "RSS, MB", "highest RSS, MB", "heap after a full collection, MB",
				"scrape with gzip, ms (median)", "scrape, MB");
		try (SandboxBroker broker = SandboxBroker.start(this.data, SandboxBroker.freePort(), Map.of());
				ManyGroups groups = new ManyGroups(broker.bootstrapServers())) {
			groups.grow(count);
			for (String[] flags : alternatives) {
				try (ChildService service = ChildService.start(broker.bootstrapServers(),
						this.data.resolve("service.log"), count, flags)) {
					watch(service);
					OptionalDouble now = service.memory("VmRSS");
					OptionalDouble highest = service.memory("VmHWM");
					double heap = service.heapHeld();
					double[] millis = new double[SCRAPES];
					long bytes = 0;
					for (int round = 0; round < SCRAPES; round++) {
						long began = System.nanoTime();
						bytes = service.get("/actuator/prometheus");
						millis[round] = (System.nanoTime() - began) / 1e6;
					}
					table.row((flags.length == 0) ? "none" : "`" + String.join(" ", flags) + "`", megabytes(now),
							megabytes(highest), BenchTable.number(heap, 0),
							BenchTable.number(BenchTable.median(millis), 0), BenchTable.number(bytes / 1e6, 2));
				}
			}
		}
		table.print();
	}

	/** Fails if an answer does. */
	private static void watch(ChildService service) throws Exception {
		CountDownLatch left = new CountDownLatch(SECONDS);
		ScheduledExecutorService client = Executors.newSingleThreadScheduledExecutor();
		try {
			ScheduledFuture<?> asking = client.scheduleAtFixedRate(() -> {
				try {
					service.get("/groups?sort=-lag");
					service.get("/actuator/prometheus");
					left.countDown();
				}
				catch (IOException | InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}, 0, 1, TimeUnit.SECONDS);
			while (!left.await(1, TimeUnit.SECONDS)) {
				if (asking.isDone()) {
					asking.get();
				}
			}
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The service did not answer", ex.getCause());
		}
		finally {
			client.shutdownNow();
		}
	}

	private static String megabytes(OptionalDouble value) {
		return value.isPresent() ? BenchTable.number(value.getAsDouble(), 0) : "not known without /proc";
	}

}
