package io.roster.topic;

import io.roster.problem.Violations;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

/** What the name of a topic can be. */
public final class TopicNames {

	private TopicNames() {
	}

	/**
	 * Checks that a topic can have this name, whether there is one or not. Kafka's client
	 * breaks down over names that are too long to be sent.
	 * @param violations gets what is wrong
	 * @param field the field that has the name
	 * @param name the name
	 * @return whether it can be
	 */
	public static boolean check(Violations violations, String field, @Nullable String name) {
		if (!violations.check(name != null && !name.isEmpty(), field, "is required") || name == null) {
			return false;
		}
		try {
			Topic.validate(name);
			return true;
		}
		catch (InvalidTopicException ex) {
			return violations.check(false, field, "is not the name of a topic: " + ex.getMessage());
		}
	}

}
