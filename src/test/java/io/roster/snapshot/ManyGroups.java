package io.roster.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Groups that have committed for 20 partitions each, and what Kafka says of them. */
final class ManyGroups implements AutoCloseable {

	static final int PARTITIONS = 20;

	private static final int TOPICS = 10;

	/** Groups that are made at the same time. */
	private static final int AT_ONCE = 500;

	private final Admin admin;

	private int made;

	ManyGroups(String bootstrapServers) throws Exception {
		this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
		List<NewTopic> topics = new ArrayList<>();
		for (int topic = 0; topic < TOPICS; topic++) {
			topics.add(new NewTopic("many-" + topic, PARTITIONS, (short) 1));
		}
		this.admin.createTopics(topics).all().get(60, TimeUnit.SECONDS);
	}

	/** Makes more, until there are so many. */
	void grow(int count) throws Exception {
		while (this.made < count) {
			List<KafkaFuture<Void>> futures = new ArrayList<>();
			for (int i = 0; i < AT_ONCE && this.made < count; i++, this.made++) {
				Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
				for (int partition = 0; partition < PARTITIONS; partition++) {
					offsets.put(new TopicPartition("many-" + this.made % TOPICS, partition), new OffsetAndMetadata(0));
				}
				futures.add(this.admin.alterConsumerGroupOffsets("group-" + this.made, offsets).all());
			}
			KafkaFuture.allOf(futures.toArray(KafkaFuture[]::new)).get(120, TimeUnit.SECONDS);
		}
	}

	/**
	 * The same as a snapshot has in it, by the fewest calls that Kafka's client can make.
	 */
	long readByHand() throws Exception {
		List<String> ids = new ArrayList<>();
		this.admin.listGroups(new ListGroupsOptions())
			.all()
			.get(60, TimeUnit.SECONDS)
			.forEach((group) -> ids.add(group.groupId()));
		Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
		ids.forEach((id) -> specs.put(id, new ListConsumerGroupOffsetsSpec()));
		var described = this.admin.describeClassicGroups(ids);
		Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = this.admin.listConsumerGroupOffsets(specs)
			.all()
			.get(60, TimeUnit.SECONDS);
		described.all().get(60, TimeUnit.SECONDS);
		Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
		Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
		committed.values().forEach((offsets) -> offsets.keySet().forEach((partition) -> {
			latest.put(partition, OffsetSpec.latest());
			earliest.put(partition, OffsetSpec.earliest());
		}));
		ListOffsetsResult ends = this.admin.listOffsets(latest);
		this.admin.listOffsets(earliest).all().get(60, TimeUnit.SECONDS);
		var logEnds = ends.all().get(60, TimeUnit.SECONDS);
		long lag = 0;
		for (Map<TopicPartition, OffsetAndMetadata> offsets : committed.values()) {
			for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
				lag += logEnds.get(offset.getKey()).offset() - offset.getValue().offset();
			}
		}
		return lag;
	}

	@Override
	public void close() {
		this.admin.close();
	}

}
