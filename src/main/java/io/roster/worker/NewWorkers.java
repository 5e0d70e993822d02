package io.roster.worker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import io.roster.delivery.RetryPolicy;
import io.roster.handler.HandlerSpec;
import io.roster.problem.InvalidRequestException;
import io.roster.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import io.roster.topic.TopicNames;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which workers to start. Exactly one of {@code topics}, {@code topicPattern} and
 * {@code partitions} says what they read.
 *
 * @param topics topics that Kafka shares out among the workers
 * @param topicPattern the same, for all topics whose names match a Java regular
 * expression
 * @param partitions partitions that one worker takes by hand
 * @param count how many workers to add, 1 by default
 * @param protocol {@code classic} by default
 * @param assignor {@code cooperative-sticky} by default, {@code uniform} in the consumer
 * protocol
 * @param autoOffsetReset where to begin where nothing is committed: {@code earliest}
 * (default), {@code latest} or {@code none}
 * @param handler what to do with the records, {@code log} by default
 * @param maxPollRecords how many records one poll returns at most, 1 to 100000, 500 by
 * default
 * @param retry how often and after which pauses a record is tried again
 * @param deadLetterTopic where records go that fail for good, by default the name of
 * their topic and {@code -dlt}; if it is empty, a worker stops at such a record
 * @param staticMembership whether workers keep their partitions for a while when they
 * leave and come back (KIP-345), {@code false} by default
 */
