package io.roster.security;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of who may do what.
 *
 * @param mode how callers are told apart; has to be set before the service listens on
 * anything but loopback
 * @param allowedHosts names, beside localhost, IP addresses and names without a dot,
 * under which the service may be addressed by requests that change something
 * @param allowedOrigins origins such as {@code https://ops.example.org} whose pages may
 * change something, beside the service's own
 */
@ConfigurationProperties("roster.security")
record SecurityProperties(@Nullable Mode mode, @DefaultValue List<String> allowedHosts,
		@DefaultValue List<String> allowedOrigins) {

	SecurityProperties {
		allowedHosts = List.copyOf(allowedHosts);
		allowedOrigins = List.copyOf(allowedOrigins);
	}

	/** How callers are told apart. */
	enum Mode {

		/** Not at all: everybody who reaches the service may do everything. */
		NONE,

		/** By name and password or token. */
		USERS

	}

}
