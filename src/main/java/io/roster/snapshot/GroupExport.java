package io.roster.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.cluster.Calls;
import io.roster.cluster.Cluster;
import io.roster.text.Csv;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What many groups have committed, as Kafka's tool exports it. */
@Component
class GroupExport {

	/** Groups of one call, so that what is in memory has a bound. */
	private static final int CHUNK = 500;

	private static final Comparator<TopicPartition> BY_NAME = Comparator.comparing(TopicPartition::topic)
		.thenComparing(TopicPartition::partition);

	private final Cluster cluster;

	private final SnapshotProperties properties;

	GroupExport(Cluster cluster, SnapshotProperties properties) {
		this.cluster = cluster;
		this.properties = properties;
	}

	/**
	 * Reads what groups have committed.
	 * @param groups the groups
	 * @return the CSV, and the groups that the service may not see
	 * @throws io.roster.problem.ProblemException if another one could not be read: a part
	 * must not pass for all
	 */
	Exported export(List<GroupSummary> groups) {
		List<String> ids = groups.stream()
			.filter((group) -> group.type().commitsOffsets())
			.map(GroupSummary::groupId)
			.toList();
		List<List<Object>> rows = new ArrayList<>();
		List<String> leftOut = new ArrayList<>();
		Calls calls = this.cluster.calls(this.properties.timeout());
		for (int from = 0; from < ids.size(); from += CHUNK) {
			List<String> chunk = ids.subList(from, Math.min(ids.size(), from + CHUNK));
			Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
			chunk.forEach((id) -> specs.put(id, new ListConsumerGroupOffsetsSpec()));
			ListConsumerGroupOffsetsResult result = calls.admin()
				.listConsumerGroupOffsets(specs, calls.within(new ListConsumerGroupOffsetsOptions()));
			Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> asked = new LinkedHashMap<>();
			chunk.forEach((id) -> asked.put(id, result.partitionsToOffsetAndMetadata(id)));
			calls.each(asked, (id, committed) -> rows.addAll(rows(id, committed)), (id, problem) -> {
				if (!problem.getStatusCode().isSameCodeAs(HttpStatus.FORBIDDEN)) {
					throw problem;
				}
				leftOut.add(id);
			});
		}
		return new Exported(Csv.write(rows), leftOut);
	}

	private static List<List<Object>> rows(String groupId, Map<TopicPartition, OffsetAndMetadata> committed) {
		Map<TopicPartition, OffsetAndMetadata> sorted = new TreeMap<>(BY_NAME);
		committed.forEach((partition, offset) -> {
			if (offset != null) {
				sorted.put(partition, offset);
			}
		});
		List<List<Object>> rows = new ArrayList<>();
		sorted.forEach((partition, offset) -> rows
			.add(List.of(groupId, partition.topic(), partition.partition(), offset.offset())));
		return rows;
	}

	/**
	 * An export.
	 *
	 * @param csv a line for each commit
	 * @param leftOut the groups that the service may not see
	 */
	record Exported(String csv, List<String> leftOut) {
	}

}
