package io.roster.worker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.roster.handler.RecordProcessor;
import org.apache.kafka.common.TopicPartition;

import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A worker and its container.
 *
 * @param identity who it is; its id is also the container's
 * @param instance the replica that runs it
 * @param spec what it does
 * @param status what is known of it
 * @param handler what processes its records
 * @param container its container
 * @param leaving how the container stops
 */
record LiveWorker(WorkerIdentity identity, String instance, WorkerSpec spec, WorkerStatus status,
		RecordProcessor handler, MessageListenerContainer container, Leaving leaving) {

	String workerId() {
		return this.identity.workerId();
	}

	String groupId() {
		return this.identity.groupId();
	}

	/** Has it stop fetching, as a member that keeps its partitions; returns at once. */
	void pause() {
		this.leaving.quiet();
	}

	/** Has it fetch again; returns at once. */
	void resume() {
		this.leaving.resume();
	}

	Worker describe() {
		return this.status.describe(this);
	}

	Worker describeWithRecords() {
		Worker worker = describe();
		Set<TopicPartition> assigned = this.status.assignment();
		return worker.withNewestRecords(this.handler.newest()
			.stream()
			.filter((record) -> assigned.contains(new TopicPartition(record.topic(), record.partition())))
			.toList());
	}

	/**
	 * Has it finish what it holds, commit, and leave; returns at once. Repeating it
	 * changes nothing.
	 */
	void stop() {
		this.leaving.stop();
	}

	/**
	 * Returns its end.
	 * @return completes when its container has stopped for good
	 */
	CompletableFuture<Void> stopped() {
		return this.leaving.stopped();
	}

}
