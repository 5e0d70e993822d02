package io.roster.problem;

import java.time.Duration;
import java.time.format.DateTimeParseException;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import org.springframework.boot.jackson.JacksonComponent;

/** Durations in requests are ISO-8601: a number does not say whether it is seconds. */
@JacksonComponent
class DurationDeserializer extends StdDeserializer<Duration> {

	DurationDeserializer() {
		super(Duration.class);
	}

	@Override
	public Duration deserialize(JsonParser parser, DeserializationContext context) {
		if (parser.hasToken(JsonToken.VALUE_STRING)) {
			try {
				return Duration.parse(parser.getString());
			}
			catch (DateTimeParseException ex) {
				return (Duration) context.handleWeirdStringValue(Duration.class, parser.getString(), "no duration");
			}
		}
		return (Duration) context.handleUnexpectedToken(Duration.class, parser);
	}

}
