package io.roster.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses path parameters (RFC 3986, section 3.3): Spring cuts them off, and what was
 * meant to be part of an id would address another resource.
 */
class PathParameterInterceptor implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (request.getRequestURI().indexOf(';') >= 0) {
			throw new InvalidRequestException("path", "has a ';', which must be percent-encoded to be part of an id");
		}
		return true;
	}

}
