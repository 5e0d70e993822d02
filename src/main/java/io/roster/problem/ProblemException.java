package io.roster.problem;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * An exception that carries its own problem (RFC 9457). Packages extend it for the errors
 * that are theirs.
 */
public class ProblemException extends ErrorResponseException {

	/** What every problem type of Roster begins with. */
	public static final String TYPE_PREFIX = "urn:roster:problem:";

	/**
	 * Creates the problem.
	 * @param status the HTTP status
	 * @param type the last part of the problem type, in kebab case
	 * @param title the short summary, the same for every occurrence of the type
	 * @param detail what happened this time, with the facts that help
	 * @param cause what led to it, never shown to the caller; may be {@code null}
	 */
	public ProblemException(HttpStatus status, String type, String title, String detail, @Nullable Throwable cause) {
		super(status, problem(status, type, title, detail), cause);
	}

	/**
	 * Creates the problem without a cause.
	 * @param status the HTTP status
	 * @param type the last part of the problem type, in kebab case
	 * @param title the short summary, the same for every occurrence of the type
	 * @param detail what happened this time, with the facts that help
	 */
	public ProblemException(HttpStatus status, String type, String title, String detail) {
		this(status, type, title, detail, null);
	}

	/**
	 * Adds a member to the problem.
	 * @param name the name of the member
	 * @param value its value, as JSON will show it
	 * @return this
	 */
	public final ProblemException with(String name, Object value) {
		getBody().setProperty(name, value);
		return this;
	}

	/**
	 * Returns the sentence that says what happened.
	 * @return the problem's detail
	 */
	public String detail() {
		String detail = getBody().getDetail();
		return (detail != null) ? detail : "";
	}

	static ProblemDetail problem(HttpStatus status, String type, String title, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setType(URI.create(TYPE_PREFIX + type));
		problem.setTitle(title);
		return problem;
	}

}
