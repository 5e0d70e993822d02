package io.roster.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.store.CompactedTopic;
import io.roster.store.StoredJson;
import io.roster.store.Stores;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The topic in which all replicas keep their workers' ledgers. A replica reads it when
 * somebody asks for a ledger, and not before.
 */
@Component
class LedgerTopic {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int ENTRIES_OF_PARTITION = 50;

	private final CompactedTopic topic;

	private final Index index = new Index();

	LedgerTopic(Stores stores, LedgerProperties properties) {
		this.topic = stores.open(properties.topic(), properties.kept(), TIMEOUT, this.index);
	}

	/**
	 * Keeps entries in the place of what they were before.
	 * @param entries the entries
	 */
	void put(List<KeptEntry> entries) {
		Map<String, byte[]> values = new HashMap<>();
		entries.forEach((entry) -> values.put(entry.key(), StoredJson.MAPPER.writeValueAsBytes(entry)));
		this.topic.put(values);
	}

	/**
	 * Returns the entries of a group.
	 * @param groupId the group
	 * @return the newest of each partition, the oldest of those first
	 */
	List<KeptEntry> of(String groupId) {
		this.topic.refresh();
		return this.index.of(groupId);
	}

	private static final class Index implements CompactedTopic.Index {

		/** Entries by their keys, by partition, by group. */
		private final Map<String, Map<String, TreeMap<String, KeptEntry>>> groups = new HashMap<>();

		@Override
		public synchronized void put(String key, byte @Nullable [] value, long offset, long timestamp) {
			if (value != null) {
				KeptEntry entry = StoredJson.MAPPER.readValue(value, KeptEntry.class);
				TreeMap<String, KeptEntry> entries = this.groups
					.computeIfAbsent(entry.groupId(), (groupId) -> new HashMap<>())
					.computeIfAbsent(entry.partitionKey(), (partition) -> new TreeMap<>());
				String position = entry.entry().assignedAt() + key;
				if (entry.entry().isVoid()) {
					entries.remove(position);
				}
				else {
					entries.put(position, entry);
				}
				if (entries.size() > ENTRIES_OF_PARTITION) {
					entries.pollFirstEntry();
				}
			}
		}

		@Override
		public synchronized void clear() {
			this.groups.clear();
		}

		synchronized List<KeptEntry> of(String groupId) {
			List<KeptEntry> all = new ArrayList<>();
			this.groups.getOrDefault(groupId, Map.of()).values().forEach((entries) -> all.addAll(entries.values()));
			all.sort(Comparator.comparing((KeptEntry kept) -> kept.entry().assignedAt()));
			return all;
		}

	}

}
