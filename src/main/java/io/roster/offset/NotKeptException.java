package io.roster.offset;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** There is no such plan or reset, or it is no longer kept. */
class NotKeptException extends ProblemException {

	private NotKeptException(String type, String title, String detail) {
		super(HttpStatus.NOT_FOUND, type, title, detail);
	}

	static NotKeptException plan(String planId) {
		return new NotKeptException("no-such-plan", "No such plan", "There is no plan '" + planId
				+ "' for this group, or its time has passed (roster.offset.plan-kept); make a new one.");
	}

	static NotKeptException reset(String resetId) {
		return new NotKeptException("no-such-reset", "No such reset",
				"There is no reset '" + resetId + "' of this group, or it is no longer kept (roster.offset.kept).");
	}

}
