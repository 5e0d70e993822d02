package io.roster.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.Violations;
import io.roster.topic.TopicNames;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions a reset is about.
 *
 * @param allTopics {@code true} for every partition that the group has committed
 * @param topics topics, whole or some of their partitions
 */
public record Scope(
		@Schema(description = "true for every partition that the group has committed") @Nullable Boolean allTopics,
		@Schema(description = "Topics, whole or some of their partitions") @Nullable List<TopicScope> topics) {

	public static final Scope ALL_TOPICS = new Scope(true, null);

	public Scope {
		topics = (topics != null) ? List.copyOf(topics) : null;
	}

	/**
	 * Returns whether all that is committed is meant.
	 * @return {@code false} if topics are named
	 */
	public boolean isAllTopics() {
		return Boolean.TRUE.equals(this.allTopics);
	}

	/**
	 * Returns the topics that are named.
	 * @return none if there are none
	 */
	public List<TopicScope> topicsOrNone() {
		return (this.topics != null) ? this.topics : List.of();
	}

	/**
	 * Returns the topics with the partitions that are meant.
	 * @return none of a topic for all that it has
	 */
	public Map<String, Set<Integer>> byTopic() {
		Map<String, Set<Integer>> byTopic = new LinkedHashMap<>();
		topicsOrNone().forEach((topic) -> byTopic.merge(topic.topic(), new HashSet<>(topic.partitionsOrAll()),
				(one, other) -> one.isEmpty() || other.isEmpty() ? Set.of() : union(one, other)));
		return byTopic;
	}

	private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
		Set<Integer> all = new HashSet<>(one);
		all.addAll(other);
		return all;
	}

	/**
	 * Checks that the scope can be right.
	 * @param violations gets what is wrong
	 * @param field the path of the scope
	 */
	public void check(Violations violations, String field) {
		boolean all = isAllTopics();
		violations.check(all != !topicsOrNone().isEmpty(), field,
				"must have either allTopics true or at least one of topics");
		for (int i = 0; i < topicsOrNone().size(); i++) {
			TopicScope topic = topicsOrNone().get(i);
			topic.check(violations, field + ".topics[" + i + "]");
		}
	}

	/**
	 * A topic, whole or some of its partitions. JSON may also have it as Kafka's tools
	 * write it, {@code orders} or {@code orders:0,1}.
	 *
	 * @param topic the topic
	 * @param partitions numbers of partitions, {@code null} for all
	 */
	public record TopicScope(String topic, @Nullable List<Integer> partitions) {

		public TopicScope {
			partitions = (partitions != null) ? List.copyOf(partitions) : null;
		}

		/**
		 * Reads a topic as Kafka's tools write it.
		 * @param text the topic's name; to mean some partitions only, a colon and their
		 * numbers with commas in between
		 * @return the topic
		 * @throws InvalidRequestException if the numbers are none
		 */
		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		public static TopicScope parse(String text) {
			int colon = text.indexOf(':');
			if (colon < 0) {
				return new TopicScope(text, null);
			}
			List<Integer> partitions = new ArrayList<>();
			for (String number : text.substring(colon + 1).split(",", -1)) {
				if (!number.matches("\\d{1,9}")) {
					throw new InvalidRequestException("topics",
							"must have numbers of partitions with commas in between "
									+ "behind the colon, as in orders:0,1, not '" + text + "'");
				}
				partitions.add(Integer.valueOf(number));
			}
			return new TopicScope(text.substring(0, colon), partitions);
		}

		/**
		 * Makes the scope of a topic, for JSON.
		 * @param topic the topic
		 * @param partitions numbers of partitions, {@code null} for all
		 * @return the scope
		 */
		@JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
		public static TopicScope of(@Nullable String topic, @Nullable List<Integer> partitions) {
			return new TopicScope((topic != null) ? topic : "", partitions);
		}

		List<Integer> partitionsOrAll() {
			return (this.partitions != null) ? this.partitions : List.of();
		}

		private void check(Violations violations, String field) {
			TopicNames.check(violations, field + ".topic", this.topic);
			if (this.partitions != null) {
				violations.check(!this.partitions.isEmpty(), field + ".partitions",
						"must name at least one; leave it out for all");
				violations.check(this.partitions.stream().allMatch((number) -> number >= 0), field + ".partitions",
						"must not be negative");
				violations.check(new HashSet<>(this.partitions).size() == this.partitions.size(), field + ".partitions",
						"has a number twice");
			}
		}

	}

}
