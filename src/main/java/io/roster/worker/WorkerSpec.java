package io.roster.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.roster.delivery.RetryPolicy;
import io.roster.handler.HandlerSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * What workers do; all automatic workers of a group share one.
 *
 * @param subscription what they read
 * @param protocol how they and Kafka agree on who has which partition
 * @param assignor who shares the partitions out
 * @param autoOffsetReset where they begin where nothing is committed
 * @param handler what they do with their records
 * @param maxPollRecords how many records one poll returns at most
 * @param retry how often a record is tried, with every field
 * @param deadLetterTopic where records go that fail for good; {@code null} for the name
 * of their topic and {@code -dlt}, empty if nowhere
 * @param staticMembership whether they are static members (KIP-345)
 */
public record WorkerSpec(Subscription subscription, Protocol protocol, String assignor, String autoOffsetReset,
		HandlerSpec handler, int maxPollRecords, RetryPolicy retry, @Nullable String deadLetterTopic,
		boolean staticMembership) {

	/**
	 * Returns the properties of the consumer.
	 * @return names and values
	 */
	Map<String, String> consumerProperties() {
		Map<String, String> properties = new HashMap<>();
		this.protocol.configure(properties, this.assignor);
		properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, this.autoOffsetReset);
		properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(this.maxPollRecords));
		// Nothing is committed before it is processed, whatever is configured for other
		// consumers.
		properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
		if (this.handler.isTransactional()) {
			// What was rolled back must not be copied.
			properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		}
		// A typing error must not make a topic.
		properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
		return properties;
	}

	/**
	 * Names what sets two specs apart.
	 * @param other the other spec
	 * @return one phrase for each difference, none if they are equal
	 */
	public List<String> differences(WorkerSpec other) {
		List<String> differences = new ArrayList<>();
		compare(differences, "", this.subscription, other.subscription);
		compare(differences, "protocol ", this.protocol, other.protocol);
		compare(differences, "assignor ", this.assignor, other.assignor);
		compare(differences, "autoOffsetReset ", this.autoOffsetReset, other.autoOffsetReset);
		compare(differences, "handler ", this.handler, other.handler);
		compare(differences, "maxPollRecords ", this.maxPollRecords, other.maxPollRecords);
		compare(differences, "retry ", this.retry, other.retry);
		compare(differences, "deadLetterTopic ", this.deadLetterTopic, other.deadLetterTopic);
		compare(differences, "staticMembership ", this.staticMembership, other.staticMembership);
		return differences;
	}

	private static void compare(List<String> differences, String name, @Nullable Object running,
			@Nullable Object asked) {
		if (!Objects.equals(running, asked)) {
			differences.add(name + ((running != null) ? running : "none") + " instead of "
					+ ((asked != null) ? asked : "none"));
		}
	}

}
