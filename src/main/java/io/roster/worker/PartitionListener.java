package io.roster.worker;

import java.util.Collection;

import io.roster.delivery.Delivery;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Tells a worker's delivery and its status what becomes of its partitions. Called on the
 * consumer's thread, in the newer protocol more than once for the same loss.
 */
class PartitionListener implements ConsumerAwareRebalanceListener {

	private final Delivery delivery;

	private final WorkerStatus status;

	PartitionListener(Delivery delivery, WorkerStatus status) {
		this.delivery = delivery;
		this.status = status;
	}

	@Override
	public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.delivery.assigned(partitions);
		this.status.assigned(consumer.groupMetadata().memberId(), consumer.subscription(), partitions);
	}

	@Override
	@SuppressWarnings("unchecked")
	public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.status.rebalancing();
		this.delivery.revoke((Consumer<byte[], byte[]>) consumer, partitions);
	}

	@Override
	public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.status.revoked(partitions);
	}

	@Override
	public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		this.delivery.lost(partitions);
		this.status.lost(partitions);
	}

}
