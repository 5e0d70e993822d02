package io.roster.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.roster.cluster.Cluster;
import io.roster.sandbox.SandboxBroker;
import io.roster.support.Proxy;
import io.roster.support.SecuredKafka;
import io.roster.support.Service;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Kafka refuses, or does not answer: the record is not written, and whoever asked is
 * told.
 */
class DeadLetterFailureTests {

	private static final RuntimeException CAUSE = new IllegalStateException("x");

	@TempDir
	private Path data;

	@Test
	void topicThatMayNotBeMadeFailsWithTheReasonUntilItIsThere() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("orders");
			kafka.allow(ResourceType.TOPIC, "orders", AclOperation.READ);
			kafka.allow(ResourceType.TOPIC, "orders-dlt", AclOperation.WRITE);
			try (Service service = kafka.service("roster")) {
				DeadLetters deadLetters = service.bean(DeadLetters.class);
				ConsumerRecord<byte[], byte[]> record = DeadLettersTests.record("orders", 0, 7, null, new byte[] { 7 });
				assertThatThrownBy(() -> write(deadLetters, record)).isInstanceOf(ExecutionException.class)
					.cause()
					.isInstanceOf(DeadLetters.NotWrittenException.class)
					.hasMessageContaining("Dead letter topic 'orders-dlt' cannot be used")
					.hasMessageContaining("does not allow");
				kafka.createTopics("orders-dlt");
				write(deadLetters, record);
				assertThat(end(kafka.admin(), "orders-dlt")).isEqualTo(1);
			}
		}
	}

	@Test
	void topicThatMayNotBeWrittenToFailsWithTheReasonUntilItMay() throws Exception {
		try (SecuredKafka kafka = SecuredKafka.start(this.data)) {
			kafka.createTopics("orders", "orders-dlt", "else");
			kafka.allow(ResourceType.TOPIC, "orders", AclOperation.READ);
			kafka.allow(ResourceType.TOPIC, "orders-dlt", AclOperation.DESCRIBE);
			try (Service service = kafka.service("roster")) {
				DeadLetters deadLetters = service.bean(DeadLetters.class);
				ConsumerRecord<byte[], byte[]> record = DeadLettersTests.record("orders", 0, 7, null, new byte[] { 7 });
				// Who may write to no topic at all gets no id as a producer, which no
				// producer survives.
				assertThatThrownBy(() -> write(deadLetters, record)).cause()
					.hasMessageContaining("'orders-dlt' did not take the record")
					.hasMessageContaining("ClusterAuthorizationException");
				kafka.allow(ResourceType.TOPIC, "else", AclOperation.WRITE);
				await().untilAsserted(() -> assertThatThrownBy(() -> write(deadLetters, record)).cause()
					.hasMessageContaining("'orders-dlt' did not take the record")
					.hasMessageContaining("TopicAuthorizationException"));
				assertThat(end(kafka.admin(), "orders-dlt")).isZero();

				kafka.allow(ResourceType.TOPIC, "orders-dlt", AclOperation.WRITE);
				await().ignoreExceptions().until(() -> {
					write(deadLetters, record);
					return true;
				});
				assertThat(end(kafka.admin(), "orders-dlt")).isEqualTo(1);
			}
		}
	}

	@Test
	void brokerThatHangsFailsInTimeAndHoldsNobodyUp() throws Exception {
		int port = SandboxBroker.freePort();
		try (Proxy proxy = Proxy.before(port);
				SandboxBroker broker = SandboxBroker.start(this.data, port,
						Map.of("advertised.listeners", "CLIENT://127.0.0.1:" + proxy.port()));
				Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
			admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1))).all().get(20, TimeUnit.SECONDS);
			try (Service service = Service.start("127.0.0.1:" + proxy.port())) {
				await().until(() -> service.http().get("/actuator/health/readiness").status() == 200);
				DeadLetters deadLetters = new DeadLetters(service.bean(Cluster.class),
						service.bean(DefaultKafkaProducerFactory.class), Duration.ofSeconds(3));
				ConsumerRecord<byte[], byte[]> first = DeadLettersTests.record("orders", 0, 1, null, new byte[] { 1 });
				ConsumerRecord<byte[], byte[]> second = DeadLettersTests.record("orders", 1, 2, null, new byte[] { 2 });
				write(deadLetters, first);

				proxy.freeze();
				long start = System.nanoTime();
				CompletableFuture<Void> known = deadLetters.write(second, "orders-dlt", "g", CAUSE);
				CompletableFuture<Void> unknown = deadLetters.write(second, "other-dlt", "g", CAUSE);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
				assertThatThrownBy(() -> known.get(20, TimeUnit.SECONDS)).cause()
					.isInstanceOf(DeadLetters.NotWrittenException.class);
				assertThatThrownBy(() -> unknown.get(20, TimeUnit.SECONDS)).cause()
					.isInstanceOf(DeadLetters.NotWrittenException.class);

				proxy.thaw();
				await().ignoreExceptions().until(() -> {
					write(deadLetters, second);
					return true;
				});
				assertThat(DeadLettersTests.read(broker.bootstrapServers(), "orders-dlt"))
					.extracting((record) -> record.value()[0])
					.contains((byte) 1, (byte) 2);
				deadLetters.destroy();
			}
		}
	}

	@Test
	void serviceThatIsStoppingWritesNoMore() throws Exception {
		try (Service service = Service.start("127.0.0.1:1")) {
			DeadLetters deadLetters = new DeadLetters(service.bean(Cluster.class),
					service.bean(DefaultKafkaProducerFactory.class), Duration.ofSeconds(3));
			deadLetters.destroy();
			assertThatThrownBy(
					() -> write(deadLetters, DeadLettersTests.record("orders", 0, 7, null, new byte[] { 7 })))
				.cause()
				.isInstanceOf(DeadLetters.NotWrittenException.class)
				.hasMessageContaining("stopping");
		}
	}

	private static void write(DeadLetters deadLetters, ConsumerRecord<byte[], byte[]> record) throws Exception {
		deadLetters.write(record, record.topic() + "-dlt", "g", CAUSE).get(60, TimeUnit.SECONDS);
	}

	private static long end(Admin admin, String topic) throws Exception {
		return admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
			.partitionResult(new TopicPartition(topic, 0))
			.get(20, TimeUnit.SECONDS)
			.offset();
	}

}
