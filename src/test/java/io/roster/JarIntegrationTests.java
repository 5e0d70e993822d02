package io.roster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.roster.support.Http;
import io.roster.support.TestKafka;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The jar as it is deployed, in processes of its own. */
class JarIntegrationTests {

	private static final Log log = LogFactory.getLog(JarIntegrationTests.class);

	private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

	private static final Pattern SEEN = Pattern.compile("SeenRecord\\[topic=\\S+, partition=(\\d+), offset=(\\d+)");

	private static final int PARTITIONS = 6;

	@TempDir
	private Path logs;

	private final String name = "jar-" + UUID.randomUUID();

	private final List<Replica> replicas = new ArrayList<>();

	@AfterEach
	void stop() {
		this.replicas.forEach((replica) -> replica.process.destroyForcibly());
		this.replicas.forEach((replica) -> replica.process.onExit().join());
	}

	@Test
	void jarHasNeitherTheSandboxNorABroker() throws IOException {
		try (JarFile jar = new JarFile(System.getProperty("roster.jar"))) {
			List<String> names = jar.stream().map((entry) -> entry.getName()).toList();
			assertThat(names).anyMatch((name) -> name.startsWith("BOOT-INF/classes/io/roster/worker/"))
				.noneMatch((name) -> name.contains("sandbox"))
				.noneMatch((name) -> name.matches("BOOT-INF/lib/(kafka_|scala|hash4j|spring-modulith).*"))
				.filteredOn((name) -> name.startsWith("BOOT-INF/lib/kafka-"))
				// What the records of Kafka's topic of offsets are read with.
				.allMatch((name) -> name.matches("BOOT-INF/lib/kafka-(clients|group-coordinator)-[0-9.]+jar"))
				.hasSize(2);
		}
	}

	@Test
	void killedReplicaIsReplacedAndNoRecordIsMissed() throws Exception {
		TestKafka.createTopic(this.name, PARTITIONS);
		for (int i = 0; i < 3; i++) {
			this.replicas.add(start(i, SESSION_TIMEOUT));
		}
		this.replicas.forEach((replica) -> replica.awaitReady());
		Http first = this.replicas.get(0).http;
		await().atMost(60, TimeUnit.SECONDS).until(() -> shares(first).equals(List.of(2, 2, 2)));
		int sent = 0;
		for (int i = 0; i < 10; i++) {
			TestKafka.produce(this.name, PARTITIONS, sent, sent + 300);
			sent += 300;
		}
		Replica victim = this.replicas.get(2);
		victim.process.destroyForcibly();
		long killed = System.nanoTime();
		for (int i = 0; i < 10; i++) {
			TestKafka.produce(this.name, PARTITIONS, sent, sent + 300);
			sent += 300;
		}
		await().atMost(SESSION_TIMEOUT.plusSeconds(60)).until(() -> shares(first).equals(List.of(3, 3)));
		log.info("A replica was killed; its partitions had owners again after "
				+ Duration.ofNanos(System.nanoTime() - killed).toMillis() + " ms, with a session time-out of "
				+ SESSION_TIMEOUT.toMillis() + " ms");
		int all = sent;
		await().atMost(60, TimeUnit.SECONDS).until(() -> seen().size() == all);
		await().until(() -> first.get("/groups/" + this.name, "Cache-Control", "no-cache")
			.json()
			.path("lag")
			.asLong(-1) == 0);
	}

	@Test
	void terminatedReplicaFinishesAndLeavesAtOnce() throws Exception {
		TestKafka.createTopic(this.name, PARTITIONS);
		Duration sessionTimeout = Duration.ofSeconds(60);
		this.replicas.add(start(0, sessionTimeout));
		this.replicas.add(start(1, sessionTimeout));
		this.replicas.forEach((replica) -> replica.awaitReady());
		Http first = this.replicas.get(0).http;
		await().atMost(60, TimeUnit.SECONDS).until(() -> shares(first).equals(List.of(3, 3)));
		TestKafka.produce(this.name, PARTITIONS, 0, 600);
		Process second = this.replicas.get(1).process;
		long began = System.nanoTime();
		second.destroy();
		assertThat(second.waitFor(25, TimeUnit.SECONDS)).isTrue();
		log.info("A replica was told to stop and had ended after "
				+ Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
		await().atMost(sessionTimeout.dividedBy(2)).until(() -> shares(first).equals(List.of(6)));
		await().atMost(60, TimeUnit.SECONDS).until(() -> seen().size() == 600);
	}

	private List<Integer> shares(Http http) {
		JsonNode assignments = http.get("/groups/" + this.name + "/assignments", "Cache-Control", "no-cache").json();
		return assignments.path("state").asString("").equals("Stable")
				? assignments.path("members").valueStream().map((m) -> m.path("partitions").asInt()).toList()
				: List.of();
	}

	/** Every record that a handler had in its hands, by the replicas' own logs. */
	private Set<String> seen() throws IOException {
		Set<String> seen = new HashSet<>();
		for (Replica replica : this.replicas) {
			for (String line : Files.readAllLines(replica.log)) {
				Matcher matcher = SEEN.matcher(line);
				if (matcher.find()) {
					seen.add(matcher.group(1) + "-" + matcher.group(2));
				}
			}
		}
		return seen;
	}

	private Replica start(int number, Duration sessionTimeout) throws IOException {
		int port = io.roster.sandbox.SandboxBroker.freePort();
		Path log = this.logs.resolve("replica-" + number + ".log");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", System.getProperty("roster.jar"),
				"--server.port=" + port, "--spring.kafka.bootstrap-servers=" + TestKafka.bootstrapServers(),
				"--spring.kafka.consumer.properties.session.timeout.ms=" + sessionTimeout.toMillis(),
				"--logging.level.io.roster.handler=debug", "--roster.worker.groups[0].group-id=" + this.name,
				"--roster.worker.groups[0].topics=" + this.name)
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		return new Replica(process, log, port);
	}

	/** A process of the service. */
	private static final class Replica {

		private final Process process;

		private final Path log;

		private final Http http;

		Replica(Process process, Path log, int port) {
			this.process = process;
			this.log = log;
			this.http = new Http(new MockEnvironment().withProperty("local.server.port", String.valueOf(port)));
		}

		void awaitReady() {
			await().atMost(90, TimeUnit.SECONDS)
				.ignoreExceptions()
				.until(() -> this.http.get("/actuator/health/readiness").status() == 200);
		}

	}

}
