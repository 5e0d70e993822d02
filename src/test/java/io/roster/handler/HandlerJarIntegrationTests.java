package io.roster.handler;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.ToolProvider;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.Http;
import io.roster.support.Http.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.mock.env.MockEnvironment;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A user's jar with a handler, beside the jar as it is deployed. */
class HandlerJarIntegrationTests {

	private static final String IMPORTS = "META-INF/spring/"
			+ "org.springframework.boot.autoconfigure.AutoConfiguration.imports";

	@TempDir
	private Path directory;

	private Process process;

	@AfterEach
	void stop() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	@Test
	void handlerOfAnotherJarIsFound() throws Exception {
		Path handlers = Files.createDirectory(this.directory.resolve("handlers"));
		pack(compile(), handlers.resolve("orders.jar"));
		int port = SandboxBroker.freePort();
		Http http = new Http(new MockEnvironment().withProperty("local.server.port", String.valueOf(port)));
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dloader.path=" + handlers, "-jar",
				System.getProperty("roster.jar"), "--server.port=" + port,
				"--spring.kafka.bootstrap-servers=127.0.0.1:" + SandboxBroker.freePort())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile())
			.start();
		await().atMost(90, SECONDS)
			.ignoreExceptions()
			.until(() -> http.get("/actuator/health/liveness").status() == 200);
		Answer answer = http.post("/groups/shop/workers", """
				{"topics":["orders"],"handler":{"type":"bean","name":"unknown"}}""");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo("handler.name");
		assertThat(answer.json().get("errors").get(0).get("message").asString()).isEqualTo("must be one of orders");
	}

	private Path compile() throws IOException {
		Path source = this.directory.resolve("OrdersConfiguration.java");
		Files.writeString(source, """
				package com.acme;

				import io.roster.handler.RecordHandler;
				import org.springframework.boot.autoconfigure.AutoConfiguration;
				import org.springframework.context.annotation.Bean;

				@AutoConfiguration
				public class OrdersConfiguration {

					@Bean
					RecordHandler orders() {
						return (record) -> System.out.println("order " + record.offset());
					}

				}
				""");
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-d", this.directory.toString(), "-cp",
					System.getProperty("java.class.path"), source.toString()))
			.isZero();
		return this.directory.resolve("com/acme/OrdersConfiguration.class");
	}

	private static void pack(Path type, Path jar) throws IOException {
		try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
			for (String entry : List.of("com/acme/OrdersConfiguration.class", IMPORTS)) {
				out.putNextEntry(new JarEntry(entry));
				out.write(entry.equals(IMPORTS) ? HttpTest.bytes("com.acme.OrdersConfiguration\n")
						: Files.readAllBytes(type));
			}
		}
	}

}
