package io.roster.sandbox;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the sandbox.
 *
 * @param port the port on 127.0.0.1 that Kafka listens on
 * @param data where Kafka keeps its logs; by default {@code target/sandbox-PORT} in a
 * checkout, otherwise a temporary folder
 * @param recordsPerSecond how many demo records are sent each second; 0 sends none
 */
@ConfigurationProperties("roster.sandbox")
record SandboxProperties(@DefaultValue("9092") int port, @Nullable Path data,
		@DefaultValue("20") int recordsPerSecond) {
}
