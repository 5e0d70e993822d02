package io.roster.commits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds out up to when everything was read: asks where the logs end, open transactions
 * included, without waiting for the answer; when a reader has come there, it has seen all
 * that was there when the question was asked. For the thread that reads.
 */
final class CommitEnds {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/** For so long a transaction is on its way to its end, and nothing to speak of. */
	private static final Duration USUAL_TRANSACTION = Duration.ofSeconds(5);

	private final Cluster cluster;

	private final Clock clock;

	private final CommitReader reader;

	private final List<TopicPartition> partitions;

	/** The newest ends, -1 where not known. */
	private final long[] ends;

	/** The ends to come to, and when they were such; kept until they are reached. */
	private final long[] targets;

	private final long[] targetTimes;

	private final long[] seenUpTo;

	private @Nullable Question question;

	private long askAt;

	private boolean answered;

	private @Nullable String error;

	/**
	 * Begins.
	 * @param seenUpTo what an earlier one has found
	 */
	CommitEnds(Cluster cluster, Clock clock, CommitReader reader, List<TopicPartition> partitions, long[] seenUpTo) {
		this.cluster = cluster;
		this.clock = clock;
		this.reader = reader;
		this.partitions = partitions;
		this.ends = filled(partitions.size());
		this.targets = filled(partitions.size());
		this.targetTimes = filled(partitions.size());
		this.seenUpTo = (seenUpTo.length == partitions.size()) ? seenUpTo.clone() : filled(partitions.size());
		this.askAt = clock.millis();
	}

	private static long[] filled(int size) {
		long[] values = new long[size];
		Arrays.fill(values, -1);
		return values;
	}

	/**
	 * Takes a look, to be called between polls.
	 * @return whether anything has changed
	 */
	boolean look() {
		long now = this.clock.millis();
		Question current = this.question;
		if (current == null) {
			if (now < this.askAt) {
				return false;
			}
			this.askAt = now + INTERVAL.toMillis();
			this.question = ask(now);
		}
		else if (current.isAnswered()) {
			take(current);
			this.question = null;
		}
		return reach() || current != null;
	}

	private @Nullable Question ask(long now) {
		Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
		this.partitions.forEach((partition) -> latest.put(partition, OffsetSpec.latest()));
		try {
			Calls calls = this.cluster.calls(TIMEOUT);
			ListOffsetsResult result = calls.admin()
				.listOffsets(latest, calls.within(new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)));
			return new Question(calls, now, this.partitions.stream().map(result::partitionResult).toList());
		}
		catch (ProblemException ex) {
			this.error = ex.detail();
			return null;
		}
	}

	private void take(Question answer) {
		String failure = null;
		int found = 0;
		for (int i = 0; i < this.ends.length; i++) {
			String[] problem = new String[1];
			ListOffsetsResultInfo end = answer.calls.get(answer.ends.get(i), (ex) -> problem[0] = ex.detail());
			if (end == null) {
				failure = problem[0];
				continue;
			}
			found++;
			this.ends[i] = end.offset();
			if (this.targets[i] < 0) {
				this.targets[i] = end.offset();
				this.targetTimes[i] = answer.askedAt;
			}
		}
		this.answered = this.answered || found > 0;
		// One partition without a leader is no reason to speak of an outage.
		this.error = (found == 0) ? failure : null;
	}

	private boolean reach() {
		boolean reached = false;
		for (int i = 0; i < this.targets.length; i++) {
			if (this.targets[i] >= 0 && this.reader.position(this.partitions.get(i)) >= this.targets[i]) {
				this.seenUpTo[i] = this.targetTimes[i];
				this.targets[i] = -1;
				reached = true;
			}
		}
		return reached;
	}

	/**
	 * Returns up to when each partition was read.
	 * @return milliseconds since 1970 by this machine's clock, -1 where not known
	 */
	long[] seenUpTo() {
		return this.seenUpTo.clone();
	}

	/**
	 * Returns whether the ends are known, so that the cluster answers.
	 * @return {@code false} if no question was answered yet, or the last one was not
	 */
	boolean isAnswered() {
		return this.answered && this.error == null;
	}

	/**
	 * Returns how far the reading has come.
	 * @return the progress, with an error if the cluster does not answer; otherwise
	 * caught up if all was read to an end, however long ago
	 */
	CommitProgress progress() {
		long now = this.clock.millis();
		long oldest = Arrays.stream(this.seenUpTo).min().orElse(-1);
		Long behind = 0L;
		int open = 0;
		for (int i = 0; i < this.ends.length; i++) {
			TopicPartition partition = this.partitions.get(i);
			long position = this.reader.position(partition);
			if (this.ends[i] < 0 || position < 0) {
				behind = null;
			}
			else if (behind != null) {
				behind += Math.max(0, this.ends[i] - position);
			}
			boolean late = this.targets[i] >= 0 && now - this.targetTimes[i] > USUAL_TRANSACTION.toMillis();
			open += (late && position >= 0 && this.reader.isAtShownEnd(partition)) ? 1 : 0;
		}
		String error = this.error;
		return new CommitProgress(error == null && oldest >= 0, (oldest >= 0) ? Instant.ofEpochMilli(oldest) : null,
				behind, open, error);
	}

	/** Where the logs end, asked at some time. */
	private record Question(Calls calls, long askedAt, List<KafkaFuture<ListOffsetsResultInfo>> ends) {

		boolean isAnswered() {
			return this.ends.stream().allMatch(KafkaFuture::isDone);
		}

	}

}
