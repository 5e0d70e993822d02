package io.roster.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

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
			// What a ledger was told first is where it begins.
			WorkerGroups.ALL.forEach(groups::awaitLedger);
			this.timeline.note("all ledgers have begun");
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
			Findings findings = new Findings("Seed " + this.seed + ": " + disturbances.done()
					+ " failures of replicas or brokers, " + changes.done() + " changes; " + disturbances.takeovers(),
					sent);
			findings.webhook(hook, groups);
			findings.copies(Copies.read(brokers.bootstrapServers(), COPY, IntStream.of(sent).sum()), groups);
			findings.deadLetters(brokers);
			assertThat(findings.print()).isEmpty();
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

}
