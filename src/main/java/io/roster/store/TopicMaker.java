package io.roster.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.cluster.Calls;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.internals.Topic;

import org.springframework.http.HttpStatus;

/**
 * Makes a topic of the service's own when it is first needed. It gets as many replicas as
 * Kafka's own topic of committed offsets, since that is what the cluster's owner holds to
 * be right for such data (and by default more than {@code default.replication.factor});
 * that broker default where it cannot be seen.
 */
class TopicMaker {

	private static final Log log = LogFactory.getLog(TopicMaker.class);

	private static final String POLICY = TopicConfig.CLEANUP_POLICY_CONFIG;

	private static final long LEADER_NANOS = Duration.ofSeconds(4).toNanos();

	private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

	private final String name;

	private final int partitions;

	private final Map<String, String> config;

	private volatile boolean made;

	/**
	 * Describes the topic.
	 * @param name its name
	 * @param partitions how many partitions it has
	 * @param config in what it differs from the brokers' defaults
	 */
	TopicMaker(String name, int partitions, Map<String, String> config) {
		this.name = name;
		this.partitions = partitions;
		this.config = Map.copyOf(config);
	}

	boolean isMade(Calls calls) {
		if (!this.made) {
			boolean there = calls.topic(this.name) != null;
			if (there && this.config.getOrDefault(POLICY, "").contains("compact")) {
				requireCompacted(calls);
			}
			this.made = there;
		}
		return this.made;
	}

	/** Somebody else may have made it, and what it holds would be lost after a while. */
	private void requireCompacted(Calls calls) {
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, this.name);
		try {
			Config found = calls
				.get(calls.admin().describeConfigs(List.of(resource), calls.within(new DescribeConfigsOptions())).all())
				.get(resource);
			String policy = (found != null) ? found.get(POLICY).value() : null;
			if (policy != null && !policy.contains("compact")) {
				throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "topic-not-compacted", "Topic not compacted",
						"Topic '" + this.name + "' has cleanup.policy=" + policy + ", so Kafka would delete what the "
								+ "service keeps there. Set cleanup.policy=" + this.config.get(POLICY)
								+ " with kafka-configs.sh.");
			}
		}
		catch (ProblemException ex) {
			if (!ex.getStatusCode().isSameCodeAs(HttpStatus.FORBIDDEN)) {
				throw ex;
			}
		}
	}

	void ensureMade(Calls calls) {
		if (!isMade(calls)) {
			make(calls);
			this.made = true;
		}
	}

	/** Something went wrong with the topic, so it is looked for again. */
	void forget() {
		this.made = false;
	}

	private void make(Calls calls) {
		NewTopic topic = new NewTopic(this.name, Optional.of(this.partitions), replicationFactor(calls))
			.configs(this.config);
		KafkaFuture<Void> created = calls.admin()
			.createTopics(List.of(topic), calls.within(new CreateTopicsOptions()))
			.all();
		try {
			calls.get(created);
			log.info("Created topic '" + this.name + "'");
		}
		catch (ProblemException ex) {
			if (!(root(ex) instanceof TopicExistsException)) {
				throw ex;
			}
		}
		awaitLeader(calls);
	}

	/**
	 * Brokers learn of a topic after its creation was confirmed, each at its own time,
	 * and a producer that comes too early may stay out of step for minutes.
	 */
	private void awaitLeader(Calls calls) {
		long end = System.nanoTime() + LEADER_NANOS;
		Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, this.partitions)
			.boxed()
			.collect(Collectors.toMap((number) -> new TopicPartition(this.name, number),
					(number) -> OffsetSpec.latest()));
		while (true) {
			try {
				calls.get(calls.admin().listOffsets(latest, calls.within(new ListOffsetsOptions())).all());
				return;
			}
			catch (ProblemException ex) {
				boolean unknown = ex.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND);
				if (!unknown || System.nanoTime() > end) {
					throw ex;
				}
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private static Throwable root(Throwable thrown) {
		Throwable root = thrown;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	private Optional<Short> replicationFactor(Calls calls) {
		try {
			TopicDescription offsets = calls.topic(Topic.GROUP_METADATA_TOPIC_NAME);
			return (offsets != null) ? Optional.of((short) offsets.partitions().get(0).replicas().size())
					: Optional.empty();
		}
		catch (ProblemException ex) {
			if (ex.getStatusCode().isSameCodeAs(HttpStatus.FORBIDDEN)) {
				return Optional.empty();
			}
			throw ex;
		}
	}

}
