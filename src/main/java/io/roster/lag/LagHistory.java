package io.roster.lag;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

import io.roster.lag.GroupSeries.Complete;
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
 * if one is configured. Every ten minutes each replica writes what it has seen, together
 * with what others have written of the same time; all is read once, after the start.
 */
@Component
class LagHistory implements DisposableBean {

	private static final Log log = LogFactory.getLog(LagHistory.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration KEPT = Duration.ofMillis(GroupSeries.COARSE * GroupSeries.COARSE_MILLIS);

	/** So many values for each time, so that none is too large. */
	private static final int CHUNKS = 16;

	/** How old a point may be that comes later than those of other groups. */
	private static final long LATE_MILLIS = 3 * GroupSeries.COARSE_MILLIS;

	private final @Nullable CompactedTopic topic;

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "roster-lag-history");
		thread.setDaemon(true);
		return thread;
	});

	private final Index index = new Index();

	private volatile State state = State.UNREAD;

	LagHistory(Stores stores, LagProperties properties) {
		String name = properties.historyTopic();
		this.topic = (name != null && !name.isBlank()) ? stores.open(name, KEPT, TIMEOUT, this.index) : null;
	}

	/**
	 * Reads what was kept, in the background, unless that was done or is being done. What
	 * fails is tried again by the next call. For one thread.
	 * @param restored takes the points of each group, in the order of time
	 */
	void load(BiConsumer<String, Point> restored) {
		CompactedTopic topic = this.topic;
		if (topic != null && this.state == State.UNREAD) {
			this.state = State.READING;
			this.executor.execute(() -> {
				boolean read = false;
				try {
					read = attempt("read", topic::refresh);
					if (read) {
						this.index.handOn(restored);
					}
				}
				finally {
					this.state = read ? State.READ : State.UNREAD;
				}
			});
		}
	}

	State state() {
		return this.state;
	}

	/**
	 * Keeps points of all groups, in the background. What is kept of other groups at the
	 * same time stays; what is older than half an hour comes too late.
	 * @param points those that have become complete, by group; nothing happens if there
	 * is none
	 */
	void keep(Map<String, Complete> points) {
		CompactedTopic topic = this.topic;
		if (topic != null && !points.isEmpty()) {
			this.executor.execute(() -> attempt("kept", () -> {
				topic.refresh();
				topic.put(this.index.with(points));
			}));
		}
	}

	/** History that is lost is a gap in a chart, and nothing else. */
	private static boolean attempt(String what, Runnable task) {
		try {
			task.run();
			return true;
		}
		catch (ProblemException ex) {
			log.warn("The history of lag was not " + what + ": " + ex.getMessage());
			return false;
		}
	}

	@Override
	public void destroy() {
		var unused = this.executor.shutdownNow();
	}

	/** What has become of that which was kept. */
	enum State {

		/** Not asked for yet, or in vain. */
		UNREAD,

		READING,

		/** Handed on. */
		READ

	}

	/**
	 * Points of the same time.
	 *
	 * @param groups a point for each of some groups
	 */
	record Chunk(Map<String, Point> groups) {
	}

	/** What is read, by its key: all until it is handed on, then the newest. */
	private static final class Index implements CompactedTopic.Index {

		private static final Pattern KEY = Pattern.compile("\\d{13}/\\d+");

		/** Keys begin with milliseconds since 1970, which have 13 digits until 2286. */
		private final TreeMap<String, Map<String, Point>> points = new TreeMap<>();

		private boolean handedOn;

		@Override
		public void put(String key, byte @Nullable [] value, long offset, long timestamp) {
			if (value == null || !KEY.matcher(key).matches()) {
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

		/** Returns the newest values with further points. */
		private Map<String, byte[]> with(Map<String, Complete> more) {
			Map<String, Map<String, Point>> chunks = new HashMap<>();
			more.forEach((id, complete) -> {
				Point point = complete.point();
				String key = point.at() + "/" + Math.floorMod(id.hashCode(), CHUNKS);
				Map<String, Point> chunk = chunks.computeIfAbsent(key,
						(name) -> new HashMap<>(this.points.getOrDefault(name, Map.of())));
				// Who has seen only a part may not know better.
				if (complete.whole() || !chunk.containsKey(id)) {
					chunk.put(id, point);
				}
			});
			this.points.putAll(chunks);
			String oldest = oldest();
			chunks.keySet().removeIf((key) -> key.compareTo(oldest) < 0);
			forgetOld();
			Map<String, byte[]> values = new HashMap<>();
			chunks.forEach((key, chunk) -> values.put(key, StoredJson.MAPPER.writeValueAsBytes(new Chunk(chunk))));
			return values;
		}

		private void handOn(BiConsumer<String, Point> restored) {
			this.points.values().forEach((chunk) -> chunk.forEach(restored));
			this.handedOn = true;
			forgetOld();
		}

		private void forgetOld() {
			if (this.handedOn) {
				this.points.headMap(oldest()).clear();
			}
		}

		/** The oldest key to which something may be added. */
		private String oldest() {
			if (this.points.isEmpty()) {
				return "";
			}
			String newest = this.points.lastKey();
			return String.valueOf(Long.parseLong(newest.substring(0, newest.indexOf('/'))) - LATE_MILLIS);
		}

		@Override
		public void clear() {
			this.points.clear();
		}

	}

}
