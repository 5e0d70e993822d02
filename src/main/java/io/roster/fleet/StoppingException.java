package io.roster.fleet;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The service is about to end and starts nothing any more. */
class StoppingException extends ProblemException {

	StoppingException() {
		super(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "The service is stopping",
				"The service finishes its workers and starts no new ones.");
		getHeaders().set(HttpHeaders.RETRY_AFTER, "30");
	}

}
