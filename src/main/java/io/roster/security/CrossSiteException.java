package io.roster.security;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** A page of another site sent a request that changes something. */
class CrossSiteException extends ProblemException {

	CrossSiteException(String reason) {
		super(HttpStatus.FORBIDDEN, "cross-site", "Request from another site",
				"A request must not come from another site: " + reason);
	}

}
