package io.roster.worker;

import java.util.List;

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
