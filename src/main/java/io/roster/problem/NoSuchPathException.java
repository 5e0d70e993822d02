package io.roster.problem;

import org.springframework.http.HttpStatus;

/** Nothing answers at this path. */
class NoSuchPathException extends ProblemException {

	NoSuchPathException(String path) {
		super(HttpStatus.NOT_FOUND, "no-such-path", "No such path",
				"Nothing answers at " + path + "; /swagger-ui/index.html lists what does.");
	}

}
