package io.roster.worker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.roster.handler.RecordHandler;
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
 * @param stopAsked whether it was told to stop
 * @param stopped completes when the container has stopped
 */
record LiveWorker(String workerId, String groupId, String instance, WorkerSpec spec, WorkerStatus status,
		RecordHandler handler, MessageListenerContainer container, AtomicBoolean stopAsked,
		CompletableFuture<Void> stopped) {

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
	 * Has it finish what it holds, commit, and leave, to go on later; returns at once.
	 * @return completes when it has left
	 */
	CompletableFuture<Void> hold() {
		synchronized (this.stopAsked) {
			CompletableFuture<Void> left = new CompletableFuture<>();
			if (this.stopAsked.get()) {
				return this.stopped;
			}
			this.status.held();
			this.container.stop(() -> left.complete(null));
			return left;
		}
	}

	/** Has it join again after it was held, unless it was told to stop meanwhile. */
	void release() {
		synchronized (this.stopAsked) {
			if (!this.stopAsked.get()) {
				this.status.released();
				try {
					this.container.start();
				}
				catch (RuntimeException ex) {
					var unused = this.status.error(ex);
					this.status.ended(null);
				}
			}
		}
	}

	/**
	 * Has it finish what it holds, commit, and leave; returns at once. Repeating it
	 * changes nothing.
	 */
	void stop() {
		synchronized (this.stopAsked) {
			if (this.stopAsked.compareAndSet(false, true)) {
				this.status.stopping();
				this.container.stop(() -> {
					this.status.ended(null);
					this.stopped.complete(null);
				});
			}
		}
	}

}
