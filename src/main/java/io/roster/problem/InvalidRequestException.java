package io.roster.problem;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * A request that cannot be right whatever the state of the cluster: 400, with a line for
 * each field that is wrong.
 */
public class InvalidRequestException extends ProblemException {

	/** More are only counted. */
	private static final int MAX_SHOWN = 100;

	private final List<FieldError> errors;

	InvalidRequestException(List<FieldError> errors, @Nullable Throwable cause) {
		super(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", describe(errors), cause);
		this.errors = List.copyOf(errors);
		with("errors", this.errors.subList(0, Math.min(MAX_SHOWN, this.errors.size())));
	}

	/**
	 * Creates the problem for one field.
	 * @param field the path of the field, such as {@code partitions[0].topic}, or the
	 * name of the parameter
	 * @param message what is wrong and what would be right
	 */
	public InvalidRequestException(String field, String message) {
		this(List.of(new FieldError(field, message)), null);
	}

	/**
	 * Returns the fields that are wrong.
	 * @return at least one
	 */
	public List<FieldError> errors() {
		return this.errors;
	}

	private static String describe(List<FieldError> errors) {
		FieldError first = errors.get(0);
		String more = (errors.size() > 1) ? " (and " + (errors.size() - 1) + " more, see errors)" : "";
		return first.field() + " " + first.message() + more;
	}

	/**
	 * A field of a request that is wrong.
	 *
	 * @param field the path of the field or the name of the parameter
	 * @param message what is wrong and what would be right
	 */
	public record FieldError(String field, String message) {
	}

}