@Schema(example = "{\"topics\":[\"orders\"],\"count\":2}")
public record NewWorkers(@Nullable List<String> topics, @Nullable String topicPattern,
		@Nullable List<PartitionsOfTopic> partitions, @Nullable Integer count, @Nullable Protocol protocol,
		@Nullable String assignor, @Nullable String autoOffsetReset, @Nullable HandlerSpec handler,
		@Nullable Integer maxPollRecords, @Nullable RetryPolicy retry, @Nullable String deadLetterTopic,
		@Nullable Boolean staticMembership) {

	private static final int DEFAULT_MAX_POLL_RECORDS = 500;

	private static final List<String> RESETS = List.of("earliest", "latest", "none");

	/**
	 * Returns how many workers to add.
	 * @return 1 unless it was said
	 */
	public int countOrDefault() {
		return (this.count != null) ? this.count : 1;
	}

	/**
	 * Returns the same in another protocol.
	 * @param protocol the protocol
	 * @param assignor who shares the partitions out, {@code null} for the protocol's
	 * default
	 * @return the request
	 */
	public NewWorkers withProtocol(Protocol protocol, @Nullable String assignor) {
		return new NewWorkers(this.topics, this.topicPattern, this.partitions, this.count, protocol, assignor,
				this.autoOffsetReset, this.handler, this.maxPollRecords, this.retry, this.deadLetterTopic,
				this.staticMembership);
	}

	/**
	 * Returns what one of the workers does.
	 * @return the same without {@code count}
	 */
	public NewWorkers withoutCount() {
		return new NewWorkers(this.topics, this.topicPattern, this.partitions, null, this.protocol, this.assignor,
				this.autoOffsetReset, this.handler, this.maxPollRecords, this.retry, this.deadLetterTopic,
				this.staticMembership);
	}

	/**
	 * Checks the request by itself and returns what it asks for.
	 * @param maxCount how many workers a group may have
	 * @return the spec of the workers
	 * @throws InvalidRequestException with every field that is wrong
	 */
	public WorkerSpec toSpec(int maxCount) {
		Violations violations = new Violations();
		long sources = Stream.of(this.topics, this.topicPattern, this.partitions)
			.filter((source) -> source != null)
			.count();
		violations.check(sources == 1, "topics", "or topicPattern or partitions is required, and only one of them");
		boolean manual = this.partitions != null;
		violations.check(countOrDefault() >= 1 && countOrDefault() <= maxCount, "count",
				"must be from 1 to " + maxCount);
		violations.check(!manual || countOrDefault() == 1, "count",
				"must be 1 with partitions, which only one worker can take");
		violations.check(!manual || this.protocol != Protocol.CONSUMER, "protocol",
				"does not go with partitions: who takes partitions by hand joins no group");
		violations.check(!manual || this.assignor == null, "assignor",
				"does not go with partitions: nobody shares them out");
		Protocol protocol = (this.protocol != null) ? this.protocol : Protocol.CLASSIC;
		String assignor = lower(this.assignor, protocol.defaultAssignor());
		violations.check(protocol.assignors().contains(assignor), "assignor",
				"must be one of " + String.join(", ", protocol.assignors()) + " in the " + protocol + " protocol, not '"
						+ assignor + "'");
		String reset = lower(this.autoOffsetReset, "earliest");
		violations.check(RESETS.contains(reset), "autoOffsetReset",
				"must be one of " + String.join(", ", RESETS) + ", not '" + reset + "'");
		int maxPollRecords = (this.maxPollRecords != null) ? this.maxPollRecords : DEFAULT_MAX_POLL_RECORDS;
		violations.check(maxPollRecords >= 1 && maxPollRecords <= 100_000, "maxPollRecords",
				"must be from 1 to 100000");
		HandlerSpec handler = (this.handler != null) ? this.handler : HandlerSpec.LOG;
		handler.check(violations, "handler");
		RetryPolicy retry = (this.retry != null) ? this.retry : RetryPolicy.DEFAULT;
		retry.check(violations, "retry");
		if (this.deadLetterTopic != null && !this.deadLetterTopic.isEmpty()) {
			TopicNames.check(violations, "deadLetterTopic", this.deadLetterTopic);
		}
		boolean isStatic = Boolean.TRUE.equals(this.staticMembership);
		violations.check(!manual || !isStatic, "staticMembership",
				"does not go with partitions: who takes partitions by hand joins no group");
		Subscription subscription = subscription(violations);
		violations.check(handler.topic() == null || !reads(subscription, handler.topic()), "handler.topic",
				"must not be one that the workers read, or copies would be copied for ever");
		violations.check(this.deadLetterTopic == null || !reads(subscription, this.deadLetterTopic), "deadLetterTopic",
				"must not be one that the workers read, or what fails would come again for ever");
		violations.throwIfAny();
		return new WorkerSpec(subscription, protocol, assignor, reset, handler.withDefaults(), maxPollRecords,
				retry.withDefaults(), this.deadLetterTopic, isStatic);
	}

	private static boolean reads(Subscription subscription, String topic) {
		return (subscription instanceof Subscription.TopicPattern pattern) ? pattern.matches(topic)
				: subscription.topics().contains(topic);
	}

	private static String lower(@Nullable String text, String otherwise) {
		return (text != null) ? text.toLowerCase(Locale.ROOT) : otherwise;
	}

	private Subscription subscription(Violations violations) {
		if (this.partitions != null) {
			return new Subscription.Partitions(partitions(violations, this.partitions));
		}
		if (this.topicPattern != null) {
			try {
				Pattern.compile(this.topicPattern);
			}
			catch (PatternSyntaxException ex) {
				violations.check(false, "topicPattern",
						"is not a Java regular expression: " + ex.getDescription() + " at " + ex.getIndex());
			}
			violations.check(!this.topicPattern.isEmpty(), "topicPattern", "must not be empty");
			return new Subscription.TopicPattern(this.topicPattern);
		}
		List<String> topics = (this.topics != null) ? this.topics : List.of();
		violations.check(this.topics == null || !topics.isEmpty(), "topics", "must not be empty");
		for (int i = 0; i < topics.size(); i++) {
			TopicNames.check(violations, "topics[" + i + "]", topics.get(i));
		}
		return new Subscription.Topics(topics.stream().map(String::valueOf).toList());
	}

	private static List<TopicPartition> partitions(Violations violations, List<PartitionsOfTopic> wanted) {
		violations.check(!wanted.isEmpty(), "partitions", "must not be empty");
		Set<TopicPartition> named = new HashSet<>();
		List<TopicPartition> all = new ArrayList<>();
		for (int i = 0; i < wanted.size(); i++) {
			String field = "partitions[" + i + "]";
			PartitionsOfTopic of = wanted.get(i);
			String topic = (of != null) ? of.topic() : null;
			List<@Nullable Integer> numbers = (of != null && of.partitions() != null) ? of.partitions() : List.of();
			TopicNames.check(violations, field + ".topic", topic);
			violations.check(!numbers.isEmpty(), field + ".partitions", "is required and must not be empty");
			for (int j = 0; j < numbers.size(); j++) {
				Integer number = numbers.get(j);
				TopicPartition partition = new TopicPartition(String.valueOf(topic), (number != null) ? number : -1);
				String path = field + ".partitions[" + j + "]";
				violations.check(number != null && number >= 0, path, "must be the number of a partition, 0 or more");
				violations.check(named.add(partition), path, "is named twice");
				all.add(partition);
			}
		}
		return all;
	}

	/**
	 * Partitions of a topic, to be taken by hand.
	 *
	 * @param topic the topic
	 * @param partitions the numbers of its partitions
	 */
	public record PartitionsOfTopic(@Nullable String topic, @Nullable List<@Nullable Integer> partitions) {
	}

}
