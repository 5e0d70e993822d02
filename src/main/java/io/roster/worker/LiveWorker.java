package io.roster.worker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.roster.handler.RecordProcessor;
import org.apache.kafka.common.TopicPartition;

import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A worker and its container.
 *
 * @param workerId the worker's id, which is also the container's
 * @param groupId the group that it is in
 * @param instance the replica that runs it
 * @param spec what it does
 * @param status what is known of it
 * @param handler what processes its records
 * @param container its container
 * @param leaving how the container stops
 */
record LiveWorker(String workerId, String groupId, String instance, WorkerSpec spec, WorkerStatus status,
		RecordProcessor handler, MessageListenerContainer container, Leaving leaving) {

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
