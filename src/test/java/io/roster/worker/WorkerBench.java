package io.roster.worker;

import java.util.List;
import java.util.Map;

import io.roster.handler.HandlerSpec;
import io.roster.support.BenchTable;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Workers with the log handler beside the shortest loops that poll and commit, on the
 * same topic, in turn.
 */
class WorkerBench extends BenchWorkers {

	private static final int PARTITIONS = 8;

	private static final int BYTES = 1_800_000_000;

	private static final int ROUNDS = 5;

	@Test
	void log() throws Exception {
		BenchTable table = new BenchTable(
				"Workers with the `log` handler, and bare `KafkaConsumer` loops: " + MAX_POLL_RECORDS
						+ " records a poll, one asynchronous commit at a time, " + PARTITIONS
						+ " partitions (median of " + ROUNDS + ")",
				"records", "consumers", "bare loops, records/s", "workers, records/s", "ratio");
		for (int size : new int[] { 100, 1024 }) {
			int records = Rounds.scaled(BYTES / size);
			String topic = filledTopic(PARTITIONS, records, size);
			for (int count : new int[] { 1, 4 }) {
				Rounds rounds = new Rounds().add("bare", () -> bare(count, topic, records))
					.add("worker", () -> workers(count, topic, records))
					.run(ROUNDS);
				table.row(size + " bytes", String.valueOf(count),
						BenchTable.number(records / rounds.seconds("bare"), 0),
						BenchTable.number(records / rounds.seconds("worker"), 0),
						BenchTable.number(rounds.ratio("worker"), 2));
			}
		}
		table.print();
	}

	private double workers(int count, String topic, int records) throws Exception {
		Finish finish = new Finish(records);
		List<LiveWorker> workers = startHeld(count, PARTITIONS, spec(topic, HandlerSpec.LOG),
				() -> new CountedProcessor(this.handlers.create(HandlerSpec.LOG), finish));
		finish.start();
		workers.forEach(LiveWorker::resume);
		double seconds = finish.seconds();
		stopAll(workers);
		return seconds;
	}

	private static double bare(int count, String topic, int records) throws Exception {
		return BareLoops.seconds(count, topic, PARTITIONS, new Finish(records), AsyncCommits::new);
	}

	/** Commits what was polled, unless a commit is under way. */
	private static final class AsyncCommits implements BareLoops.Loop {

		private final KafkaConsumer<byte[], byte[]> consumer;

		private boolean committing;

		AsyncCommits(KafkaConsumer<byte[], byte[]> consumer) {
			this.consumer = consumer;
		}

		@Override
		public void accept(ConsumerRecords<byte[], byte[]> records) {
			if (!this.committing) {
				this.committing = true;
				this.consumer.commitAsync(this::committed);
			}
		}

		private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
			this.committing = false;
			if (failure != null) {
				throw new IllegalStateException(failure);
			}
		}

	}

}
