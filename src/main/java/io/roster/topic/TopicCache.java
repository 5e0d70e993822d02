package io.roster.topic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of topics, remembered for a moment. They change so rarely that asking
 * for each read would only cost Kafka two requests more; what has changed shows after the
 * moment, and what is gone shows when its log is read.
 */
class TopicCache {

	private static final long REMEMBERED_NANOS = Duration.ofSeconds(5).toNanos();

	private static final int MAX_SIZE = 20_000;

	private final Map<String, Remembered> topics = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
			return size() > MAX_SIZE;
		}

	};

	synchronized @Nullable TopicDescription get(String name) {
		Remembered topic = this.topics.get(name);
		return (topic != null && System.nanoTime() - topic.at() < REMEMBERED_NANOS) ? topic.description() : null;
	}

	synchronized void put(String name, TopicDescription description) {
		this.topics.remove(name);
		this.topics.put(name, new Remembered(description, System.nanoTime()));
	}

	synchronized void remove(String name) {
		this.topics.remove(name);
	}

	private record Remembered(TopicDescription description, long at) {
	}

}
