package io.roster.handler;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.roster.problem.Violations;
import io.roster.topic.TopicNames;
import org.jspecify.annotations.Nullable;

/**
 * Which handler workers have. Each type has fields of its own; the others are
 * {@code null}.
 *
 * @param type {@code log}, {@code http}, {@code topic} or {@code bean}
 * @param url where {@code http} posts records to
 * @param headers HTTP headers that {@code http} sends
 * @param timeout how long {@code http} waits for an answer, 10 s by default, from 10 ms
 * to 5 min
 * @param batch how many records {@code http} posts at once, 1 (default) to 1000
 * @param inFlight how many requests of {@code http} are under way at once in one worker,
 * 1 to 1000, 8 by default; with more than 1 order is kept within a key
 * @param topic where {@code topic} copies records to
 * @param name the name of the Spring bean that {@code bean} hands records to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandlerSpec(@Nullable String type, @Nullable String url, @Nullable Map<String, String> headers,
		@Nullable Duration timeout, @Nullable Integer batch, @Nullable Integer inFlight, @Nullable String topic,
		@Nullable String name) {

	/** What workers do by default. */
	public static final HandlerSpec LOG = new HandlerSpec("log", null, null, null, null, null, null, null);

	/** What is shown of a header. */
	public static final String MASKED = "***";

	/** The types, and the fields of each. */
	private static final Map<String, Set<String>> FIELDS = new TreeMap<>(
			Map.of("log", Set.of(), "http", Set.of("url", "headers", "timeout", "batch", "inFlight"), "topic",
					Set.of("topic"), "bean", Set.of("name")));

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

	private static final int DEFAULT_IN_FLIGHT = 8;

	public HandlerSpec {
		type = (type != null) ? type.toLowerCase(Locale.ROOT) : null;
		headers = (headers != null) ? Map.copyOf(headers) : null;
	}

	/**
	 * Returns whether records are copied within a transaction of Kafka's.
	 * @return {@code true} for {@code topic}
	 */
	@JsonIgnore
	public boolean isTransactional() {
		return "topic".equals(this.type);
	}

	/**
	 * Checks that this is right by itself.
	 * @param violations takes what is wrong
	 * @param field the path of this in the request
	 */
	public void check(Violations violations, String field) {
		Set<String> own = (this.type != null) ? FIELDS.get(this.type) : null;
		if (!violations.check(own != null, field + ".type", "must be one of " + String.join(", ", FIELDS.keySet()))
				|| own == null) {
			return;
		}
		fields().forEach((name, value) -> violations.check(value == null || own.contains(name), field + "." + name,
				"does not belong to a handler of type " + this.type));
		switch (String.valueOf(this.type)) {
			case "http" -> HttpRules.check(this, violations, field);
			case "topic" -> TopicNames.check(violations, field + ".topic", this.topic);
			case "bean" -> violations.check(this.name != null && !this.name.isBlank(), field + ".name",
					"is required: the name of a bean that implements " + RecordHandler.class.getName());
			default -> {
			}
		}
	}

	/**
	 * Returns whether what one URL may know the other may know as well.
	 * @param one a URL
	 * @param other another one
	 * @return whether scheme, host and port are the same
	 */
	public static boolean isSameOrigin(@Nullable String one, @Nullable String other) {
		return HttpRules.origin(one) != null && Objects.equals(HttpRules.origin(one), HttpRules.origin(other));
	}

	private Map<String, @Nullable Object> fields() {
		Map<String, @Nullable Object> fields = new TreeMap<>();
		fields.put("url", this.url);
		fields.put("headers", this.headers);
		fields.put("timeout", this.timeout);
		fields.put("batch", this.batch);
		fields.put("inFlight", this.inFlight);
		fields.put("topic", this.topic);
		fields.put("name", this.name);
		return fields;
	}

	/**
	 * Returns the same with every default spelled out.
	 * @return a spec that is equal to any other that means the same
	 */
	public HandlerSpec withDefaults() {
		if (!"http".equals(this.type)) {
			return this;
		}
		return new HandlerSpec(this.type, this.url, (this.headers != null) ? this.headers : Map.of(),
				(this.timeout != null) ? this.timeout : DEFAULT_TIMEOUT, (this.batch != null) ? this.batch : 1,
				(this.inFlight != null) ? this.inFlight : DEFAULT_IN_FLIGHT, null, null);
	}

	/**
	 * Returns the same for everybody's eyes.
	 * @return a spec with the names of headers but not what they say, since that may be a
	 * secret
	 */
	public HandlerSpec masked() {
		if (this.headers == null || this.headers.isEmpty()) {
			return this;
		}
		Map<String, String> masked = new TreeMap<>(this.headers);
		masked.replaceAll((name, value) -> MASKED);
		return new HandlerSpec(this.type, this.url, masked, this.timeout, this.batch, this.inFlight, this.topic,
				this.name);
	}

	/** Without what headers say, which may be a secret. */
	@Override
	public String toString() {
		HandlerSpec masked = masked();
		StringBuilder text = new StringBuilder(String.valueOf(this.type));
		masked.fields().forEach((name, value) -> {
			if (value != null) {
				text.append(" ").append(name).append("=").append(value);
			}
		});
		return text.toString();
	}

}
