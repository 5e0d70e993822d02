package io.roster.group;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** The group is the service's own, and nobody else writes to it. */
public class OwnGroupException extends ProblemException {

	/**
	 * Creates the problem.
	 * @param groupId the group
	 */
	public OwnGroupException(String groupId) {
		super(HttpStatus.CONFLICT, "own-group", "The service's own group", "Group '" + groupId
				+ "' is the one by which the replicas of this service find each other; nobody else writes to it.");
	}

}
