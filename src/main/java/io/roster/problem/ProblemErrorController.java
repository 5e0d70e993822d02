package io.roster.problem;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers for errors that never reached a controller, such as those of a filter. */
@RestController
@Hidden
class ProblemErrorController implements ErrorController {

	@RequestMapping("/error")
	ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
		Throwable cause = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
		ProblemDetail problem = problem(request, cause);
		return ResponseEntity.status(problem.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
	}

	private ProblemDetail problem(HttpServletRequest request, @Nullable Throwable cause) {
		if (cause instanceof ErrorResponse response) {
			return response.getBody();
		}
		Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		if (cause != null || code == null || (Integer) code == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
			return (code != null) ? ProblemAdvice.unexpected(cause)
					: new NoSuchPathException(request.getRequestURI()).getBody();
		}
		return ProblemDetail.forStatus((Integer) code);
	}

}
