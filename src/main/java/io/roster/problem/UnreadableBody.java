package io.roster.problem;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;

import io.roster.problem.InvalidRequestException.FieldError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import org.springframework.http.converter.HttpMessageNotReadableException;

/** Says which field of a JSON body could not be read, and what would be right. */
final class UnreadableBody {

	private UnreadableBody() {
	}

	static FieldError explain(HttpMessageNotReadableException ex) {
		for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidRequestException invalid) {
				return invalid.errors().get(0);
			}
			if (cause instanceof JacksonException jackson && !(cause.getCause() instanceof InvalidRequestException)) {
				return new FieldError(path(jackson), message(jackson));
			}
		}
		return new FieldError("body", "is required");
	}

	private static String message(JacksonException ex) {
		if (ex instanceof UnrecognizedPropertyException unknown) {
			Collection<Object> known = Objects.requireNonNullElse(unknown.getKnownPropertyIds(),
					java.util.List.<Object>of());
			return "is not a field that is known here; known are "
					+ known.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
		}
		if (ex instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
			return "must be one of " + Arrays.stream(format.getTargetType().getEnumConstants())
				.map(Object::toString)
				.collect(Collectors.joining(", ")) + ", not '" + format.getValue() + "'";
		}
		if (ex instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
			return "must be " + kind(mismatch.getTargetType());
		}
		if (ex instanceof InputCoercionException) {
			return "must be a number within the range of its field (line " + ex.getLocation().getLineNr() + ", column "
					+ ex.getLocation().getColumnNr() + ")";
		}
		if (ex instanceof StreamReadException && String.valueOf(ex.getOriginalMessage()).startsWith("Duplicate")) {
			return "has a field twice (line " + ex.getLocation().getLineNr() + ", column "
					+ ex.getLocation().getColumnNr() + ")";
		}
		if (ex instanceof StreamReadException) {
			return "is not valid JSON (line " + ex.getLocation().getLineNr() + ", column "
					+ ex.getLocation().getColumnNr() + ")";
		}
		return "cannot be read";
	}

	private static String kind(Class<?> type) {
		if (type == Duration.class) {
			return "an ISO-8601 duration such as PT10S";
		}
		if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
			return "an integer";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type == String.class || type.isEnum()) {
			return "a string";
		}
		return (Collection.class.isAssignableFrom(type) || type.isArray()) ? "an array" : "an object";
	}

	private static String path(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		if (ex instanceof DatabindException) {
			ex.getPath().forEach((reference) -> {
				if (reference.getPropertyName() == null) {
					path.append('[').append(reference.getIndex()).append(']');
				}
				else {
					path.append((path.length() > 0) ? "." : "").append(reference.getPropertyName());
				}
			});
		}
		return (path.length() > 0) ? path.toString() : "body";
	}

}
