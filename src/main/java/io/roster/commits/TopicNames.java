package io.roster.commits;

import java.util.HashMap;
import java.util.Map;

/**
 * One string for each topic, however many groups have committed for it: every record
 * brings one of its own. For one thread.
 */
final class TopicNames {

	private final Map<String, Name> names = new HashMap<>();

	String take(String topic) {
		Name name = this.names.computeIfAbsent(topic, Name::new);
		name.uses++;
		return name.topic;
	}

	void giveBack(String topic) {
		this.names.computeIfPresent(topic, (key, name) -> (--name.uses > 0) ? name : null);
	}

	int size() {
		return this.names.size();
	}

	private static final class Name {

		private final String topic;

		private int uses;

		Name(String topic) {
			this.topic = topic;
		}

	}

}
