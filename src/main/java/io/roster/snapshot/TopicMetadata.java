package io.roster.snapshot;

import java.time.Duration;
import java.util.Map;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the cluster with their leaders, by one request. Kafka's Admin client
 * would describe topics page by page, so this is asked of a consumer, which is in no
 * group.
 */
class TopicMetadata {

	private final BareConsumers consumers;

	private final Cluster cluster;

	private @Nullable Consumer<byte[], byte[]> consumer;

	TopicMetadata(BareConsumers consumers, Cluster cluster) {
		this.consumers = consumers;
		this.cluster = cluster;
	}

	/**
	 * Reads the topics.
	 * @param timeout how long that may take
	 * @return those that the service may see
	 * @throws io.roster.problem.ProblemException if Kafka cannot be asked
	 */
	synchronized TopicTable read(Duration timeout) {
		try {
			Consumer<byte[], byte[]> consumer = this.consumer;
			if (consumer == null) {
				consumer = this.consumers.create("roster-snapshot", Map.of(), new ByteArrayDeserializer(),
						new ByteArrayDeserializer());
				this.consumer = consumer;
			}
			return TopicTable.from(consumer.listTopics(timeout));
		}
		catch (KafkaException ex) {
			throw this.cluster.problem(ex);
		}
	}

	synchronized void close() {
		if (this.consumer != null) {
			this.consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
			this.consumer = null;
		}
	}

}
