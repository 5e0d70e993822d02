package io.roster.fleet;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** This service runs no such worker in the group. */
class NoSuchWorkerException extends ProblemException {

	NoSuchWorkerException(String groupId, String workerId) {
		super(HttpStatus.NOT_FOUND, "no-such-worker", "No such worker",
				"This service runs no worker '" + workerId + "' in group '" + groupId + "'.");
	}

}
