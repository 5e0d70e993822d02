package io.roster.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.roster.delivery.Delivery;
import io.roster.handler.RecordProcessor;
import io.roster.handler.SeenRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A worker and its container.
 *
 * @param identity who it is; its id is also the container's
 * @param instance the replica that runs it
 * @param spec what it does
 * @param status what is known of it
 * @param handler what processes its records, {@code null} if it copies them
 * @param delivery the way of its records from the poll to the commit
 * @param container its container
 * @param leaving how the container stops
 */
public record LiveWorker(WorkerIdentity identity, String instance, WorkerSpec spec, WorkerStatus status,
		@Nullable RecordProcessor handler, Delivery delivery, MessageListenerContainer container, Leaving leaving) {

	public String workerId() {
		return this.identity.workerId();
	}

	public String groupId() {
		return this.identity.groupId();
	}

	/**
	 * Returns what the worker is doing, in a word.
	 * @return its state
	 */
	public WorkerState state() {
		return this.status.state();
	}

	/**
	 * Returns whether a worker that does the same would fail the same way.
	 * @return {@code true} only for one that has failed
	 */
	public boolean isFatal() {
		return this.status.isFatal();
	}

	/** Has it stop fetching, as a member that keeps its partitions; returns at once. */
	public void pause() {
		this.status.paused(true);
		this.leaving.quiet();
	}

	/** Has it fetch again; returns at once. */
	public void resume() {
		this.status.paused(false);
		this.leaving.resume();
	}

	/**
	 * Returns what the worker is doing.
	 * @return without the newest records
	 */
	public Worker describe() {
		return this.status.describe(this);
	}

	/**
	 * Returns what the worker is doing, with the newest record of each of its partitions.
	 * @return the worker
	 */
	public Worker describeWithRecords() {
		Worker worker = describe();
		Set<TopicPartition> assigned = this.status.assignment();
		return worker
			.withNewestRecords(((this.handler != null) ? this.handler.newest() : List.<SeenRecord>of()).stream()
				.filter((record) -> assigned.contains(new TopicPartition(record.topic(), record.partition())))
				.toList());
	}

	/**
	 * Has it finish what it holds, commit, and leave; returns at once. Repeating it
	 * changes nothing.
	 */
	public void stop() {
		this.leaving.stop();
	}

	/**
	 * Returns its end.
	 * @return completes when its container has stopped for good
	 */
	public CompletableFuture<Void> stopped() {
		return this.leaving.stopped();
	}

}
