package io.roster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.roster.support.Http;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * The image and docker-compose.yml, by the README's commands, where a Docker engine
 * answers.
 */
class ComposeIntegrationTests {

	private static final Map<String, String> ENVIRONMENT = Map.of("COMPOSE_PROJECT_NAME", "roster-test", "ROSTER_PORTS",
			"18080-18089", "KAFKA_PORT", "29092");

	private final List<String> options = new ArrayList<>();

	@BeforeEach
	void dockerHasToAnswer() {
		assumeThat(TestKafka.docker()).as("a Docker engine answers").isTrue();
	}

	@AfterEach
	void down() throws Exception {
		if (TestKafka.docker()) {
			compose("down", "-v", "--timeout", "30");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "src/main/docker/three-brokers.env" })
	void threeReplicasShareTheirGroup(String environment) throws Exception {
		if (!environment.isEmpty()) {
			this.options.addAll(List.of("--env-file", environment));
		}
		compose("up", "-d", "--build", "--wait", "--scale", "roster=3");
		List<Http> replicas = replicas();
		for (Http http : replicas) {
			await().atMost(60, TimeUnit.SECONDS).until(() -> shares(http).equals(List.of(2, 2, 2)));
			assertThat(http.get("/groups/order-service/workers").json().path("workers")).hasSize(3);
			assertThat(http.get("/actuator/health").status()).isEqualTo(200);
			assertThat(http.get("/actuator/health/kafka").json().path("details").path("brokers"))
				.hasSize(environment.isEmpty() ? 1 : 3);
		}
		String victim = compose("ps", "-q", "roster").lines().findFirst().orElseThrow();
		run(List.of("docker", "kill", victim));
		await().atMost(60, TimeUnit.SECONDS).until(() -> alive(replicas).stream().anyMatch((http) -> {
			List<Integer> shares = shares(http);
			return shares.equals(List.of(3, 3));
		}));
	}

	@Test
	void imageRunsWithoutRootAndStopsInTime() throws Exception {
		compose("up", "-d", "--build", "--wait");
		assertThat(compose("exec", "-T", "roster", "id", "-u").trim()).isNotEqualTo("0");
		long began = System.nanoTime();
		compose("stop", "roster");
		assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(25);
		assertThat(compose("logs", "roster")).contains("Started RosterApplication").doesNotContain("[error]");
	}

	/** Docker gives each replica some port of the range. */
	private List<Http> replicas() throws IOException, InterruptedException {
		List<Http> replicas = new ArrayList<>();
		for (int number = 1; number <= 3; number++) {
			String port = compose("port", "--index", String.valueOf(number), "roster", "8080").trim()
				.replaceAll(".*:", "");
			replicas.add(new Http(new MockEnvironment().withProperty("local.server.port", port)));
		}
		return replicas;
	}

	private static List<Http> alive(List<Http> replicas) {
		return replicas.stream().filter((http) -> {
			try {
				return http.get("/actuator/health/liveness").status() == 200;
			}
			catch (UncheckedIOException ex) {
				return false;
			}
		}).toList();
	}

	private static List<Integer> shares(Http http) {
		JsonNode assignments = http.get("/groups/order-service/assignments", "Cache-Control", "no-cache").json();
		return assignments.path("members").valueStream().map((member) -> member.path("partitions").asInt()).toList();
	}

	private String compose(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("docker", "compose"));
		command.addAll(this.options);
		command.addAll(List.of(arguments));
		return run(command);
	}

	private static String run(List<String> command) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command)
			.directory(Path.of(System.getProperty("roster.basedir")).toFile())
			.redirectErrorStream(true);
		builder.environment().putAll(ENVIRONMENT);
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
		return output;
	}

}
