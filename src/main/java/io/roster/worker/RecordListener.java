package io.roster.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.roster.delivery.Deliveries;
import io.roster.delivery.Delivery;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;

import org.springframework.kafka.annotation.KafkaListener;

/**
 * What a worker's container calls with records. One bean for each worker, so that each
 * has a container of its own. Everything here but the constructor runs on the consumer's
 * thread.
 */
class RecordListener {

	static final String CONTAINER_FACTORY = "workerContainerFactory";

	private final WorkerIdentity identity;

	private final WorkerSpec spec;

	private final Deliveries.Made delivery;

	private final WorkerStatus status;

	private final String rack;

	RecordListener(WorkerIdentity identity, WorkerSpec spec, Deliveries.Made delivery, WorkerStatus status,
			String rack) {
		this.identity = identity;
		this.spec = spec;
		this.delivery = delivery;
		this.status = status;
		this.rack = rack;
	}

	/**
	 * Takes the records of one poll; they are committed once they are processed, which
	 * may be later.
	 * @param records the records
	 * @param consumer where they come from
	 */
	@KafkaListener(id = "#{__listener.workerId}", idIsGroup = false, groupId = "#{__listener.groupId}",
			clientIdPrefix = "#{__listener.clientId}", topics = "#{__listener.topics}",
			properties = "#{__listener.properties}", batch = "true", concurrency = "1", autoStartup = "false",
			containerFactory = CONTAINER_FACTORY)
	public void onRecords(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
		delivery().accept(records, consumer);
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
		Map<String, String> properties = new HashMap<>(this.spec.consumerProperties());
		if (this.identity.groupInstanceId() != null) {
			properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, this.identity.groupInstanceId());
		}
		if (!this.rack.isEmpty()) {
			properties.put(CommonClientConfigs.CLIENT_RACK_CONFIG, this.rack);
		}
		return properties.entrySet().stream().map((entry) -> entry.getKey() + "=" + entry.getValue()).toList();
	}

	// What the container factory reads.

	WorkerSpec spec() {
		return this.spec;
	}

	WorkerStatus status() {
		return this.status;
	}

	Delivery delivery() {
		return this.delivery.delivery();
	}

	Consumer<byte[], byte[]> wrap(Consumer<byte[], byte[]> consumer) {
		return this.delivery.wrap(consumer);
	}

}
