package io.roster.security;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses requests that change something when a page of another site sent them: a page in
 * the browser of somebody who runs the service on loopback must not be able to scale
 * workers. Browsers say where a page is from ({@code Sec-Fetch-Site}, {@code Origin}); a
 * page that had its own name rebound to this address shows in {@code Host}, which on
 * loopback is looked at for reads as well, since such a page could read the answers.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class CrossSiteFilter extends OncePerRequestFilter {

	private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

	private static final Pattern IP_ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.%]+]");

	private final List<String> allowedHosts;

	private final List<String> allowedOrigins;

	private final boolean onlyThisMachine;

	private final HandlerExceptionResolver problems;

	CrossSiteFilter(SecurityProperties properties,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		this.allowedHosts = properties.allowedHosts();
		this.allowedOrigins = properties.allowedOrigins();
		this.onlyThisMachine = properties.mode() == null;
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		boolean reads = SAFE.contains(request.getMethod());
		String reason = (reads && !this.onlyThisMachine) ? null : foreignHost(request);
		if (reason == null && !reads) {
			reason = foreignPage(request);
		}
		if (reason == null) {
			chain.doFilter(request, response);
		}
		else {
			this.problems.resolveException(request, response, null, new CrossSiteException(reason));
		}
	}

	private @Nullable String foreignHost(HttpServletRequest request) {
		String host = request.getHeader(HttpHeaders.HOST);
		return (host != null && isOwnName(host)) ? null : "Host is " + host
				+ ", which is not a name that only this service has; roster.security.allowed-hosts can add it.";
	}

	private @Nullable String foreignPage(HttpServletRequest request) {
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin != null && this.allowedOrigins.contains(origin)) {
			return null;
		}
		if (origin != null && !origin.substring(origin.indexOf("//") + 2)
			.equalsIgnoreCase(String.valueOf(request.getHeader(HttpHeaders.HOST)))) {
			return "Origin is " + origin + "; roster.security.allowed-origins can add it.";
		}
		String site = request.getHeader("Sec-Fetch-Site");
		return (site == null || OWN_SITE.contains(site)) ? null : "Sec-Fetch-Site is " + site + ".";
	}

	/**
	 * No stranger can have a name that is an address, or that has no dot, point here in
	 * somebody's browser.
	 */
	private boolean isOwnName(String host) {
		String name = host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
		return !name.contains(".") || name.endsWith(".localhost") || IP_ADDRESS.matcher(name).matches()
				|| this.allowedHosts.stream().anyMatch(name::equalsIgnoreCase);
	}

}
