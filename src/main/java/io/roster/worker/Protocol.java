package io.roster.worker;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.roster.problem.InvalidRequestException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;

/** How a worker and Kafka agree on who has which partition. */
public enum Protocol {

	/**
	 * The protocol in which a member of the group assigns; partitions that stay keep
	 * being read.
	 */
	CLASSIC("cooperative-sticky",
			Map.of("cooperative-sticky", CooperativeStickyAssignor.class.getName(), "sticky",
					StickyAssignor.class.getName(), "range", RangeAssignor.class.getName(), "roundrobin",
					RoundRobinAssignor.class.getName()),
			Duration.ofSeconds(1)) {
		@Override
		void configure(Map<String, String> properties, String assignor) {
			properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
			properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, assignorValue(assignor));
		}
	},

	/** The protocol in which the broker assigns (KIP-848). */
	CONSUMER("uniform", Map.of("uniform", "uniform", "range", "range"),
			// Kafka 4.2's newer consumer may sit out the whole time-out of a poll before
			// it hands over records.
			Duration.ofMillis(200)) {
		@Override
		void configure(Map<String, String> properties, String assignor) {
			properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
			properties.put(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, assignorValue(assignor));
		}
	};

	private final String defaultAssignor;

	private final Map<String, String> assignors;

	private final Duration pollTimeout;

	Protocol(String defaultAssignor, Map<String, String> assignors, Duration pollTimeout) {
		this.defaultAssignor = defaultAssignor;
		this.assignors = assignors;
		this.pollTimeout = pollTimeout;
	}

	/**
	 * Sets the consumer's properties for this protocol.
	 * @param properties takes them
	 * @param assignor one of {@link #assignors()}
	 */
	abstract void configure(Map<String, String> properties, String assignor);

	String assignorValue(String assignor) {
		return this.assignors.getOrDefault(assignor, assignor);
	}

	String defaultAssignor() {
		return this.defaultAssignor;
	}

	List<String> assignors() {
		return this.assignors.keySet().stream().sorted().toList();
	}

	Duration pollTimeout() {
		return this.pollTimeout;
	}

	@JsonCreator
	public static Protocol of(String name) {
		for (Protocol protocol : values()) {
			if (protocol.toString().equalsIgnoreCase(name)) {
				return protocol;
			}
		}
		throw new InvalidRequestException("protocol", "must be one of classic, consumer, not '" + name + "'");
	}

	@JsonValue
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
