package io.roster.cluster;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.roster.problem.ProblemException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Kafka's errors as problems. */
final class KafkaProblems {

	private static final String RETRY_AFTER_SECONDS = "5";

	private KafkaProblems() {
	}

	static KafkaCallException of(Throwable failure, Reachability reachability) {
		Throwable cause = telling(failure);
		if (cause instanceof AuthorizationException) {
			return new KafkaCallException(HttpStatus.FORBIDDEN, "kafka-refused", "Kafka refused",
					"Kafka does not allow this service to do that: " + cause.getMessage(), cause);
		}
		if (cause instanceof AuthenticationException) {
			return unavailable("Kafka does not accept this service's credentials: " + cause.getMessage(), cause);
		}
		if (cause instanceof GroupIdNotFoundException || cause instanceof UnknownTopicOrPartitionException) {
			return new KafkaCallException(HttpStatus.NOT_FOUND, "not-found", "Not found",
					String.valueOf(cause.getMessage()), cause);
		}
		if (cause instanceof InvalidGroupIdException) {
			return new KafkaCallException(HttpStatus.BAD_REQUEST, "invalid-group-id", "Invalid group id",
					"Kafka does not take this as the id of a group: " + cause.getMessage(), cause);
		}
		if (cause instanceof GroupNotEmptyException || cause instanceof UnknownMemberIdException) {
			// The second is what Kafka says to whoever is no member when there are some.
			return new KafkaCallException(HttpStatus.CONFLICT, "group-active", "The group has members",
					"The group has members, and only they may do that.", cause);
		}
		if (cause instanceof GroupSubscribedToTopicException) {
			return new KafkaCallException(HttpStatus.CONFLICT, "group-active", "The group has members",
					"The group has members that are subscribed to the topic.", cause);
		}
		if (cause instanceof UnsupportedVersionException) {
			return new KafkaCallException(HttpStatus.NOT_IMPLEMENTED, "kafka-too-old", "Kafka is too old for that",
					String.valueOf(cause.getMessage()), cause);
		}
		if (cause instanceof InterruptedException) {
			return unavailable("The service is stopping.", cause);
		}
		if (!(cause instanceof KafkaException) && !(cause instanceof TimeoutException)) {
			throw new IllegalStateException("Not a failure of Kafka's", cause);
		}
		return timedOut(cause, reachability);
	}

	/** A list that no broker answered is wrapped in an exception that only says so. */
	private static Throwable telling(Throwable failure) {
		Throwable unwrapped = failure;
		while ((unwrapped instanceof ExecutionException || unwrapped instanceof CompletionException)
				&& unwrapped.getCause() != null) {
			unwrapped = unwrapped.getCause();
		}
		for (Throwable cause = unwrapped; cause != null; cause = cause.getCause()) {
			if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
				return cause;
			}
		}
		return unwrapped;
	}

	private static KafkaCallException timedOut(Throwable cause, Reachability reachability) {
		boolean late = false;
		for (Throwable link = cause; link != null; link = link.getCause()) {
			late = late || link instanceof RetriableException || link instanceof TimeoutException;
		}
		if (!reachability.check()) {
			return unavailable("No broker could be reached at " + reachability + ".", cause);
		}
		if (late) {
			return new KafkaCallException(HttpStatus.GATEWAY_TIMEOUT, "kafka-timeout", "Kafka did not answer in time",
					"A broker takes connections at " + reachability + " but the answer did not come in time.", cause);
		}
		Throwable root = cause;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return new KafkaCallException(HttpStatus.BAD_GATEWAY, "kafka-error", "Kafka answered with an error",
				root.getClass().getSimpleName() + ": " + root.getMessage(), cause);
	}

	private static KafkaCallException unavailable(String detail, Throwable cause) {
		KafkaCallException problem = new KafkaCallException(HttpStatus.SERVICE_UNAVAILABLE, "kafka-unavailable",
				"Kafka is not available", detail, cause);
		problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		return problem;
	}

	/** A call to Kafka that failed; the cause is Kafka's own exception. */
	static final class KafkaCallException extends ProblemException {

		KafkaCallException(HttpStatus status, String type, String title, String detail, Throwable cause) {
			super(status, type, title, detail, cause);
		}

	}

}
