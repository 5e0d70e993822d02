package io.roster.worker;

import java.util.Collection;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Tells a worker's status what becomes of its partitions. Called on the consumer's
 * thread, in the newer protocol more than once for the same loss.
 */
class PartitionListener implements ConsumerAwareRebalanceListener {

	private final WorkerStatus status;

	PartitionListener(WorkerStatus status) {
		this.status = status;
	}

	@Override
	public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.status.assigned(consumer.groupMetadata().memberId(), consumer.subscription(), partitions);
	}

	@Override
	public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.status.rebalancing();
	}

	@Override
	public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.status.revoked(partitions);
	}

	@Override
	public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.status.lost(partitions);
	}

}
