package io.roster.handler;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.roster.problem.Violations;
import org.jspecify.annotations.Nullable;

/** What a handler of type {@code http} may be given. */
final class HttpRules {

	static final int MAX_BATCH = 1000;

	static final int MAX_IN_FLIGHT = 1000;

	/** A token of RFC 9110, section 5.6.2. */
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/** What the client or CloudEvents set. */
	private static final Set<String> TAKEN = Set.of("content-type", "content-length", "host", "connection", "expect",
			"upgrade", "transfer-encoding");

	private HttpRules() {
	}

	static void check(HandlerSpec spec, Violations violations, String field) {
		violations.check(isUrl(spec.url()), field + ".url", "must be an http or https URL without user info");
		Duration timeout = spec.timeout();
		violations.check(timeout == null
				|| (timeout.compareTo(Duration.ofMillis(10)) >= 0 && timeout.compareTo(Duration.ofMinutes(5)) <= 0),
				field + ".timeout", "must be from PT0.01S to PT5M");
		violations.check(within(spec.batch(), MAX_BATCH), field + ".batch", "must be from 1 to " + MAX_BATCH);
		violations.check(within(spec.inFlight(), MAX_IN_FLIGHT), field + ".inFlight",
				"must be from 1 to " + MAX_IN_FLIGHT);
		if (spec.headers() != null) {
			spec.headers().forEach((name, value) -> {
				String lower = name.toLowerCase(Locale.ROOT);
				violations.check(TOKEN.matcher(name).matches(), field + ".headers." + name,
						"is not the name of an HTTP header");
				violations.check(!TAKEN.contains(lower) && !lower.startsWith("ce-"), field + ".headers." + name,
						"is set by the service");
				violations.check(value.chars().allMatch((c) -> c == '\t' || (c >= ' ' && c < 127)),
						field + ".headers." + name, "must be printable ASCII");
			});
		}
	}

	private static boolean within(@Nullable Integer number, int max) {
		return number == null || (number >= 1 && number <= max);
	}

	/** The scheme, the host and the port; {@code null} of what is no URL. */
	static @Nullable String origin(@Nullable String url) {
		if (!isUrl(url)) {
			return null;
		}
		URI uri = URI.create(String.valueOf(url));
		int port = (uri.getPort() >= 0) ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
		return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(Locale.ROOT);
	}

	private static boolean isUrl(@Nullable String url) {
		try {
			URI uri = URI.create(String.valueOf(url));
			return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
					&& uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() <= 65535;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
