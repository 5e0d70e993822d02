package io.roster.commits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it hears of one group or more. */
class Heard implements CommitListener {

	private final String prefix;

	private final List<Event> events = new CopyOnWriteArrayList<>();

	Heard(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public void committed(String groupId, String topic, int partition, long offset, long committedAt) {
		add(new Event(groupId, topic, partition, offset, committedAt));
	}

	@Override
	public void deleted(String groupId, String topic, int partition) {
		add(new Event(groupId, topic, partition, -1, -1));
	}

	private void add(Event event) {
		if (event.groupId().startsWith(this.prefix)) {
			this.events.add(event);
		}
	}

	/** All offsets of a partition in their order, -1 where a commit was deleted. */
	List<Long> offsets(String groupId, int partition) {
		return new ArrayList<>(this.events.stream()
			.filter((event) -> event.groupId().equals(groupId) && event.partition() == partition)
			.map(Event::offset)
			.toList());
	}

	int size() {
		return this.events.size();
	}

	private record Event(String groupId, String topic, int partition, long offset, long committedAt) {
	}

}
