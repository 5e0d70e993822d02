package io.roster.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.roster.sandbox.SandboxBroker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

import static org.awaitility.Awaitility.await;

/**
 * A broker with an authorizer, on which the user {@code roster} may do nothing that was
 * not allowed.
 */
public final class SecuredKafka implements AutoCloseable {

	private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required "
			+ "username=\"%s\" password=\"secret\"";

	private final SandboxBroker broker;

	private final Admin admin;

	private SecuredKafka(SandboxBroker broker) {
		this.broker = broker;
		this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers(), "security.protocol",
				"SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", LOGIN.formatted("admin") + ";"));
	}

	public static SecuredKafka start(Path data) {
		String users = LOGIN.formatted("admin") + " user_admin=\"secret\" user_roster=\"secret\";";
		return new SecuredKafka(SandboxBroker.start(data, SandboxBroker.freePort(),
				Map.of("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENT:SASL_PLAINTEXT",
						"sasl.enabled.mechanisms", "PLAIN", "sasl.mechanism.inter.broker.protocol", "PLAIN",
						"listener.name.client.plain.sasl.jaas.config", users, "authorizer.class.name",
						"org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users",
						"User:ANONYMOUS;User:admin")));
	}

	/** What an administrator may do. */
	public Admin admin() {
		return this.admin;
	}

	/** A service that logs in as a user. */
	public Service service(String user, String... properties) {
		List<String> all = new ArrayList<>(List.of("roster.cluster.timeout=3s",
				"spring.kafka.security.protocol=SASL_PLAINTEXT", "spring.kafka.properties.sasl.mechanism=PLAIN",
				"spring.kafka.properties.sasl.jaas.config=" + LOGIN.formatted(user) + ";"));
		all.addAll(List.of(properties));
		return Service.start(this.broker.bootstrapServers(), all.toArray(String[]::new));
	}

	public void createTopics(String... names) throws Exception {
		this.admin.createTopics(List.of(names).stream().map((name) -> new NewTopic(name, 1, (short) 1)).toList())
			.all()
			.get(20, TimeUnit.SECONDS);
		Map<TopicPartition, OffsetSpec> ends = List.of(names)
			.stream()
			.collect(Collectors.toMap((name) -> new TopicPartition(name, 0), (name) -> OffsetSpec.latest()));
		await().ignoreExceptions().until(() -> this.admin.listOffsets(ends).all().get(20, TimeUnit.SECONDS) != null);
	}

	public void allow(ResourceType type, String name, AclOperation... operations) throws Exception {
		this.admin
			.createAcls(List.of(operations)
				.stream()
				.map((operation) -> new AclBinding(new ResourcePattern(type, name, PatternType.LITERAL),
						new AccessControlEntry("User:roster", "*", operation, AclPermissionType.ALLOW)))
				.toList())
			.all()
			.get(20, TimeUnit.SECONDS);
	}

	/** Commits for partition 0 of topics. */
	public void commit(String group, long offset, String... topics) {
		Map<TopicPartition, OffsetAndMetadata> commits = List.of(topics)
			.stream()
			.collect(Collectors.toMap((topic) -> new TopicPartition(topic, 0),
					(topic) -> new OffsetAndMetadata(offset)));
		await().ignoreExceptions().until(() -> {
			this.admin.alterConsumerGroupOffsets(group, commits).all().get(20, TimeUnit.SECONDS);
			return true;
		});
	}

	/** What a group has committed for partition 0 of topics. */
	public Map<String, Long> committed(String group) throws Exception {
		return this.admin.listConsumerGroupOffsets(group)
			.partitionsToOffsetAndMetadata()
			.get(20, TimeUnit.SECONDS)
			.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().topic(), (entry) -> entry.getValue().offset()));
	}

	@Override
	public void close() {
		this.admin.close();
		this.broker.close();
	}

}
