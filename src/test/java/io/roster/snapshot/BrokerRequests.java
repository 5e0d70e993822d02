package io.roster.snapshot;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.yammer.metrics.core.Meter;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;

/** The requests that the brokers of this process have had, by API. */
final class BrokerRequests {

	/** What reading a cluster needs; what else goes on has nothing to do with it. */
	private static final Set<String> READS = Set.of("ListGroups", "DescribeGroups", "ConsumerGroupDescribe",
			"OffsetFetch", "FindCoordinator", "ListOffsets", "Metadata", "DescribeCluster");

	private static final Pattern REQUEST = Pattern.compile("request=([^,]+)");

	private BrokerRequests() {
	}

	/** Counts requests. */
	static Map<String, Long> count() {
		Map<String, Long> counts = new TreeMap<>();
		KafkaYammerMetrics.defaultRegistry().allMetrics().forEach((name, metric) -> {
			Matcher request = REQUEST.matcher(name.getMBeanName());
			if (name.getName().equals("RequestsPerSec") && metric instanceof Meter meter && request.find()
					&& READS.contains(request.group(1))) {
				counts.merge(request.group(1), meter.count(), Long::sum);
			}
		});
		return counts;
	}

	/** What has come since another count. */
	static Map<String, Long> since(Map<String, Long> before) {
		Map<String, Long> counts = count();
		counts.replaceAll((api, count) -> count - before.getOrDefault(api, 0L));
		counts.values().removeIf((count) -> count == 0);
		return counts;
	}

}
