package io.roster.commits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Reads what groups commit on a thread of its own, and tells {@link Commits} and all who
 * listen. Whatever happens to Kafka, it goes on by itself, where it was; the service does
 * not need it. The number of partitions of Kafka's topic does not change.
 */
class CommitFollower implements SmartLifecycle {

	private static final Log log = LogFactory.getLog(CommitFollower.class);

	private static final Duration POLL = Duration.ofMillis(500);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	/** As long as this without a failure, and an earlier one is over. */
	private static final Duration GOOD = Duration.ofSeconds(2);

	/** Older than this, what is read is no longer called caught up. */
	private static final Duration STALE = Duration.ofSeconds(10);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

	private final String topic;

	private final Duration lookBack;

	private final BareConsumers consumers;

	private final Cluster cluster;

	private final Clock clock;

	private final Commits commits;

	private final CommitTeller teller;

	private final Map<TopicPartition, Long> positions = new HashMap<>();

	private final Object monitor = new Object();

	private volatile CommitProgress progress = CommitProgress.NONE;

	private volatile @Nullable Run run;

	private boolean failed;

	CommitFollower(String topic, Duration lookBack, BareConsumers consumers, Cluster cluster, Clock clock,
			Commits commits, List<CommitListener> listeners) {
		this.topic = topic;
		this.lookBack = lookBack;
		this.consumers = consumers;
		this.cluster = cluster;
		this.clock = clock;
		this.commits = commits;
		this.teller = new CommitTeller(commits, listeners);
	}

	/**
	 * Returns how far it has come.
	 * @return as of about a second ago; it is caught up only if what was read is new
	 * enough by now, whatever has become of the reading
	 */
	CommitProgress progress() {
		return this.progress.since(this.clock.instant().minus(STALE));
	}

	/**
	 * Returns how many records it has read.
	 * @param type of which type
	 * @return their number since the service has started
	 */
	long taken(CommitRecord.Type type) {
		return this.teller.taken(type);
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			if (this.run == null) {
				Run started = new Run();
				this.run = started;
				started.thread.start();
			}
		}
	}

	@Override
	public void stop() {
		synchronized (this.monitor) {
			Run current = this.run;
			if (current != null) {
				current.stop();
				this.run = null;
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.run != null;
	}

	private void failed(Throwable ex) {
		String error = (ex instanceof ProblemException problem) ? problem.detail()
				: (ex instanceof KafkaException kafka) ? this.cluster.problem(kafka).detail() : ex.toString();
		if (ex instanceof ProblemException || ex instanceof KafkaException) {
			went(this.progress.failed(error));
		}
		else {
			log.error("Commits could not be read, which is tried again", ex);
			this.failed = true;
			this.progress = this.progress.failed(error);
		}
	}

	/** An error is logged once, until it is over. */
	private void went(CommitProgress now) {
		if (now.error() != null && !this.failed) {
			log.warn("Commits are not followed at present, which is tried again: " + now.error());
		}
		else if (now.error() == null && this.failed) {
			log.info("Commits are followed again");
		}
		this.failed = now.error() != null;
		this.progress = now;
	}

	private List<TopicPartition> partitions() {
		TopicDescription description = this.cluster.calls().topic(this.topic);
		if (description == null) {
			throw new UnknownTopicOrPartitionException(
					"There is no topic " + this.topic + ": no group has committed anything yet");
		}
		return description.partitions()
			.stream()
			.map((partition) -> new TopicPartition(this.topic, partition.partition()))
			.toList();
	}

	/** From a start to a stop. */
	private final class Run {

		private final Thread thread = new Thread(this::run, "commit-follower");

		private final CountDownLatch stopped = new CountDownLatch(1);

		private volatile @Nullable CommitReader reader;

		Run() {
			this.thread.setDaemon(true);
		}

		void stop() {
			this.stopped.countDown();
			CommitReader current = this.reader;
			if (current != null) {
				current.wakeup();
			}
			try {
				this.thread.join(STOP_TIMEOUT.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private boolean isStopped() {
			return this.stopped.getCount() == 0;
		}

		private void run() {
			// An earlier run may still wait for Kafka.
			synchronized (CommitFollower.this.positions) {
				Duration pause = FIRST_PAUSE;
				while (!isStopped()) {
					long began = System.nanoTime();
					try {
						read();
					}
					catch (WakeupException ex) {
						// It was told to stop.
					}
					catch (Throwable ex) {
						if (!isStopped()) {
							tell(ex);
						}
					}
					boolean wasLong = System.nanoTime() - began > LONGEST_PAUSE.toNanos();
					pause = wasLong ? FIRST_PAUSE : pause;
					pause(pause);
					pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
				}
			}
		}

		/** Memory may be too short even to tell, and has to be there the next time. */
		private void tell(Throwable ex) {
			try {
				failed(ex);
			}
			catch (Throwable another) {
				CommitFollower.this.failed = true;
			}
		}

		private void pause(Duration pause) {
			try {
				var unused = this.stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				this.stopped.countDown();
			}
		}

		private void read() {
			CommitFollower all = CommitFollower.this;
			Instant since = all.clock.instant().minus(all.lookBack);
			List<TopicPartition> partitions = partitions();
			try (CommitReader reader = new CommitReader(all.cluster, all.consumers, all.lookBack, all.positions)) {
				this.reader = reader;
				boolean complete = reader.begin(partitions, since);
				CommitEnds ends = new CommitEnds(all.cluster, all.clock, reader, partitions, all.commits.seenUpTo());
				long began = System.nanoTime();
				long completeAt = began + LONGEST_PAUSE.toNanos();
				while (!isStopped()) {
					ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
					all.teller.take(records);
					reader.done(records);
					// What Kafka refuses it refuses at once; until then an error stands.
					if (ends.look() && (!all.failed || System.nanoTime() - began > GOOD.toNanos())) {
						all.commits.seenUpTo(ends.seenUpTo());
						went(ends.progress());
					}
					if (!complete && System.nanoTime() - completeAt > 0) {
						complete = reader.begin(partitions, since);
						completeAt = System.nanoTime() + LONGEST_PAUSE.toNanos();
					}
				}
			}
			finally {
				this.reader = null;
			}
		}

	}

}
