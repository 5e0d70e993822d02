package io.roster.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.roster.RosterApplication;
import org.awaitility.Awaitility;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A service of the test's own, for what the shared one must not go through. */
public final class Service implements AutoCloseable {

	static {
		Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
	}

	private final ConfigurableApplicationContext context;

	private Http http;

	private Service(ConfigurableApplicationContext context) {
		this.context = context;
		this.http = new Http(context.getEnvironment());
	}

	/**
	 * Starts the service on a port of its own.
	 * @param bootstrapServers where its Kafka is, or will be
	 * @param properties such as {@code roster.cluster.timeout=1s}; services are replicas
	 * of each other only with the same {@code roster.fleet.name}
	 * @return the service, which may not be ready yet
	 */
	public static Service start(String bootstrapServers, String... properties) {
		List<String> args = new ArrayList<>(List.of("--server.port=0",
				"--spring.kafka.bootstrap-servers=" + bootstrapServers, "--spring.main.banner-mode=off"));
		for (String property : properties) {
			args.add("--" + property);
		}
		if (args.stream().noneMatch((arg) -> arg.startsWith("--roster.fleet.name="))) {
			args.add("--roster.fleet.name=fleet-" + UUID.randomUUID());
		}
		return new Service(new SpringApplicationBuilder(RosterApplication.class).run(args.toArray(String[]::new)));
	}

	/** What has no address of its own. */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public Http http() {
		return this.http;
	}

	/** Stops it and starts it again, in the same process. */
	public void restart() {
		this.context.stop();
		this.context.start();
		this.http = new Http(this.context.getEnvironment());
	}

	@Override
	public void close() {
		this.context.close();
	}

}
