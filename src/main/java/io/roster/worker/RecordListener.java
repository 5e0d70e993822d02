package io.roster.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.handler.RecordProcessor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.BatchListenerFailedException;

/**
 * What a worker's container calls: with records, and with what becomes of its partitions.
 * One bean for each worker, so that each has a container of its own. Everything here but
 * the constructor runs on the consumer's thread.
 */
class RecordListener {

	static final String CONTAINER_FACTORY = "workerContainerFactory";

	private final WorkerIdentity identity;

	private final WorkerSpec spec;

	private final RecordProcessor handler;

	private final WorkerStatus status;

	/**
	 * The highest offset that was handed to the handler, to tell a redelivery from a
	 * record that is new.
	 */
	private final Map<TopicPartition, Long> handed = new HashMap<>();

	RecordListener(WorkerIdentity identity, WorkerSpec spec, RecordProcessor handler, WorkerStatus status) {
		this.identity = identity;
		this.spec = spec;
		this.handler = handler;
		this.status = status;
	}

	/**
	 * Processes the records of one poll; their offsets are committed after this returns.
	 * @param records the records
	 * @throws BatchListenerFailedException if the handler failed; the container fetches
	 * all of them again
	 */
	@KafkaListener(id = "#{__listener.workerId}", idIsGroup = false, groupId = "#{__listener.groupId}",
			clientIdPrefix = "#{__listener.clientId}", topics = "#{__listener.topics}",
			properties = "#{__listener.properties}", batch = "true", concurrency = "1", autoStartup = "false",
			containerFactory = CONTAINER_FACTORY)
	public void onRecords(List<ConsumerRecord<byte[], byte[]>> records) {
		long retried = noteHanded(records);
		try {
			this.handler.process(records).toCompletableFuture().join();
			this.status.processed(records.size(), retried);
		}
		catch (Exception ex) {
			this.status.failed(records.size(), retried, ex);
			throw new BatchListenerFailedException("Not processed", ex, 0);
		}
		catch (Error ex) {
			this.status.failed(records.size(), retried, ex);
			throw ex;
		}
	}

	/**
	 * Records of a poll come partition by partition, so the map is asked once for each.
	 */
	private long noteHanded(List<ConsumerRecord<byte[], byte[]>> records) {
		long retried = 0;
		TopicPartition partition = null;
		long highest = -1;
		for (ConsumerRecord<byte[], byte[]> record : records) {
			if (partition == null || partition.partition() != record.partition()
					|| !partition.topic().equals(record.topic())) {
				if (partition != null) {
					this.handed.put(partition, highest);
				}
				partition = new TopicPartition(record.topic(), record.partition());
				highest = this.handed.getOrDefault(partition, -1L);
			}
			retried += (record.offset() <= highest) ? 1 : 0;
			highest = Math.max(highest, record.offset());
		}
		if (partition != null) {
			this.handed.put(partition, highest);
		}
		return retried;
	}

	// What the annotation reads.

	public String getWorkerId() {
		return this.identity.workerId();
	}

	public String getGroupId() {
		return this.identity.groupId();
	}

	public String getClientId() {
		return this.identity.clientId();
	}

	/**
	 * What there is no topic for, the container factory sets: an annotation takes only
	 * one kind of subscription.
	 */
	public List<String> getTopics() {
		List<String> topics = this.spec.subscription().topics();
		return topics.isEmpty() ? List.of(this.spec.subscription().toString()) : topics;
	}

	public List<String> getProperties() {
		return this.identity.consumerProperties(this.spec)
			.entrySet()
			.stream()
			.map((property) -> property.getKey() + "=" + property.getValue())
			.toList();
	}

	// What the container factory and the worker read.

	WorkerSpec spec() {
		return this.spec;
	}

	WorkerStatus status() {
		return this.status;
	}

}
