package io.roster.support;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What groups have committed, straight from Kafka. */
public final class Commits {

	private Commits() {
	}

	/** All that a group has committed; none if there is no such group. */
	public static Map<TopicPartition, OffsetAndMetadata> of(String group) {
		try {
			Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>(TestKafka.admin()
				.listConsumerGroupOffsets(group)
				.partitionsToOffsetAndMetadata()
				.get(30, TimeUnit.SECONDS));
			commits.values().removeIf(Objects::isNull);
			return commits;
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot read the commits of " + group, ex);
		}
	}

	/** The offsets alone. */
	public static Map<TopicPartition, Long> offsets(String group) {
		return of(group).entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().offset()));
	}

	public static void set(String group, Map<TopicPartition, OffsetAndMetadata> commits) {
		try {
			TestKafka.admin().alterConsumerGroupOffsets(group, commits).all().get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot commit to " + group, ex);
		}
	}

	public static void setOffsets(String group, Map<TopicPartition, Long> offsets) {
		set(group,
				offsets.entrySet()
					.stream()
					.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> new OffsetAndMetadata(entry.getValue()))));
	}

	public static void delete(String group, Set<TopicPartition> partitions) {
		try {
			TestKafka.admin().deleteConsumerGroupOffsets(group, partitions).all().get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot delete commits of " + group, ex);
		}
	}

}
