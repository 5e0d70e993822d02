package io.roster.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

import io.roster.chaos.ChildReplica;
import io.roster.support.Http;
import io.roster.support.Ports;

import org.springframework.mock.env.MockEnvironment;

import static org.awaitility.Awaitility.await;

/**
 * The service in a process of its own, so that what it takes is not mixed with what its
 * Kafka takes. It ends with this process.
 */
final class ChildService implements AutoCloseable {

	private static final int COLLECTIONS = 5;

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port = Ports.free();

	private final Http http = new Http(
			new MockEnvironment().withProperty("local.server.port", String.valueOf(this.port)));

	private final Path log;

	private final Process process;

	private ChildService(String bootstrapServers, Path log, String[] flags, String[] properties) throws IOException {
		this.log = log;
		List<String> command = new ArrayList<>();
		command.add(tool("java"));
		command.addAll(List.of(flags));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), ChildReplica.class.getName(),
				"--server.port=" + this.port, "--spring.kafka.bootstrap-servers=" + bootstrapServers,
				"--roster.fleet.name=fleet-bench"));
		for (String property : properties) {
			command.add("--" + property);
		}
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
	}

	/** Starts it, and waits until it has read so many groups. */
	static ChildService start(String bootstrapServers, Path log, int groups, String[] flags, String... properties)
			throws IOException {
		ChildService service = new ChildService(bootstrapServers, log, flags, properties);
		try {
			await().atMost(Duration.ofMinutes(2)).until(() -> service.groups() >= groups);
			return service;
		}
		catch (RuntimeException ex) {
			service.close();
			throw ex;
		}
	}

	private int groups() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("The service has ended: " + Files.readString(this.log));
		}
		try {
			return this.http.get("/groups?limit=1").json().path("total").asInt(0);
		}
		catch (UncheckedIOException ex) {
			// It does not listen yet.
			return 0;
		}
	}

	/**
	 * Asks as a browser or Prometheus would.
	 * @return the bytes that came, compressed where the service does that
	 */
	long get(String path) throws IOException, InterruptedException {
		HttpResponse<byte[]> response = this.client.send(
				HttpRequest.newBuilder(URI.create(this.http.base() + path)).header("Accept-Encoding", "gzip").build(),
				HttpResponse.BodyHandlers.ofByteArray());
		if (response.statusCode() != 200) {
			throw new IOException(path + " answers " + response.statusCode());
		}
		return response.body().length;
	}

	/**
	 * What the kernel says of the memory of the process, in MB (of 1,000,000 bytes).
	 * @param field such as {@code VmRSS}
	 * @return empty on a system that does not say
	 */
	OptionalDouble memory(String field) throws IOException {
		Path status = Path.of("/proc", String.valueOf(this.process.pid()), "status");
		if (!Files.exists(status)) {
			return OptionalDouble.empty();
		}
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith(field + ":"))
			.mapToDouble((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6)
			.findFirst();
	}

	/**
	 * The heap that is left after a full collection, in MB: the least of some, since
	 * while the cluster is read a second snapshot is on the heap.
	 */
	double heapHeld() throws IOException, InterruptedException {
		double least = Double.MAX_VALUE;
		for (int i = 0; i < COLLECTIONS; i++) {
			collect();
			least = Math.min(least, heapUsed());
		}
		return least;
	}

	private double heapUsed() {
		return this.http.get("/actuator/metrics/jvm.memory.used?tag=area:heap")
			.json()
			.path("measurements")
			.path(0)
			.path("value")
			.asDouble() / 1e6;
	}

	private void collect() throws IOException, InterruptedException {
		int exit = new ProcessBuilder(tool("jcmd"), String.valueOf(this.process.pid()), "GC.run")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
			.start()
			.waitFor();
		if (exit != 0) {
			throw new IOException("jcmd failed: " + Files.readString(this.log));
		}
	}

	private static String tool(String name) {
		boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
		return Path.of(System.getProperty("java.home"), "bin", windows ? name + ".exe" : name).toString();
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
