package io.roster.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.roster.support.Ports;
import io.roster.support.Http;
import org.jspecify.annotations.Nullable;

import org.springframework.mock.env.MockEnvironment;

/** A process of the service, which comes back on the same port under the same name. */
final class Replica {

	static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

	private final int number;

	private final List<String> command;

	private final Path log;

	private final Http http;

	private @Nullable Process process;

	private @Nullable Process freezer;

	Replica(int number, String bootstrapServers, String fleet, Path logs) {
		this.number = number;
		int port = Ports.free();
		this.log = logs.resolve(name() + ".log");
		this.http = new Http(new MockEnvironment().withProperty("local.server.port", String.valueOf(port)));
		String session = String.valueOf(SESSION_TIMEOUT.toMillis());
		this.command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				ChildReplica.class.getName(), "--server.port=" + port, "--spring.main.banner-mode=off",
				"--spring.kafka.bootstrap-servers=" + bootstrapServers, "--roster.fleet.name=" + fleet,
				"--roster.ledger.topic=" + fleet + "-ledger", "--roster.worker.instance=" + name(),
				"--roster.fleet.session-timeout=" + session + "ms",
				"--spring.kafka.consumer.properties.session.timeout.ms=" + session,
				"--spring.kafka.consumer.heartbeat-interval=1500ms");
	}

	int number() {
		return this.number;
	}

	String name() {
		return "replica-" + this.number;
	}

	Http http() {
		return this.http;
	}

	void start() {
		try {
			this.process = new ProcessBuilder(this.command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Ends the process with SIGKILL, and returns when it is gone. */
	void kill() {
		Process current = this.process;
		if (current != null) {
			current.destroyForcibly().onExit().join();
			this.process = null;
		}
	}

	/**
	 * Stops the process where it is, until {@link #thaw()} or the end of this process:
	 * the shell that stopped it lets it go on when its own standard input ends.
	 */
	void freeze() {
		Process current = this.process;
		if (current == null) {
			throw new IllegalStateException(name() + " does not run");
		}
		String pid = String.valueOf(current.pid());
		try {
			this.freezer = new ProcessBuilder("sh", "-c", "kill -STOP " + pid + "; read nothing; kill -CONT " + pid)
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void thaw() {
		Process current = this.freezer;
		if (current != null) {
			this.freezer = null;
			try {
				current.getOutputStream().close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			current.onExit().orTimeout(10, TimeUnit.SECONDS).join();
		}
	}

	boolean isReady() {
		try {
			return this.http.get("/actuator/health/readiness").status() == 200;
		}
		catch (UncheckedIOException ex) {
			// It does not listen yet.
			return false;
		}
	}

	void close() {
		thaw();
		kill();
	}

}
