package io.roster.worker;

import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Who a worker is, wherever it runs.
 *
 * @param workerId its id, unique among all replicas
 * @param groupId the group that it is in
 * @param groupInstanceId its {@code group.instance.id}, {@code null} unless it is a
 * static member
 */
public record WorkerIdentity(String workerId, String groupId, @Nullable String groupInstanceId) {

	/**
	 * Returns the properties of its consumer.
	 * @param spec what it does
	 * @return names and values
	 */
	Map<String, String> consumerProperties(WorkerSpec spec) {
		Map<String, String> properties = spec.consumerProperties();
		if (this.groupInstanceId != null) {
			properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, this.groupInstanceId);
		}
		return properties;
	}

	/**
	 * Returns the {@code client.id} of its consumer.
	 * @return unique among all replicas
	 */
	public String clientId() {
		return clientId(this.workerId);
	}

	/**
	 * Returns the {@code client.id} of a worker's consumer.
	 * @param workerId the worker
	 * @return unique among all replicas
	 */
	public static String clientId(String workerId) {
		return "roster-" + workerId;
	}

}
