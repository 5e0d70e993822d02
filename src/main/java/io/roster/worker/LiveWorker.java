package io.roster.worker;

import java.util.concurrent.CompletableFuture;

import io.roster.handler.RecordHandler;

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
 * @param stopped completes when the container has stopped
 */
record LiveWorker(String workerId, String groupId, String instance, WorkerSpec spec, WorkerStatus status,
		RecordHandler handler, MessageListenerContainer container, CompletableFuture<Void> stopped) {

	Worker describe() {
		return this.status.describe(this, null);
	}

	Worker describeWithRecords() {
		return this.status.describe(this, this.handler.newest());
	}

	/**
	 * Finishes what it holds, commits, and leaves; returns at once. Repeating it changes
	 * nothing.
	 */
	void stop() {
		boolean first;
		synchronized (this.status) {
			first = this.status.state() != WorkerState.STOPPING && !this.stopped.isDone();
			this.status.stopping();
		}
		if (first) {
			this.container.stop(() -> {
				this.status.ended(null);
				this.stopped.complete(null);
			});
		}
	}

}
