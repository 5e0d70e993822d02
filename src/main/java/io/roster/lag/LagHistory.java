package io.roster.lag;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

import io.roster.lag.GroupSeries.Point;
import io.roster.problem.ProblemException;
import io.roster.store.CompactedTopic;
import io.roster.store.StoredJson;
import io.roster.store.Stores;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Keeps the coarse points of all groups over a restart, in a topic of the service's own
 * if one is configured. Every ten minutes each replica writes what it has seen, in the
 * place of what others have written of the same time; it is read once, after the start.
 */
@Component
class LagHistory implements DisposableBean {

	private static final Log log = LogFactory.getLog(LagHistory.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration KEPT = Duration.ofMillis(GroupSeries.COARSE * GroupSeries.COARSE_MILLIS);

	/** So many values for each time, so that none is too large. */
	private static final int CHUNKS = 16;

	private final @Nullable CompactedTopic topic;

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "roster-lag-history");
		thread.setDaemon(true);
		return thread;
	});

	private final Index index = new Index();

	LagHistory(Stores stores, LagProperties properties) {
		String name = properties.historyTopic();
		this.topic = (name != null && !name.isBlank()) ? stores.open(name, KEPT, TIMEOUT, this.index) : null;
	}

	/**
	 * Reads what was kept, in the background.
	 * @param restored takes the points of each group, in the order of time
	 */
	void load(BiConsumer<String, Point> restored) {
		CompactedTopic topic = this.topic;
		if (topic != null) {
			this.executor.execute(() -> {
				attempt("read", topic::refresh);
				this.index.points.values().forEach((chunk) -> chunk.forEach(restored));
				this.index.points.clear();
			});
		}
	}

	/**
	 * Keeps points of all groups, in the background.
	 * @param points those of the same time, by group; nothing happens if there is none
	 */
	void keep(Map<String, Point> points) {
		CompactedTopic topic = this.topic;
		if (topic == null || points.isEmpty()) {
			return;
		}
		Map<String, byte[]> values = new HashMap<>();
		Map<String, Map<String, Point>> chunks = new HashMap<>();
		points.forEach((id, point) -> chunks
			.computeIfAbsent(point.at() + "/" + Math.floorMod(id.hashCode(), CHUNKS), (key) -> new HashMap<>())
			.put(id, point));
		chunks.forEach((key, chunk) -> values.put(key, StoredJson.MAPPER.writeValueAsBytes(new Chunk(chunk))));
		this.executor.execute(() -> attempt("kept", () -> topic.put(values)));
	}

	/** History that is lost is a gap in a chart, and nothing else. */
	private static void attempt(String what, Runnable task) {
		try {
			task.run();
		}
		catch (ProblemException ex) {
			log.warn("The history of lag was not " + what + ": " + ex.getMessage());
		}
	}

	@Override
	public void destroy() {
		var unused = this.executor.shutdownNow();
	}

	/**
	 * Points of the same time.
	 *
	 * @param groups a point for each of some groups
	 */
	record Chunk(Map<String, Point> groups) {
	}

	/** What is read, by its key, until it is handed on. */
	private static final class Index implements CompactedTopic.Index {

		/** Keys begin with milliseconds since 1970, which have 13 digits until 2286. */
		private final TreeMap<String, Map<String, Point>> points = new TreeMap<>();

		@Override
		public void put(String key, byte @Nullable [] value, long offset, long timestamp) {
			if (value == null) {
				this.points.remove(key);
				return;
			}
			try {
				this.points.put(key, StoredJson.MAPPER.readValue(value, Chunk.class).groups());
			}
			catch (JacksonException ex) {
				log.warn("The history of lag has a value that is none, at offset " + offset);
			}
		}

		@Override
		public void clear() {
			this.points.clear();
		}

	}

}
