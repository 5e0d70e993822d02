package io.roster.delivery;

import java.util.Map;
import java.util.Objects;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the log of a partition begins, as a consumer has learned with what it fetched
 * last: its metric {@code records-lead} says how far it is ahead of that. Nothing is
 * asked of the broker.
 */
final class LogStart {

	private static final String LEAD = "records-lead";

	private LogStart() {
	}

	/**
	 * Returns whether records were gone before they could be fetched, so that the
	 * consumer has gone on elsewhere: retention, or somebody, has deleted them.
	 * @param consumer the consumer, after it has fetched from the partition
	 * @param partition the partition
	 * @param offset the offset at which it would have gone on
	 * @return {@code false} too if it is not known
	 */
	static boolean isBehind(Consumer<?, ?> consumer, TopicPartition partition, long offset) {
		double lead = Double.NaN;
		for (Metric metric : consumer.metrics().values()) {
			if (metric.metricName().name().equals(LEAD) && isOf(partition, metric.metricName().tags())
					&& metric.metricValue() instanceof Number value) {
				lead = value.doubleValue();
			}
		}
		return !Double.isNaN(lead) && consumer.position(partition) - lead > offset;
	}

	private static boolean isOf(TopicPartition partition, Map<String, String> tags) {
		return Objects.equals(tags.get("topic"), partition.topic())
				&& Objects.equals(tags.get("partition"), String.valueOf(partition.partition()));
	}

}
