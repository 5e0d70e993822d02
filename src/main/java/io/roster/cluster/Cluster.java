package io.roster.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.roster.problem.ProblemException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/**
 * The Kafka cluster, by one Admin client with every setting of Spring's
 * {@link KafkaAdmin}. The client is made at the first call and not before, since Kafka
 * refuses to make one while no bootstrap server's name resolves, and the service starts
 * before its Kafka does.
 */
@Component
public class Cluster implements DisposableBean {

	private final Map<String, Object> config;

	private final Duration timeout;

	private final Reachability reachability;

	private final CallMeters meters;

	private volatile @Nullable Admin admin;

	Cluster(KafkaAdmin kafkaAdmin, ClusterProperties properties, MeterRegistry registry) {
		this.config = new HashMap<>(kafkaAdmin.getConfigurationProperties());
		this.config.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, "roster-admin");
		// Back soon after Kafka is, instead of the client's second and more.
		this.config.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
		// Kafka's client finds out what kind a group is by trying, with this pause in
		// between; it grows by itself.
		this.config.putIfAbsent(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, 20);
		this.timeout = properties.timeout();
		this.reachability = new Reachability(this.config.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
		this.meters = new CallMeters(registry);
	}

	/**
	 * Begins the calls that one answer needs.
	 * @return calls that have {@code roster.cluster.timeout} in all
	 */
	public Calls calls() {
		return calls(this.timeout);
	}

	/**
	 * Begins the calls that one answer needs, where that may be many.
	 * @param timeout how long they may take in all
	 * @return the calls
	 */
	public Calls calls(Duration timeout) {
		return new Calls(admin(), timeout, this.reachability, this.meters);
	}

	/**
	 * Returns how the cluster is reached, for messages.
	 * @return the bootstrap servers
	 */
	public String bootstrapServers() {
		return this.reachability.toString();
	}

	/**
	 * Returns the problem that a failure of one of Kafka's clients is.
	 * @param failure what the client threw
	 * @return the problem
	 */
	public ProblemException problem(KafkaException failure) {
		return KafkaProblems.of(failure, this.reachability);
	}

	private Admin admin() {
		Admin current = this.admin;
		return (current != null) ? current : create();
	}

	private synchronized Admin create() {
		Admin current = this.admin;
		if (current == null) {
			try {
				current = Admin.create(this.config);
			}
			catch (KafkaException ex) {
				throw problem(ex);
			}
			this.admin = current;
		}
		return current;
	}

	@Override
	public synchronized void destroy() {
		if (this.admin != null) {
			this.admin.close(Duration.ofSeconds(1));
		}
	}

}
