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
 * @param instance the replica of this service that runs it, {@code null} while none does
 * @param memberId the member that it is, {@code null} until it has joined and for manual
 * workers
 * @param clientId its {@code client.id}
 * @param mode whether Kafka shares out its partitions, or they were named
 * @param protocol the protocol of the group
 * @param topics what it reads
 * @param assignment which partitions it has, empty if none
 * @param state what it is doing
 * @param handler what it does with its records, without what headers say
 * @param startedAt when its consumer was started, {@code null} if it was not yet
 * @param records how many records it has had since then
 * @param lastRecordAt when it last processed one, {@code null} if it has not yet
 * @param lastError what went wrong last, {@code null} if nothing did
 * @param newestRecords the newest record of each partition; {@code null} in lists, and if
 * another replica runs it
 * @param source who wants it
 * @param reportedAt when the replica that runs it said so, {@code null} for what this
 * replica knows by itself
 */
public record Worker(String workerId, String groupId, @Nullable String instance, @Nullable String memberId,
		String clientId, Mode mode, Protocol protocol, List<String> topics, List<TopicPartitions> assignment,
		WorkerState state, HandlerSpec handler, @Nullable Instant startedAt, @Nullable RecordCounts records,
		@Nullable Instant lastRecordAt, @Nullable String lastError, @Nullable List<SeenRecord> newestRecords,
		@Nullable Source source, @Nullable Instant reportedAt) {

	public Worker {
		topics = List.copyOf(topics);
		assignment = List.copyOf(assignment);
		handler = handler.masked();
	}

	Worker(String workerId, String groupId, @Nullable String instance, @Nullable String memberId, String clientId,
			Mode mode, Protocol protocol, List<String> topics, List<TopicPartitions> assignment, WorkerState state,
			HandlerSpec handler, @Nullable Instant startedAt, @Nullable RecordCounts records,
			@Nullable Instant lastRecordAt, @Nullable String lastError, @Nullable List<SeenRecord> newestRecords) {
		this(workerId, groupId, instance, memberId, clientId, mode, protocol, topics, assignment, state, handler,
				startedAt, records, lastRecordAt, lastError, newestRecords, null, null);
	}

	/**
	 * Describes a worker that no replica runs yet.
	 * @param identity who it is
	 * @param spec what it is to do
	 * @param lastError why it does not run, if that is known
	 * @return the worker, starting, without figures
	 */
	public static Worker starting(WorkerIdentity identity, WorkerSpec spec, @Nullable String lastError) {
		return new Worker(identity.workerId(), identity.groupId(), null, null, identity.clientId(),
				spec.subscription().mode(), spec.protocol(), spec.subscription().topics(), List.of(),
				WorkerState.STARTING, spec.handler(), null, null, null, lastError, null, null, null);
	}

	Worker withNewestRecords(List<SeenRecord> newestRecords) {
		return new Worker(this.workerId, this.groupId, this.instance, this.memberId, this.clientId, this.mode,
				this.protocol, this.topics, this.assignment, this.state, this.handler, this.startedAt, this.records,
				this.lastRecordAt, this.lastError, newestRecords, this.source, this.reportedAt);
	}

	/**
	 * Returns the same worker in another state.
	 * @param state the state
	 * @return the worker
	 */
	public Worker withState(WorkerState state) {
		return new Worker(this.workerId, this.groupId, this.instance, this.memberId, this.clientId, this.mode,
				this.protocol, this.topics, this.assignment, state, this.handler, this.startedAt, this.records,
				this.lastRecordAt, this.lastError, this.newestRecords, this.source, this.reportedAt);
	}

	/**
	 * Returns the same worker with where it comes from.
	 * @param instance the replica that runs it, if one does
	 * @param source who wants it
	 * @param reportedAt when the replica that runs it said so
	 * @return the worker
	 */
	public Worker from(@Nullable String instance, Source source, @Nullable Instant reportedAt) {
		return new Worker(this.workerId, this.groupId, instance, this.memberId, this.clientId, this.mode, this.protocol,
				this.topics, this.assignment, this.state, this.handler, this.startedAt, this.records, this.lastRecordAt,
				this.lastError, this.newestRecords, source, reportedAt);
	}

	/**
	 * Returns the same worker without what changes with every record.
	 * @return the worker
	 */
	public Worker withoutFigures() {
		return new Worker(this.workerId, this.groupId, this.instance, this.memberId, this.clientId, this.mode,
				this.protocol, this.topics, this.assignment, this.state, this.handler, this.startedAt, null, null,
				this.lastError, null, this.source, this.reportedAt);
	}

	/** How a worker comes to its partitions. */
	public enum Mode {

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

	/** Who wants a worker to run. */
	public enum Source {

		/** The configuration of one replica, which runs it itself. */
		CONFIGURATION,

		/** A request; whichever replica has room runs it. */
		HTTP;

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
	public record RecordCounts(long processed, long failed, long retried, long deadLettered) {
	}

}
