package io.roster.group;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * What earlier reads found out: the type of a group, so that it is described by the right
 * call at once, and its topics, so that they are looked up in the first round. Only a
 * hint: what has changed costs a round more, never a wrong answer.
 */
class KnownGroups {

	private static final int MAX_SIZE = 20_000;

	private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
			return size() > MAX_SIZE;
		}

	};

	private final AtomicLong changes = new AtomicLong();

	/** This service has changed a group, so lists that were read before are not right. */
	void changed() {
		this.changes.incrementAndGet();
	}

	/**
	 * Returns how many changes this service has made.
	 * @return a number that grows
	 */
	long changes() {
		return this.changes.get();
	}

	synchronized @Nullable Known get(String groupId) {
		return this.known.get(groupId);
	}

	synchronized void put(String groupId, GroupKind type, List<String> topics) {
		Known before = this.known.get(groupId);
		if (before == null || before.type() != type || !before.topics().equals(topics)) {
			this.known.put(groupId, new Known(type, topics));
		}
	}

	synchronized void putType(String groupId, GroupKind type) {
		Known before = this.known.get(groupId);
		this.known.put(groupId, new Known(type, (before != null) ? before.topics() : List.of()));
	}

	synchronized void remove(String groupId) {
		this.known.remove(groupId);
	}

	record Known(GroupKind type, List<String> topics) {

		Known {
			topics = List.copyOf(topics);
		}

	}

}
