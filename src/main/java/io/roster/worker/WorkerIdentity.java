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
record WorkerIdentity(String workerId, String groupId, @Nullable String groupInstanceId) {

	/**
	 * Returns the {@code client.id} of its consumer.
	 * @return unique among all replicas
	 */
	String clientId() {
		return clientId(this.workerId);
	}

	static String clientId(String workerId) {
		return "roster-" + workerId;
	}

}
