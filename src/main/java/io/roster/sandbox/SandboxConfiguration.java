package io.roster.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.roster.problem.StartupFailure;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.kafka.core.KafkaTemplate;

/** Puts a broker of its own under the service, in place of the configured one. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
class SandboxConfiguration {

	@Bean(destroyMethod = "close")
	SandboxBroker sandboxBroker(SandboxProperties properties) throws IOException {
		requireFree(properties.port());
		Path data = properties.data();
		if (data == null) {
			// One folder for each port, so that two sandboxes of a checkout do not meet.
			data = Files.isDirectory(Path.of("target")) ? Path.of("target", "sandbox-" + properties.port())
					: Files.createTempDirectory("roster-sandbox");
		}
		SandboxBroker broker = SandboxBroker.start(data.toAbsolutePath(), properties.port(), Map.of());
		try {
			new SandboxTopics(broker.bootstrapServers()).prepare();
			return broker;
		}
		catch (RuntimeException ex) {
			// Its threads would keep the process.
			broker.close();
			throw ex;
		}
	}

	@Bean
	KafkaConnectionDetails sandboxConnectionDetails(SandboxBroker broker) {
		return () -> List.of(broker.bootstrapServers());
	}

	@Bean
	SandboxTraffic sandboxTraffic(KafkaTemplate<Object, Object> template, SandboxProperties properties) {
		return new SandboxTraffic(template, properties.recordsPerSecond());
	}

	@Bean
	SandboxGreeting sandboxGreeting(SandboxBroker broker, Environment environment) {
		return new SandboxGreeting(broker.bootstrapServers(), environment);
	}

	private static void requireFree(int port) {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(address);
		}
		catch (IOException ex) {
			String who = kafkaAt(port) ? "A Kafka already listens" : "Something that is not Kafka already listens";
			throw new StartupFailure(who + " on 127.0.0.1:" + port + ", where the sandbox's Kafka would.",
					"Give the sandbox another port with './mvnw spring-boot:run "
							+ "-Dspring-boot.run.arguments=--roster.sandbox.port=9192', or run on the Kafka that is there "
							+ "with './mvnw spring-boot:run -Dspring-boot.run.profiles=default'.",
					ex);
		}
	}

	private static boolean kafkaAt(int port) {
		Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + port);
		try (Admin admin = Admin.create(config)) {
			admin.describeCluster(new DescribeClusterOptions().timeoutMs(1500)).clusterId().get(2, TimeUnit.SECONDS);
			return true;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
