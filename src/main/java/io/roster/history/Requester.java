package io.roster.history;

import java.security.Principal;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a change.
 *
 * @param user the name that they are known by, {@code null} where users are not told
 * apart
 * @param address where the request came from
 */
public record Requester(@Nullable String user, String address) {

	/**
	 * Returns who sent a request.
	 * @param request the request
	 * @return the requester
	 */
	public static Requester of(HttpServletRequest request) {
		Principal principal = request.getUserPrincipal();
		return new Requester((principal != null) ? principal.getName() : null, request.getRemoteAddr());
	}

}
