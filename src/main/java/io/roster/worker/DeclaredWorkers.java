package io.roster.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.roster.problem.InvalidRequestException;
import io.roster.problem.StartupFailure;
import io.roster.worker.WorkerProperties.DeclaredGroup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts the workers that configuration declares, each group as soon as it can, and
 * finishes all workers when the service stops, before the web server does.
 */
@Component
class DeclaredWorkers implements SmartLifecycle {

	private static final Log log = LogFactory.getLog(DeclaredWorkers.class);

	private static final long PAUSE_MILLIS = 1000;

	private final Workers workers;

	private final Map<DeclaredGroup, WorkerSpec> declared = new LinkedHashMap<>();

	/** Why groups are not running yet, by their ids. */
	private final Map<String, String> pending = new ConcurrentHashMap<>();

	private volatile boolean running;

	DeclaredWorkers(Workers workers, WorkerProperties properties) {
		this.workers = workers;
		for (int i = 0; i < properties.groups().size(); i++) {
			DeclaredGroup group = properties.groups().get(i);
			try {
				this.declared.put(group, group.workers().toSpec(properties.maxCount()));
				if (group.groupId().isBlank()) {
					throw new InvalidRequestException("group-id", "is required");
				}
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
			Thread starter = new Thread(this::startAll, "declared-workers");
			starter.setDaemon(true);
			starter.start();
		}
	}

	/**
	 * Kafka's client cannot be made while no name of a bootstrap server resolves, for
	 * one; so it is tried until it is.
	 */
	private void startAll() {
		Map<DeclaredGroup, WorkerSpec> open = new LinkedHashMap<>(this.declared);
		while (this.running && !open.isEmpty()) {
			open.entrySet().removeIf((entry) -> start(entry.getKey(), entry.getValue()));
			try {
				Thread.sleep(open.isEmpty() ? 0 : PAUSE_MILLIS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	private boolean start(DeclaredGroup group, WorkerSpec spec) {
		try {
			this.workers.add(group.groupId(), spec, group.workers().countOrDefault());
			this.pending.remove(group.groupId());
			return true;
		}
		catch (RuntimeException ex) {
			if (this.pending.put(group.groupId(), String.valueOf(ex.getMessage())) == null) {
				log.warn("Workers of group '" + group.groupId() + "' cannot start yet", ex);
			}
			return false;
		}
	}

	/**
	 * Returns the groups whose workers could not be started yet.
	 * @return why, by their ids; empty once all run
	 */
	Map<String, String> pending() {
		return Map.copyOf(this.pending);
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
