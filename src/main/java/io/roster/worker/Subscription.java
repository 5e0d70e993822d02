package io.roster.worker;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.apache.kafka.common.TopicPartition;

/** What a worker reads. */
public sealed interface Subscription {

	/**
	 * Returns how the worker comes to its partitions.
	 * @return the mode
	 */
	default Worker.Mode mode() {
		return Worker.Mode.AUTOMATIC;
	}

	/**
	 * Returns the names of the topics.
	 * @return sorted; none for a pattern, which names no topic
	 */
	default List<String> topics() {
		return List.of();
	}

	/**
	 * Whole topics, shared out among the members of the group.
	 *
	 * @param topics their names, sorted
	 */
	record Topics(List<String> topics) implements Subscription {

		public Topics {
			topics = topics.stream().sorted().distinct().toList();
		}

		@Override
		public String toString() {
			return "topics " + this.topics;
		}

	}

	/**
	 * All topics whose names match, also those that are made later.
	 *
	 * @param regex a Java regular expression
	 */
	record TopicPattern(String regex) implements Subscription {

		private static final String DEAD_LETTERS = "-dlt";

		/**
		 * Returns which topics are meant: not those that are named as dead letter topics
		 * by default, unless the expression itself ends like that. Workers would read
		 * again, for ever, what has failed for good.
		 * @return an expression that names have to match as a whole
		 */
		public Pattern pattern() {
			return Pattern.compile(this.regex.endsWith(DEAD_LETTERS) ? this.regex
					: "(?!.*" + DEAD_LETTERS + "$)(?:" + this.regex + ")");
		}

		/**
		 * Returns whether a topic is meant.
		 * @param topic its name
		 * @return {@code false} if the expression is none
		 */
		boolean matches(String topic) {
			try {
				return pattern().matcher(topic).matches();
			}
			catch (PatternSyntaxException ex) {
				return false;
			}
		}

		@Override
		public String toString() {
			return "topics like " + this.regex;
		}

	}

	/**
	 * Partitions that only this worker reads.
	 *
	 * @param partitions at least one
	 */
	record Partitions(List<TopicPartition> partitions) implements Subscription {

		public Partitions {
			partitions = List.copyOf(partitions);
		}

		@Override
		public Worker.Mode mode() {
			return Worker.Mode.MANUAL;
		}

		@Override
		public List<String> topics() {
			return this.partitions.stream().map(TopicPartition::topic).sorted().distinct().toList();
		}

		@Override
		public String toString() {
			return "partitions " + this.partitions;
		}

	}

}
