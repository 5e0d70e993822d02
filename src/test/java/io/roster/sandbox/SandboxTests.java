package io.roster.sandbox;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.roster.problem.StartupFailure;
import io.roster.support.Http;
import io.roster.support.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class SandboxTests {

	@TempDir
	private Path data;

	@Test
	void doesTheMainJobAndTakesItUpAgain(CapturedOutput output) {
		int port = SandboxBroker.freePort();
		try (Service service = start(port)) {
			Http http = service.http();
			assertThat(output).contains("/groups/order-service/assignments").contains("/swagger-ui/index.html");
			awaitConsuming(http, 1);
			JsonNode assignments = http.get("/groups/order-service/assignments").json();
			assertThat(assignments.path("partitions")).hasSize(6);
			assertThat(assignments.path("members")).hasSize(2);
			assertThat(http.get("/groups").json().path("groups").valueStream().map((g) -> g.path("groupId").asString()))
				.containsExactly("monthly-report", "order-service");
		}
		try (Service again = start(port)) {
			// Nothing of what was there is missing, from the first answer on.
			assertThat(again.http().get("/groups/order-service/exists").json().path("exists").asBoolean()).isTrue();
			awaitConsuming(again.http(), 1);
		}
	}

	@Test
	void portThatIsTakenIsSaidInPlainWords() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatThrownBy(() -> start(taken.getLocalPort())).rootCause()
				.satisfies((cause) -> assertThat(cause.getMessage()).isNotEmpty());
			assertThatThrownBy(() -> start(taken.getLocalPort()))
				.satisfies((ex) -> assertThat(failure(ex)).hasMessageContaining("not Kafka")
					.hasMessageContaining(":" + taken.getLocalPort()));
		}
	}

	@Test
	void kafkaThatIsThereAlreadyIsSaidInPlainWords() {
		int port = SandboxBroker.freePort();
		try (SandboxBroker there = SandboxBroker.start(this.data, port, java.util.Map.of())) {
			assertThat(there.bootstrapServers()).endsWith(":" + port);
			assertThatThrownBy(() -> start(port))
				.satisfies((ex) -> assertThat(failure(ex)).hasMessageContaining("A Kafka already listens"));
		}
	}

	private Service start(int port) {
		return Service.start("127.0.0.1:1", "spring.profiles.active=sandbox", "roster.sandbox.port=" + port,
				"roster.sandbox.data=" + this.data);
	}

	private static void awaitConsuming(Http http, long records) {
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> http.get("/groups/order-service/workers")
				.json()
				.path("workers")
				.valueStream()
				.allMatch((worker) -> worker.path("records").path("processed").asLong() >= records
						&& worker.path("assignment").path(0).path("partitions").size() == 3)
					&& http.get("/groups/order-service/workers").json().path("workers").size() == 2);
	}

	private static Throwable failure(Throwable thrown) {
		Throwable cause = thrown;
		while (!(cause instanceof StartupFailure) && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
