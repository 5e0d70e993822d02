package io.roster.problem;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.roster.problem.InvalidRequestException.FieldError;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Turns whatever a controller, or Spring on its way to one, throws into a problem. What
 * nobody expected is a 500 that says nothing of the inside: its {@code instance} is also
 * in the log.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final Log log = LogFactory.getLog(ProblemAdvice.class);

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return answer(new InvalidRequestException(List.of(UnreadableBody.explain(ex)), ex), headers, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		String field = (ex instanceof MethodArgumentTypeMismatchException argument) ? argument.getName()
				: String.valueOf(ex.getPropertyName());
		InvalidRequestException problem = null;
		for (Throwable cause = ex.getCause(); cause != null && problem == null; cause = cause.getCause()) {
			problem = (cause instanceof InvalidRequestException invalid) ? invalid : null;
		}
		if (problem == null) {
			problem = new InvalidRequestException(List.of(new FieldError(field, expected(ex))), ex);
		}
		return answer(problem, headers, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
			MissingServletRequestParameterException ex, HttpHeaders headers, HttpStatusCode status,
			WebRequest request) {
		return answer(new InvalidRequestException(ex.getParameterName(), "is required"), headers, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(NoResourceFoundException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String path = ((ServletWebRequest) request).getRequest().getRequestURI();
		return answer(new NoSuchPathException(path), headers, request);
	}

	@ExceptionHandler(ConversionFailedException.class)
	@Nullable ResponseEntity<Object> conversionFailed(ConversionFailedException ex, WebRequest request) {
		if (ex.getCause() instanceof InvalidRequestException invalid) {
			return answer(invalid, new HttpHeaders(), request);
		}
		return unexpected(ex, request);
	}

	@ExceptionHandler
	@Nullable ResponseEntity<Object> unexpected(Exception ex, WebRequest request) {
		ProblemDetail problem = unexpected(ex);
		return handleExceptionInternal(ex, problem, new HttpHeaders(), HttpStatus.INTERNAL_SERVER_ERROR, request);
	}

	static ProblemDetail unexpected(@Nullable Throwable ex) {
		ProblemDetail problem = ProblemException.problem(HttpStatus.INTERNAL_SERVER_ERROR, "unexpected",
				"Unexpected error", "Something went wrong inside of Roster; its log has the cause.");
		UUID id = UUID.randomUUID();
		problem.setInstance(URI.create("urn:uuid:" + id));
		log.error("Unexpected error " + id, ex);
		return problem;
	}

	private @Nullable ResponseEntity<Object> answer(ProblemException problem, HttpHeaders headers, WebRequest request) {
		return handleExceptionInternal(problem, null, headers, problem.getStatusCode(), request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception ex, @Nullable Object body,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		HttpHeaders all = new HttpHeaders(headers);
		if (ex instanceof ErrorResponse response) {
			all.putAll(response.getHeaders());
		}
		// A copy, since one exception may answer several requests that shared a read, and
		// the body gets their paths.
		if (ex instanceof ErrorResponse response && !(ex instanceof ProblemException)
				&& HttpStatus.resolve(status.value()) != null && isUntyped(response.getBody())) {
			// Such as method-not-allowed and unsupported-media-type.
			String reason = HttpStatus.valueOf(status.value()).name().toLowerCase(Locale.ROOT).replace('_', '-');
			response.getBody().setType(URI.create(ProblemException.TYPE_PREFIX + reason));
		}
		Object own = (ex instanceof ProblemException problem) ? new Copy(problem.getBody()) : body;
		return super.handleExceptionInternal(ex, own, all, status, request);
	}

	private static boolean isUntyped(ProblemDetail problem) {
		return problem.getType() == null || problem.getType().toString().equals("about:blank");
	}

	private static String expected(TypeMismatchException ex) {
		Class<?> type = ex.getRequiredType();
		String wanted = "is not valid";
		if (type != null && Collection.class.isAssignableFrom(type) && ex.getCause() != null) {
			wanted = "must have values of the right type, such as integers";
		}
		else if (type != null
				&& (type == int.class || type == Integer.class || type == long.class || type == Long.class)) {
			wanted = "must be an integer";
		}
		else if (type != null && (type == boolean.class || type == Boolean.class)) {
			wanted = "must be true or false";
		}
		else if (type == Duration.class) {
			wanted = "must be an ISO 8601 duration such as PT1H";
		}
		return wanted + ", not '" + ex.getValue() + "'";
	}

	/** A problem of its own for each answer. */
	private static final class Copy extends ProblemDetail {

		Copy(ProblemDetail other) {
			super(other);
		}

	}

}
