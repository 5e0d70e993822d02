package io.roster.fleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.roster.sandbox.SandboxBroker;
import io.roster.support.Http;
import io.roster.support.Proxy;
import io.roster.support.Service;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A replica that Kafka does not hear of any more. */
class CutOffTests {

	private static final int PARTITIONS = 4;

	private final String name = "fleet-" + UUID.randomUUID();

	@TempDir
	private Path data;

	@Test
	void workersOfAReplicaThatIsCutOffRunElsewhereAndItsManualOnesStop() throws Exception {
		int port = SandboxBroker.freePort();
		int direct = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port); SandboxBroker broker = broker(port, direct, proxy.port())) {
			assertThat(broker.bootstrapServers()).isNotEmpty();
			try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + direct))) {
				admin.createTopics(List.of(new NewTopic("t", PARTITIONS, (short) 1))).all().get();
			}
			try (Service one = replica("one", direct); Service other = replica("other", proxy.port())) {
				for (int partition = 0; partition < PARTITIONS; partition++) {
					post(one, "/groups/manual/workers",
							"{\"partitions\":[{\"topic\":\"t\",\"partitions\":[" + partition + "]}]}");
				}
				post(one, "/groups/automatic/workers", "{\"topics\":[\"t\"],\"count\":4}");
				await().until(() -> running(one, "manual").equals(Map.of("one", 2L, "other", 2L))
						&& running(one, "automatic").equals(Map.of("one", 2L, "other", 2L)));
				proxy.freeze();
				await().until(() -> running(one, "manual").equals(Map.of("one", 4L))
						&& running(one, "automatic").equals(Map.of("one", 4L)));
				await().until(() -> other.bean(Reconciler.class)
					.reports()
					.stream()
					.filter((report) -> report.groupId().equals("manual"))
					.allMatch((report) -> report.state().ended() || !report.state().lives()));
				proxy.thaw();
				await().until(() -> running(other, "manual").equals(Map.of("one", 2L, "other", 2L))
						&& running(other, "automatic").equals(Map.of("one", 2L, "other", 2L)));
			}
		}
	}

	@Test
	void manualWorkerThatWasStoppedWhileItsReplicaWasCutOffCannotCommitOverItsSuccessor() throws Exception {
		int port = SandboxBroker.freePort();
		int direct = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port);
				SandboxBroker broker = broker(port, direct, proxy.port());
				Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + direct))) {
			assertThat(broker.bootstrapServers()).isNotEmpty();
			admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
			String body = "{\"partitions\":[{\"topic\":\"t\",\"partitions\":[0]}]}";
			try (Service other = replica("other", proxy.port())) {
				post(other, "/groups/manual/workers", body);
				await().until(() -> running(other, "manual").equals(Map.of("other", 1L)));
				String id = "roster-" + other.http()
					.get("/groups/manual/workers")
					.json()
					.path("workers")
					.get(0)
					.path("workerId")
					.asString();
				// So that nobody waits until Kafka has found the other dead.
				try (Service one = replica("one", direct, "1s")) {
					await().until(() -> running(one, "manual").equals(Map.of("other", 1L)));
					proxy.freeze();
					assertThat(one.http().delete("/groups/manual/workers").status()).isEqualTo(202);
					assertThat(one.http().post("/groups/manual/workers", body).status()).isEqualTo(409);
					int before = epoch(admin, id);
					await().until(() -> one.http().post("/groups/manual/workers", body).status() == 201);
					assertThat(epoch(admin, id)).isGreaterThan(before);
					await().until(() -> running(one, "manual").equals(Map.of("one", 1L)));
					proxy.thaw();
				}
			}
		}
	}

	private static int epoch(Admin admin, String id) throws Exception {
		return admin.describeTransactions(List.of(id)).description(id).get().producerEpoch();
	}

	/** What the broker says to itself does not go through the proxy. */
	private SandboxBroker broker(int port, int direct, int advertised) {
		int controller = SandboxBroker.freePort();
		String listeners = "CLIENT://127.0.0.1:%d,DIRECT://127.0.0.1:%d";
		return SandboxBroker.start(this.data, port,
				Map.of("listeners", listeners.formatted(port, direct) + ",CONTROLLER://127.0.0.1:" + controller,
						"controller.quorum.voters", "1@127.0.0.1:" + controller, "advertised.listeners",
						listeners.formatted(advertised, direct), "inter.broker.listener.name", "DIRECT",
						"listener.security.protocol.map", "CLIENT:PLAINTEXT,DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT"));
	}

	private Service replica(String instance, int port) {
		return replica(instance, port, "3s");
	}

	private Service replica(String instance, int port, String stopTimeout) {
		return Service.start("127.0.0.1:" + port, "roster.fleet.name=" + this.name, "roster.fleet.session-timeout=3s",
				"roster.worker.instance=" + instance, "roster.worker.stop-timeout=" + stopTimeout,
				"roster.worker.shutdown-timeout=3s", "spring.kafka.consumer.properties.session.timeout.ms=3000",
				"spring.kafka.consumer.properties.heartbeat.interval.ms=500");
	}

	private static void post(Service replica, String path, String body) {
		Http.Answer answer = replica.http().post(path, body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
	}

	private static Map<String, Long> running(Service replica, String groupId) {
		JsonNode workers = replica.http().get("/groups/" + groupId + "/workers").json().path("workers");
		return IntStream.range(0, workers.size())
			.mapToObj(workers::get)
			.filter((worker) -> worker.path("state").asString().equals("running"))
			.collect(Collectors.groupingBy((worker) -> worker.path("instance").asString(), Collectors.counting()));
	}

}
