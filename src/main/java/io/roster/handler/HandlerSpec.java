package io.roster.handler;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.roster.problem.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Which handler a worker has.
 *
 * @param type the handler's type; {@code log} is the one there is
 */
public record HandlerSpec(@Nullable String type) {

	public HandlerSpec {
		type = (type != null) ? type.toLowerCase(Locale.ROOT) : null;
	}

	/** What workers do by default. */
	public static final HandlerSpec LOG = new HandlerSpec("log");

	private static final Map<String, Supplier<RecordHandler>> TYPES = new TreeMap<>(Map.of("log", LogHandler::new));

	/**
	 * Checks that there is such a handler.
	 * @param violations takes what is wrong
	 * @param field the path of this in the request
	 */
	public void check(Violations violations, String field) {
		violations.check(this.type != null && TYPES.containsKey(this.type), field + ".type",
				"must be one of " + String.join(", ", TYPES.keySet()));
	}

	/**
	 * Makes a handler for one worker.
	 * @return a new handler
	 */
	public RecordHandler create() {
		Supplier<RecordHandler> factory = TYPES.get(String.valueOf(this.type));
		if (factory == null) {
			throw new IllegalStateException("Unchecked handler " + this.type);
		}
		return factory.get();
	}

}
