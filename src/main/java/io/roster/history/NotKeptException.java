package io.roster.history;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** There is no such plan or reset, or it is no longer kept. */
public class NotKeptException extends ProblemException {

	private NotKeptException(String type, String title, String detail) {
		super(HttpStatus.NOT_FOUND, type, title, detail);
	}

	/**
	 * There is no such plan.
	 * @param planId the id that was asked for
	 * @return the problem
	 */
	public static NotKeptException plan(String planId) {
		return new NotKeptException("no-such-plan", "No such plan", "There is no plan '" + planId
				+ "' for this group, or its time has passed (roster.history.plan-kept); make a new one.");
	}

	/**
	 * There is no such reset.
	 * @param resetId the id that was asked for
	 * @return the problem
	 */
	public static NotKeptException reset(String resetId) {
		return new NotKeptException("no-such-reset", "No such reset",
				"There is no reset '" + resetId + "' of this group, or it is no longer kept (roster.history.kept).");
	}

}
