package io.roster.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.support.BenchTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills, freezes and cuts off replicas, stops brokers, fails the webhook and changes what
 * should run, while records come in; and counts at the end. In {@code verify} each
 * failure happens once; {@code -Pchaos} goes on for {@code -Droster.chaos.minutes=} (5),
 * and {@code -Droster.chaos.seed=} has the same things done again.
 */
class ChaosIntegrationTests {

	private static final int REPLICAS = 3;

	private static final int RECORDS_PER_SECOND = 160;

	private static final String TOPIC = "chaos";

	private static final String COPY = "chaos-copy";

	private final long seed = Long.getLong("roster.chaos.seed", System.nanoTime() % 1_000_000);

	private final double seconds = Integer.getInteger("roster.chaos.minutes", 0) * 60;

	private final Timeline timeline = new Timeline();

	@TempDir
	private Path data;

	@Test
	void everyRecordArrivesInOrderWhateverIsKilledFrozenOrCutOff() throws Exception {
		Path logs = Files.createDirectories(Path.of("target", "chaos", String.valueOf(this.seed)));
		this.timeline.note("-Droster.chaos.seed=" + this.seed + ", logs in " + logs);
		Random random = new Random(this.seed);
		try (Network network = new Network(REPLICAS, Brokers.COUNT);
				Brokers brokers = new Brokers(this.data, network);
				Hook hook = new Hook();
				Traffic traffic = new Traffic(brokers.bootstrapServers(), TOPIC);
				Replicas replicas = new Replicas(network, REPLICAS, "chaos-" + UUID.randomUUID(), logs,
						new Random(random.nextLong()), this.timeline)) {
			brokers.createTopic(TOPIC, Traffic.PARTITIONS);
			brokers.createTopic(COPY, Traffic.PARTITIONS);
			replicas.start();
			this.timeline.note("all replicas are ready");
			WorkerGroups groups = new WorkerGroups(replicas);
			groups.create(TOPIC, COPY, hook);
			groups.awaitAllRunning();
			this.timeline.note("all workers run");
			traffic.start(RECORDS_PER_SECOND);
			TimeUnit.SECONDS.sleep(5);
			ReentrantLock quiet = new ReentrantLock(true);
			Changes changes = new Changes(groups, hook, new Random(random.nextLong()), this.timeline, quiet);
			Disturbances disturbances = new Disturbances(brokers, network, replicas, groups,
					hook.arrivals(WorkerGroups.SHARED), new Random(random.nextLong()), this.timeline, quiet);
			disturb(disturbances, changes);
			int[] sent = traffic.stop();
			this.timeline.note("all is given back, " + IntStream.of(sent).sum() + " records are produced");
			groups.awaitAllRunning();
			this.timeline.note("all workers run");
			WorkerGroups.ALL.forEach(groups::awaitNoLag);
			this.timeline.note("no lag");
			check(sent, hook, brokers, groups, disturbances, changes);
		}
	}

	private void disturb(Disturbances disturbances, Changes changes) throws InterruptedException {
		CompletableFuture<Void> changing = CompletableFuture.runAsync(changes, (work) -> new Thread(work).start());
		try {
			disturbances.run(this.seconds);
		}
		finally {
			changes.stop();
		}
		changing.join();
	}

	private void check(int[] sent, Hook hook, Brokers brokers, WorkerGroups groups, Disturbances disturbances,
			Changes changes) throws Exception {
		long records = IntStream.of(sent).sum();
		Copies copies = Copies.read(brokers.bootstrapServers(), COPY, records);
		BenchTable table = new BenchTable(
				"Seed " + this.seed + ": " + records + " records, " + disturbances.done()
						+ " failures of replicas or brokers, " + changes.done() + " changes; "
						+ "seconds without an owner after kill -9, with a session time-out + 2 s of "
						+ (Replica.SESSION_TIMEOUT.toSeconds() + 2) + ": " + disturbances.takeoverSeconds(),
				"group", "processed", "repeats", "in the ledger", "unreported");
		for (String group : List.of(WorkerGroups.SHARED, WorkerGroups.MANUAL)) {
			Arrivals arrivals = hook.arrivals(group);
			LedgerCheck ledger = new LedgerCheck(groups.ledger(group)).complete().arrived(arrivals);
			long repeats = arrivals.acknowledged() - arrivals.distinct();
			table.row(group, String.valueOf(arrivals.distinct()),
					BenchTable.number(100.0 * repeats / records, 2) + " %", String.valueOf(ledger.repeated()),
					String.valueOf(ledger.unreported()));
		}
		LedgerCheck copied = new LedgerCheck(groups.ledger(WorkerGroups.COPYING)).complete();
		table.row(WorkerGroups.COPYING, String.valueOf(copies.records()),
				BenchTable.number(100.0 * (copies.records() - records) / records, 2) + " %",
				String.valueOf(copied.repeated()), String.valueOf(copied.unreported()));
		table.print();
		for (String group : List.of(WorkerGroups.SHARED, WorkerGroups.MANUAL)) {
			Arrivals arrivals = hook.arrivals(group);
			assertThat(arrivals.violations()).as("order in " + group).isEmpty();
			for (int key = 0; key < sent.length; key++) {
				assertThat(arrivals.next().get("key-" + key)).as(group + " key-" + key).isEqualTo(sent[key]);
			}
			assertThat(arrivals.distinct()).as("records in " + group).isEqualTo(records);
			assertThat(new LedgerCheck(groups.ledger(group)).complete().arrived(arrivals).wrong())
				.as("ledger of " + group)
				.isEmpty();
		}
		for (int key = 0; key < sent.length; key++) {
			assertThat(copies.numbers().get("key-" + key)).as("copies of key-" + key)
				.isEqualTo(IntStream.range(0, sent[key]).boxed().toList());
		}
		assertThat(copied.wrong()).as("ledger of " + WorkerGroups.COPYING).isEmpty();
		Set<String> deadLetters = brokers.topics()
			.stream()
			.filter((topic) -> topic.endsWith("-dlt"))
			.collect(Collectors.toSet());
		assertThat(brokers.count(deadLetters)).as("dead letters").isZero();
	}

}
