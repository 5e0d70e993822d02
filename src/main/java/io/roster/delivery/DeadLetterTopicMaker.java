package io.roster.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes dead letter topics that are not there, each like the topic its records come from:
 * as many partitions, as many replicas, as many of those in sync; and a little more room
 * for a record, which comes with headers of its failure.
 */
class DeadLetterTopicMaker {

	private static final Log log = LogFactory.getLog(DeadLetterTopicMaker.class);

	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(10);

	private static final long LEADER_NANOS = Duration.ofSeconds(4).toNanos();

	private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

	/** More than the headers of a dead letter can take. */
	private static final int ROOM_FOR_HEADERS = 64 * 1024;

	/** By key only the newest dead letter would be kept. */
	private static final Map<String, String> NOT_COMPACTED = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG,
			TopicConfig.CLEANUP_POLICY_DELETE);

	private final Cluster cluster;

	private final Duration timeout;

	DeadLetterTopicMaker(Cluster cluster, Duration timeout) {
		this.cluster = cluster;
		this.timeout = (timeout.compareTo(MAX_TIMEOUT) < 0) ? timeout : MAX_TIMEOUT;
	}

	/**
	 * Makes a topic if it is not there, and returns when it can be written to.
	 * @param name the dead letter topic
	 * @param source the topic that it is like; if that has gone, Kafka's defaults count
	 * @throws ProblemException if it is not there and Kafka refuses to make it, or is not
	 * reachable
	 */
	void ensureMade(String name, String source) {
		Calls calls = this.cluster.calls(this.timeout);
		TopicDescription topic = calls.topic(name);
		if (topic == null) {
			make(calls, name, source);
			topic = calls.topic(name);
		}
		awaitLeaders(calls, name, (topic != null) ? topic.partitions().size() : 1);
	}

	private void make(Calls calls, String name, String source) {
		TopicDescription like = calls.topic(source);
		NewTopic topic = (like != null)
				? new NewTopic(name, Optional.of(like.partitions().size()),
						Optional.of((short) like.partitions().get(0).replicas().size()))
				: new NewTopic(name, Optional.empty(), Optional.empty());
		try {
			create(calls, topic.configs(configs(calls, source)));
		}
		catch (ProblemException ex) {
			if (!causedBy(ex, InvalidConfigurationException.class) && !causedBy(ex, PolicyViolationException.class)) {
				throw ex;
			}
			// Clusters that others run set limits to what a topic may be given.
			create(calls, topic.configs(NOT_COMPACTED));
		}
	}

	private void create(Calls calls, NewTopic topic) {
		try {
			calls.get(calls.admin().createTopics(List.of(topic), calls.within(new CreateTopicsOptions())).all());
			log.info("Created dead letter topic '" + topic.name() + "'");
		}
		catch (ProblemException ex) {
			// Another worker or replica was faster.
			if (!causedBy(ex, TopicExistsException.class)) {
				throw ex;
			}
		}
	}

	private Map<String, String> configs(Calls calls, String source) {
		Map<String, String> configs = new HashMap<>(NOT_COMPACTED);
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, source);
		// Whoever may not see them gets the defaults, as does a topic that has gone.
		Map<ConfigResource, Config> found = calls.get(
				calls.admin().describeConfigs(Set.of(resource), calls.within(new DescribeConfigsOptions())).all(),
				(problem) -> log.debug("Cannot see the settings of topic '" + source + "'", problem));
		Config like = (found != null) ? found.get(resource) : null;
		if (like == null) {
			return configs;
		}
		ConfigEntry room = like.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
		if (room != null && room.value() != null) {
			long bytes = Math.min(Integer.MAX_VALUE, Long.parseLong(room.value()) + ROOM_FOR_HEADERS);
			configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(bytes));
		}
		ConfigEntry inSync = like.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
		if (inSync != null && inSync.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
			configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, inSync.value());
		}
		return configs;
	}

	/**
	 * Brokers learn of a topic after its creation was confirmed, each at its own time,
	 * and a producer that comes too early may stay out of step for minutes. A partition
	 * that has no leader for longer keeps nobody from writing to the others.
	 */
	private void awaitLeaders(Calls calls, String name, int partitions) {
		long end = System.nanoTime() + LEADER_NANOS;
		Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
		for (int partition = 0; partition < partitions; partition++) {
			latest.put(new TopicPartition(name, partition), OffsetSpec.latest());
		}
		while (System.nanoTime() < end) {
			Calls some = this.cluster.calls(Duration.ofNanos(end - System.nanoTime()));
			try {
				calls.get(calls.admin().listOffsets(latest, some.within(new ListOffsetsOptions())).all());
				return;
			}
			catch (ProblemException ex) {
				log.debug("Dead letter topic '" + name + "' has not all its leaders yet", ex);
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return true;
			}
		}
		return false;
	}

}
