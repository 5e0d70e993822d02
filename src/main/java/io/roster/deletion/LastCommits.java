package io.roster.deletion;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.cluster.BareConsumers;
import io.roster.cluster.Cluster;
import io.roster.commits.CommitRecord;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Which groups have committed since some time. Kafka's API does not tell; its topic of
 * offsets does, which keeps at least the newest commit of each group and partition: a
 * group whose commits are all older has none in the newer part of it. Only that part is
 * read.
 */
@Component
class LastCommits {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration POLL = Duration.ofMillis(200);

	private final BareConsumers consumers;

	private final Cluster cluster;

	LastCommits(BareConsumers consumers, Cluster cluster) {
		this.consumers = consumers;
		this.cluster = cluster;
	}

	/**
	 * Finds the groups that have committed.
	 * @param since since when
	 * @return their ids
	 * @throws io.roster.problem.ProblemException if Kafka's topic of offsets cannot be
	 * read, or not within 30 s
	 */
	Set<String> groupsThatCommitted(Instant since) {
		try (Consumer<byte[], byte[]> consumer = this.consumers.create("roster-commits",
				Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000), new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			return read(consumer, since);
		}
		catch (KafkaException ex) {
			throw this.cluster.problem(ex);
		}
	}

	private static Set<String> read(Consumer<byte[], byte[]> consumer, Instant since) {
		long end = System.nanoTime() + TIMEOUT.toNanos();
		List<TopicPartition> partitions = consumer.partitionsFor(Topic.GROUP_METADATA_TOPIC_NAME, TIMEOUT)
			.stream()
			.map((partition) -> new TopicPartition(partition.topic(), partition.partition()))
			.toList();
		if (partitions.isEmpty()) {
			throw new ProblemException(HttpStatus.NOT_IMPLEMENTED, "commit-times-unknown", "Commit times are not known",
					"This Kafka shows no topic " + Topic.GROUP_METADATA_TOPIC_NAME
							+ ", so nobody can tell which groups have not committed; leave inactiveFor out.");
		}
		Map<TopicPartition, Long> times = partitions.stream()
			.collect(Collectors.toMap((partition) -> partition, (partition) -> since.toEpochMilli()));
		Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
		Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times, TIMEOUT);
		Map<TopicPartition, Long> open = new HashMap<>();
		starts.forEach((partition, start) -> {
			long last = ends.getOrDefault(partition, 0L);
			if (start != null && start.offset() < last) {
				open.put(partition, start.offset());
			}
		});
		consumer.assign(open.keySet());
		open.forEach(consumer::seek);
		Set<String> groups = new HashSet<>();
		while (!open.isEmpty()) {
			if (System.nanoTime() > end) {
				throw new TimeoutException("Kafka's topic of offsets was not read within " + TIMEOUT);
			}
			for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
				CommitRecord read = CommitRecord.of(record.key(), record.value());
				// A commit of a newer Kafka is one, whatever it says.
				boolean commit = read.type() == CommitRecord.Type.COMMIT
						|| (read.type() == CommitRecord.Type.UNKNOWN && !read.groupId().isEmpty());
				if (commit && record.timestamp() >= since.toEpochMilli()) {
					groups.add(read.groupId());
				}
			}
			open.keySet().removeIf((partition) -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
			Set<TopicPartition> done = new HashSet<>(consumer.assignment());
			done.removeAll(open.keySet());
			consumer.pause(done);
		}
		return groups;
	}

}
