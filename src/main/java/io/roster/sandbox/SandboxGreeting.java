package io.roster.sandbox;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says, once all runs, where to look. */
class SandboxGreeting implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log log = LogFactory.getLog(SandboxGreeting.class);

	private final String bootstrapServers;

	private final Environment environment;

	SandboxGreeting(String bootstrapServers, Environment environment) {
		this.bootstrapServers = bootstrapServers;
		this.environment = environment;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		String base = "http://localhost:" + this.environment.getProperty("local.server.port");
		log.info(
				"""


						Roster runs on a sandbox: a real Kafka at %2$s, topics orders and payments, demo traffic.

						  Swagger UI   %1$s/swagger-ui/index.html
						  Health       %1$s/actuator/health

						Try:
						  curl -s %1$s/groups
						  curl -s %1$s/groups/order-service/assignments
						  curl -s %1$s/groups/order-service/workers -H 'Content-Type: application/json' -d '{"topics":["orders"]}'
						"""
					.formatted(base, this.bootstrapServers));
	}

}
