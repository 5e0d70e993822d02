package io.roster.fleet;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** What was asked of a group's workers does not go with what is running. */
class WorkerConflictException extends ProblemException {

	WorkerConflictException(String detail) {
		super(HttpStatus.CONFLICT, "worker-conflict", "Does not go with what is running", detail);
	}

}
