package io.roster.security;

import java.net.InetAddress;

import io.roster.problem.StartupFailure;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Keeps the service from starting where others could reach it, until somebody has said
 * that they may. It is made before the web server listens.
 */
@Component
@Lazy(false)
class BindGuard {

	BindGuard(SecurityProperties security, ServerProperties server, Environment environment) {
		if (security.mode() == SecurityProperties.Mode.USERS) {
			throw new StartupFailure("roster.security.mode is 'users', but this version cannot tell users apart yet.",
					"Leave it out and listen on loopback, or set it to 'none' where everybody who reaches the service "
							+ "may do everything, such as behind a proxy that asks who is there.",
					null);
		}
		if (security.mode() == null) {
			requireLoopback("server.address", server.getAddress());
			if (environment.containsProperty("management.server.port")) {
				requireLoopback("management.server.address",
						environment.getProperty("management.server.address", InetAddress.class));
			}
		}
	}

	private static void requireLoopback(String property, @Nullable InetAddress address) {
		if (address == null || !address.isLoopbackAddress()) {
			String where = (address != null) ? address.getHostAddress() : "every address";
			throw new StartupFailure(
					"The service would listen on " + where + " (" + property
							+ "), and whoever reaches it could start workers: roster.security.mode is not set.",
					"Listen on 127.0.0.1, or set roster.security.mode to 'none' where everybody who reaches the service "
							+ "may do everything.",
					null);
		}
	}

}
