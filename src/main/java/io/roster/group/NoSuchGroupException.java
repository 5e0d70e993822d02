package io.roster.group;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** Kafka knows no group of this id. */
public class NoSuchGroupException extends ProblemException {

	/**
	 * Creates the problem.
	 * @param groupId the id that was asked for
	 */
	public NoSuchGroupException(String groupId) {
		super(HttpStatus.NOT_FOUND, "no-such-group", "No such group", "Kafka knows no group '" + groupId + "'.");
		with("groupId", groupId);
	}

	/**
	 * No such group, or a broker that does not know this kind of group yet and so has
	 * none.
	 */
	static boolean isMeant(ProblemException problem) {
		return problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)
				|| problem.getStatusCode().isSameCodeAs(HttpStatus.NOT_IMPLEMENTED);
	}

}
