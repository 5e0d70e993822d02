package io.roster.snapshot;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.BenchTable;
import io.roster.support.KafkaTool;
import io.roster.support.Service;
import io.roster.support.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reading all groups of a cluster, by the service, by bare calls, and by Kafka's own
 * tool, in turn.
 */
class ClusterBench {

	private static final String[] QUIET = { "roster.snapshot.interval=1h", "roster.snapshot.timeout=2m" };

	@TempDir
	private Path data;

	@Test
	void oneBroker() throws Exception {
		BenchTable table = table();
		BenchTable requests = new BenchTable("Requests of one read of all groups, by API, one broker", "groups",
				"requests");
		try (SandboxBroker broker = SandboxBroker.start(this.data, SandboxBroker.freePort(), Map.of());
				ManyGroups groups = new ManyGroups(broker.bootstrapServers());
				Service service = Service.start(broker.bootstrapServers(), QUIET)) {
			for (int count : new int[] { 10, 1000, 10_000 }) {
				groups.grow(count);
				measure(table, "1", count, groups, service, broker.bootstrapServers());
				requests.row(BenchTable.number(count, 0), requests(service));
			}
		}
		table.print();
		requests.print();
	}

	@Test
	void threeBrokers() throws Exception {
		BenchTable table = table();
		BenchTable requests = new BenchTable("Requests of one read of all groups, by API, three brokers", "groups",
				"requests");
		try (TestCluster cluster = TestCluster.start(this.data, Map.of());
				ManyGroups groups = new ManyGroups(cluster.bootstrapServers());
				Service service = Service.start(cluster.bootstrapServers(), QUIET)) {
			for (int count : new int[] { 10, 1000 }) {
				groups.grow(count);
				measure(table, "3", count, groups, service, cluster.bootstrapServers());
				requests.row(BenchTable.number(count, 0), requests(service));
			}
		}
		table.print();
		requests.print();
	}

	private static BenchTable table() {
		return new BenchTable("Reading all groups with " + ManyGroups.PARTITIONS + " partitions each, in ms (medians)",
				"brokers", "groups", "bare Admin calls, batched", "snapshot", "ratio",
				"`kafka-consumer-groups.sh --describe --all-groups`, once", "snapshot is as fast as");
	}

	private static void measure(BenchTable table, String brokers, int count, ManyGroups groups, Service service,
			String bootstrapServers) throws Exception {
		SnapshotSource snapshots = service.bean(SnapshotSource.class);
		int rounds = (count > 1000) ? 9 : 31;
		double[] bare = new double[rounds];
		double[] read = new double[rounds];
		double[] ratios = new double[rounds];
		for (int round = -rounds; round < rounds; round++) {
			double byHand = millis(groups::readByHand);
			double own = millis(() -> {
				Snapshot snapshot = snapshots.fresh();
				if (snapshot.groups().size() < count || !snapshot.errors().isEmpty()) {
					throw new IllegalStateException("Not all were read: " + snapshot.errors());
				}
				return snapshot;
			});
			if (round >= 0) {
				bare[round] = byHand;
				read[round] = own;
				ratios[round] = own / byHand;
			}
		}
		double tool = millis(
				() -> KafkaTool.printOf(bootstrapServers, "--describe", "--all-groups", "--timeout", "120000"));
		double own = BenchTable.median(read);
		table.row(brokers, BenchTable.number(count, 0), BenchTable.number(BenchTable.median(bare), 1),
				BenchTable.number(own, 1), BenchTable.number(BenchTable.median(ratios), 2), BenchTable.number(tool, 0),
				BenchTable.number(tool / own, 0) + " times");
	}

	private static String requests(Service service) {
		SnapshotSource snapshots = service.bean(SnapshotSource.class);
		Map<String, Long> least = null;
		for (int i = 0; i < 5; i++) {
			Map<String, Long> before = BrokerRequests.count();
			snapshots.fresh();
			Map<String, Long> now = BrokerRequests.since(before);
			if (least == null || sum(now) < sum(least)) {
				least = now;
			}
		}
		return sum(least) + ": " + least;
	}

	private static long sum(Map<String, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	private static double millis(Callable<?> task) throws Exception {
		long began = System.nanoTime();
		task.call();
		return (System.nanoTime() - began) / 1e6;
	}

}
