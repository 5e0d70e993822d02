package io.roster.problem;

import java.util.ArrayList;
import java.util.List;

import io.roster.problem.InvalidRequestException.FieldError;

/**
 * Collects what is wrong with a request, so that the caller learns of every bad field at
 * once.
 */
public final class Violations {

	private final List<FieldError> errors = new ArrayList<>();

	/**
	 * Notes a violation unless the condition holds.
	 * @param holds the condition
	 * @param field the path of the field
	 * @param message what would be right
	 * @return whether the condition holds, so that checks that build on it can be left
	 * out
	 */
	public boolean check(boolean holds, String field, String message) {
		if (!holds) {
			this.errors.add(new FieldError(field, message));
		}
		return holds;
	}

	/**
	 * Does nothing if nothing was noted.
	 * @throws InvalidRequestException with all that was noted
	 */
	public void throwIfAny() {
		if (!this.errors.isEmpty()) {
			throw new InvalidRequestException(this.errors, null);
		}
	}

}
