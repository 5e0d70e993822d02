package io.roster.snapshot;

import io.roster.problem.ProblemException;

import org.springframework.http.HttpStatus;

/** The list that a cursor belongs to is no longer kept. */
class GoneCursorException extends ProblemException {

	GoneCursorException() {
		super(HttpStatus.GONE, "cursor-gone", "Cursor is gone",
				"The list that this cursor belongs to is no longer kept; ask again without 'after'.");
	}

}
