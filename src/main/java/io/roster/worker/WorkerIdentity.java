package io.roster.worker;

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
