package io.roster.cluster;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Asks for the cluster until it answers once. Until then the service is not ready;
 * afterwards it stays ready, whatever becomes of Kafka. {@code health/firstContact}, the
 * one part of readiness that is Roster's own.
 */
@Component("firstContactHealthIndicator")
class FirstContact implements HealthIndicator, SmartLifecycle {

	private static final Log log = LogFactory.getLog(FirstContact.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final Cluster cluster;

	private volatile boolean made;

	private volatile boolean running;

	FirstContact(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public Health health() {
		return this.made ? Health.up().build()
				: Health.outOfService().withDetail("waitingFor", "Kafka at " + this.cluster.bootstrapServers()).build();
	}

	@Override
	public void start() {
		this.running = true;
		Thread thread = new Thread(this::seek, "first-contact");
		thread.setDaemon(true);
		thread.start();
	}

	private void seek() {
		boolean told = false;
		while (this.running && !this.made) {
			try {
				Calls calls = this.cluster.calls();
				String id = calls
					.get(calls.admin().describeCluster(calls.within(new DescribeClusterOptions())).clusterId());
				this.made = true;
				log.info("Connected to Kafka cluster " + id + " at " + this.cluster.bootstrapServers());
			}
			catch (RuntimeException ex) {
				if (!told) {
					log.warn("Waiting for Kafka: " + ex.getMessage());
					told = true;
				}
				pause();
			}
		}
	}

	private void pause() {
		try {
			Thread.sleep(PAUSE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.running = false;
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
