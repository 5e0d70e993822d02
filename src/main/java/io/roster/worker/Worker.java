package io.roster.worker;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;
import io.roster.group.Member.TopicPartitions;
import io.roster.handler.HandlerSpec;
import io.roster.handler.SeenRecord;
import org.jspecify.annotations.Nullable;

/**
 * A worker, as it is at the moment.
 *
 * @param workerId its id, unique among all replicas
 * @param groupId the group that it is in
 * @param instance the replica of this service that runs it
 * @param memberId the member that it is, {@code null} until it has joined and for manual
 * workers
 * @param clientId its {@code client.id}
 * @param mode whether Kafka shares out its partitions, or they were named
 * @param protocol the protocol of the group
 * @param topics what it reads
 * @param assignment which partitions it has, empty if none
 * @param state what it is doing
 * @param handler what it does with its records
 * @param startedAt when it was started
 * @param records how many records it has had since then
 * @param lastRecordAt when it last processed one, {@code null} if it has not yet
 * @param lastError what went wrong last, {@code null} if nothing did
 * @param newestRecords the newest record of each partition; {@code null} in lists
 */
record Worker(String workerId, String groupId, String instance, @Nullable String memberId, String clientId, Mode mode,
		Protocol protocol, List<String> topics, List<TopicPartitions> assignment, WorkerState state,
		HandlerSpec handler, Instant startedAt, RecordCounts records, @Nullable Instant lastRecordAt,
		@Nullable String lastError, @Nullable List<SeenRecord> newestRecords) {

	Worker {
		topics = List.copyOf(topics);
		assignment = List.copyOf(assignment);
	}

	Worker withNewestRecords(List<SeenRecord> newestRecords) {
		return new Worker(this.workerId, this.groupId, this.instance, this.memberId, this.clientId, this.mode,
				this.protocol, this.topics, this.assignment, this.state, this.handler, this.startedAt, this.records,
				this.lastRecordAt, this.lastError, newestRecords);
	}

	/** How a worker comes to its partitions. */
	enum Mode {

		/** Kafka shares them out among the members of the group. */
		AUTOMATIC,

		/** They were named when the worker was started. */
		MANUAL;

		@JsonValue
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * How many records a worker has had since it was started.
	 *
	 * @param processed how many its handler has processed
	 * @param failed how often a record was given back by the handler
	 * @param retried how often a record was delivered once more
	 * @param deadLettered how many went to a dead letter topic
	 */
	record RecordCounts(long processed, long failed, long retried, long deadLettered) {
	}

}
