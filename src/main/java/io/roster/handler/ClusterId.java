package io.roster.handler;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;

/**
 * The id of the cluster, asked for once. Callers that come meanwhile share the answer; a
 * failure is not kept, the next caller asks again.
 */
class ClusterId {

	private final Supplier<CompletionStage<String>> lookup;

	private @Nullable CompletableFuture<String> answer;

	ClusterId(Supplier<CompletionStage<String>> lookup) {
		this.lookup = lookup;
	}

	static ClusterId of(Cluster cluster) {
		return new ClusterId(() -> {
			Calls calls = cluster.calls();
			return calls.admin()
				.describeCluster(calls.within(new DescribeClusterOptions()))
				.clusterId()
				.toCompletionStage();
		});
	}

	/**
	 * Returns the id, without waiting for it.
	 * @return fails if Kafka did not tell
	 */
	synchronized CompletableFuture<String> get() {
		CompletableFuture<String> current = this.answer;
		if (current == null || current.isCompletedExceptionally()) {
			current = ask();
			this.answer = current;
		}
		return current;
	}

	private CompletableFuture<String> ask() {
		try {
			// Kafka's own future is not for others to complete.
			return this.lookup.get().toCompletableFuture().copy();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
