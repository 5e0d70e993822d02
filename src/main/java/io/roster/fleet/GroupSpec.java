package io.roster.fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.roster.delivery.RetryPolicy;
import io.roster.handler.HandlerSpec;
import io.roster.worker.NewWorkers;
import io.roster.worker.Protocol;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What should run in a group whose partitions Kafka shares out.
 *
 * @param topics topics that Kafka shares out among the workers
 * @param topicPattern the same, for all topics whose names match a Java regular
 * expression
 * @param count how many workers there should be in all replicas
 * @param paused whether all of them are to fetch nothing
 * @param protocol {@code classic} by default
 * @param assignor {@code cooperative-sticky} by default, {@code uniform} in the consumer
 * protocol
 * @param autoOffsetReset {@code earliest} by default
 * @param handler {@code log} by default; of a header that is {@code ***} the value stays
 * as long as it goes to the same host and port
 * @param maxPollRecords 500 by default
 * @param retry 5 deliveries by default
 * @param deadLetterTopic the name of a record's topic and {@code -dlt} by default
 * @param staticMembership {@code false} by default
 * @param version what is also the {@code ETag}; nothing that is set by it
 */
@Schema(example = "{\"topics\":[\"orders\"],\"count\":2}")
record GroupSpec(@Nullable List<String> topics, @Nullable String topicPattern, @Nullable Integer count,
		@Nullable Boolean paused, @Nullable Protocol protocol, @Nullable String assignor,
		@Nullable String autoOffsetReset, @Nullable HandlerSpec handler, @Nullable Integer maxPollRecords,
		@Nullable RetryPolicy retry, @Nullable String deadLetterTopic, @Nullable Boolean staticMembership,
		@Nullable String version) {

	private static final int VERSION_LENGTH = 12;

	/**
	 * Describes what should run.
	 * @param state the group
	 * @param spec what its workers do
	 * @param count how many there should be
	 * @return the same as one would ask for it, without what headers say
	 */
	static GroupSpec of(GroupState state, NewWorkers spec, int count) {
		boolean paused = !state.workers().isEmpty() && state.workers().stream().allMatch(PlacedWorker::paused);
		HandlerSpec handler = (spec.handler() != null) ? spec.handler().masked() : null;
		return new GroupSpec(spec.topics(), spec.topicPattern(), count, paused, spec.protocol(), spec.assignor(),
				spec.autoOffsetReset(), handler, spec.maxPollRecords(), spec.retry(), spec.deadLetterTopic(),
				spec.staticMembership(), version(state.generation(), spec, count, paused));
	}

	/** Of what is said, headers included, and of how often something else was said. */
	private static String version(int generation, NewWorkers spec, int count, boolean paused) {
		try {
			String text = count + " " + paused + " " + DesiredState.JSON.writeValueAsString(spec);
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return generation + "-" + HexFormat.of().formatHex(hash).substring(0, VERSION_LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Returns the same as a request for workers would say it.
	 * @param current what workers do now, whose headers stay where they are masked
	 * @return the request
	 */
	NewWorkers workers(@Nullable NewWorkers current) {
		return new NewWorkers(this.topics, this.topicPattern, null, null, this.protocol, this.assignor,
				this.autoOffsetReset, unmasked((current != null) ? current.handler() : null), this.maxPollRecords,
				this.retry, this.deadLetterTopic, this.staticMembership);
	}

	private @Nullable HandlerSpec unmasked(@Nullable HandlerSpec current) {
		HandlerSpec mine = this.handler;
		if (mine == null || mine.headers() == null || current == null || current.headers() == null
				|| !HandlerSpec.isSameOrigin(mine.url(), current.url())) {
			return mine;
		}
		Map<String, String> secrets = current.headers();
		Map<String, String> headers = new TreeMap<>(mine.headers());
		headers
			.replaceAll((name, value) -> HandlerSpec.MASKED.equals(value) ? secrets.getOrDefault(name, value) : value);
		return new HandlerSpec(mine.type(), mine.url(), headers, mine.timeout(), mine.batch(), mine.inFlight(),
				mine.topic(), mine.name());
	}

	@Nullable String etag() {
		return (this.version != null) ? "\"" + this.version + "\"" : null;
	}

}
