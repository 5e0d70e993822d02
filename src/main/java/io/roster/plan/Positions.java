package io.roster.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.roster.cluster.Calls;
import io.roster.topic.LogEnds;
import io.roster.topic.TopicLookup;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a group has committed, and where the logs are, as read just now: nothing here is
 * remembered from before.
 */
public final class Positions {

	private final Calls calls;

	private final KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> asked;

	private final TopicLookup topics;

	private final LogEnds log;

	private final Map<TopicPartition, Committed> committed = new HashMap<>();

	private Positions(Calls calls, String groupId, TopicLookup topics) {
		this.calls = calls;
		this.asked = calls.admin()
			.listConsumerGroupOffsets(Map.of(groupId, new ListConsumerGroupOffsetsSpec()),
					calls.within(new ListConsumerGroupOffsetsOptions()))
			.partitionsToOffsetAndMetadata(groupId);
		this.topics = topics;
		this.log = new LogEnds(calls, topics);
	}

	/**
	 * Starts to ask what a group has committed.
	 * @param calls the calls to do it with
	 * @param groupId the group
	 * @param topics the look-up for its topics
	 * @return the positions, not awaited yet
	 */
	public static Positions ask(Calls calls, String groupId, TopicLookup topics) {
		return new Positions(calls, groupId, topics);
	}

	/**
	 * Waits for what is committed.
	 * @return by partition; empty if nothing is, or there is no such group
	 */
	public Map<TopicPartition, Committed> awaitCommitted() {
		this.calls.get(this.asked).forEach((partition, offset) -> {
			Committed committed = Committed.from(offset);
			if (committed != null) {
				this.committed.put(partition, committed);
			}
		});
		return this.committed;
	}

	/**
	 * Looks topics up and asks where the logs of their partitions are.
	 * @param names the topics
	 * @param choose picks the partitions, after the topics were looked up
	 * @param timestamp a time to look for, {@code null} if none
	 * @return the partitions that were picked
	 */
	public Set<TopicPartition> awaitLogs(Collection<String> names, Function<TopicLookup, Set<TopicPartition>> choose,
			@Nullable Long timestamp) {
		this.topics.lookUpAgain(names);
		Set<TopicPartition> partitions = choose.apply(this.topics);
		this.log.askStarts(partitions);
		this.log.askEnds(partitions);
		if (timestamp != null) {
			this.log.askTime(partitions, timestamp);
		}
		this.log.await();
		return partitions;
	}

	/**
	 * Returns the look-up that knows the topics.
	 * @return the look-up
	 */
	public TopicLookup topics() {
		return this.topics;
	}

	/**
	 * Returns where the logs are.
	 * @return the ends of the logs
	 */
	public LogEnds log() {
		return this.log;
	}

	/**
	 * Returns what is committed for a partition.
	 * @param partition the partition
	 * @return {@code null} if nothing is
	 */
	public @Nullable Committed committed(TopicPartition partition) {
		return this.committed.get(partition);
	}

	/**
	 * Returns where a group and a log are.
	 * @param partition the partition
	 * @param timed whether a time was looked for
	 * @return {@code null} if the log could not be read
	 */
	public @Nullable Position position(TopicPartition partition, boolean timed) {
		Long start = this.log.start(partition);
		Long end = this.log.end(partition);
		if (start == null || end == null || (timed && !this.log.knowsTime(partition))) {
			return null;
		}
		return new Position(partition, committed(partition), start, end, this.log.atTime(partition));
	}

}
