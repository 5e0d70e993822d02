package io.roster.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.roster.problem.InvalidRequestException;
import io.roster.problem.StartupFailure;
import io.roster.worker.WorkerProperties.DeclaredGroup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.common.KafkaException;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts the workers that configuration declares, as soon as Kafka's client can be made,
 * and finishes all workers when the service stops, before the web server does.
 */
@Component
class DeclaredWorkers implements SmartLifecycle {

	private static final Log log = LogFactory.getLog(DeclaredWorkers.class);

	private static final long PAUSE_MILLIS = 1000;

	private final Workers workers;

	private final List<Map.Entry<DeclaredGroup, WorkerSpec>> declared = new ArrayList<>();

	private volatile boolean running;

	DeclaredWorkers(Workers workers, WorkerProperties properties) {
		this.workers = workers;
		for (int i = 0; i < properties.groups().size(); i++) {
			DeclaredGroup group = properties.groups().get(i);
			try {
				this.declared.add(Map.entry(group, group.workers().toSpec(properties.maxCount())));
			}
			catch (InvalidRequestException ex) {
				throw new StartupFailure("roster.worker.groups[" + i + "] is not right: " + ex.detail(),
						"Correct the setting; the README lists what a declared group has.", ex);
			}
		}
	}

	@Override
	public void start() {
		this.running = true;
		if (!this.declared.isEmpty()) {
			Thread starter = new Thread(() -> this.declared.forEach(this::start), "declared-workers");
			starter.setDaemon(true);
			starter.start();
		}
	}

	/** Kafka's client cannot be made while no name of a bootstrap server resolves. */
	private void start(Map.Entry<DeclaredGroup, WorkerSpec> entry) {
		DeclaredGroup group = entry.getKey();
		boolean told = false;
		while (this.running) {
			try {
				this.workers.add(group.groupId(), entry.getValue(), group.workers().countOrDefault());
				return;
			}
			catch (KafkaException ex) {
				if (!told) {
					log.warn("Workers of group '" + group.groupId() + "' cannot start yet", ex);
					told = true;
				}
			}
			catch (RuntimeException ex) {
				log.error("Workers of group '" + group.groupId() + "' cannot start", ex);
				return;
			}
			try {
				Thread.sleep(PAUSE_MILLIS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.workers.shutDown();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
