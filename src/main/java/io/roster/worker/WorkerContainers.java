package io.roster.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.roster.cluster.Cluster;
import io.roster.delivery.Deliveries;
import io.roster.handler.Handlers;
import io.roster.handler.RecordProcessor;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.event.ConcurrentContainerStoppedEvent;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerStartedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.KafkaEvent;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Registers and unregisters the containers of workers at run time, and tells workers what
 * their containers say.
 */
@Component
public class WorkerContainers {

	/** Ends that a consumer of the same kind would come to again. */
	private static final Set<ConsumerStoppedEvent.Reason> NEVER_AGAIN = Set.of(ConsumerStoppedEvent.Reason.NO_OFFSET,
			ConsumerStoppedEvent.Reason.FENCED);

	private final KafkaListenerEndpointRegistry registry;

	private final ObjectProvider<RecordListener> listeners;

	private final Handlers handlers;

	private final Deliveries deliveries;

	private final WorkerProperties properties;

	private final long maxHeldBytes;

	private final Duration drainTimeout;

	private final String instance;

	private final Cluster cluster;

	private final WorkerCounters counters;

	private final Map<String, LiveWorker> workers = new ConcurrentHashMap<>();

	WorkerContainers(KafkaListenerEndpointRegistry registry, ObjectProvider<RecordListener> listeners,
			Handlers handlers, Deliveries deliveries, WorkerProperties properties, Cluster cluster,
			WorkerCounters counters) {
		this.registry = registry;
		// Otherwise a container that is registered later runs before anybody said so.
		registry.setAlwaysStartAfterRefresh(false);
		this.listeners = listeners;
		this.handlers = handlers;
		this.deliveries = deliveries;
		this.properties = properties;
		this.maxHeldBytes = properties.maxHeld().toBytes();
		this.drainTimeout = properties.stopTimeout();
		this.instance = properties.instance();
		this.cluster = cluster;
		this.counters = counters;
	}

	/**
	 * Starts a worker.
	 * @param identity who it is; nobody here has been the same and has not stopped
	 * @param spec what it does
	 * @return the worker, whose consumer is running but has not joined yet
	 * @throws RuntimeException if its consumer could not be made; then nothing is left of
	 * it
	 */
	public LiveWorker start(WorkerIdentity identity, WorkerSpec spec) {
		return start(identity, spec, spec.handler().isTransactional() ? null : this.handlers.create(spec.handler()));
	}

	LiveWorker start(WorkerIdentity identity, WorkerSpec spec, @Nullable RecordProcessor handler) {
		String workerId = identity.workerId();
		WorkerStatus status = this.counters.newStatus();
		Deliveries.Made delivery = this.deliveries
			.make(new Deliveries.Order(workerId, this.instance, identity.groupId(), identity.clientId(),
					spec.subscription().mode() == Worker.Mode.MANUAL, spec.handler(), handler, spec.retry(),
					spec.deadLetterTopic(), spec.maxPollRecords(), this.maxHeldBytes, this.drainTimeout), status);
		MessageListenerContainer container;
		try {
			container = register(identity, spec, delivery, status);
		}
		catch (RuntimeException ex) {
			this.deliveries.close(delivery.delivery());
			throw ex;
		}
		LiveWorker worker = new LiveWorker(identity, this.instance, spec, status, handler, delivery.delivery(),
				container, new Leaving(container, delivery.delivery(), status));
		this.workers.put(workerId, worker);
		worker.leaving().onStopped(() -> release(worker));
		try {
			container.start();
		}
		catch (RuntimeException ex) {
			release(worker);
			throw (ex instanceof KafkaException kafka) ? this.cluster.problem(kafka) : ex;
		}
		return worker;
	}

	private MessageListenerContainer register(WorkerIdentity identity, WorkerSpec spec, Deliveries.Made delivery,
			WorkerStatus status) {
		this.listeners.getObject(identity, spec, delivery, status, this.properties);
		MessageListenerContainer container = this.registry.getListenerContainer(identity.workerId());
		if (container == null) {
			throw new IllegalStateException("No container was registered for worker " + identity.workerId());
		}
		return container;
	}

	private void release(LiveWorker worker) {
		this.workers.remove(worker.workerId());
		this.registry.unregisterListenerContainer(worker.workerId());
		worker.container().destroy();
		this.deliveries.close(worker.delivery());
	}

	@EventListener
	void started(ConsumerStartedEvent event) {
		LiveWorker worker = worker(event);
		if (worker != null && worker.spec().subscription() instanceof Subscription.Partitions manual) {
			worker.status().assignedByHand(manual.partitions());
		}
	}

	@EventListener
	void refused(ConsumerRetryAuthEvent event) {
		LiveWorker worker = worker(event);
		if (worker != null) {
			var unused = worker.status().note("Kafka refuses: " + event.getReason() + "; it is asked again every 10 s");
		}
	}

	@EventListener
	void stopped(ConsumerStoppedEvent event) {
		LiveWorker worker = worker(event);
		if (worker != null && event.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
			if (NEVER_AGAIN.contains(event.getReason())) {
				worker.status().fatal();
			}
			worker.status().ended(why(event.getReason()));
		}
	}

	@EventListener
	void stopped(ConcurrentContainerStoppedEvent event) {
		LiveWorker worker = worker(event);
		if (worker != null) {
			worker.status().ended(null);
		}
	}

	private static @Nullable String why(ConsumerStoppedEvent.Reason reason) {
		return switch (reason) {
			case NO_OFFSET -> "Nothing is committed, and autoOffsetReset is none";
			case FENCED -> "Another member has taken its group.instance.id";
			case AUTH -> "Kafka does not accept it";
			case NORMAL, ABNORMAL, ERROR -> null;
		};
	}

	private @Nullable LiveWorker worker(KafkaEvent event) {
		String id = event.getContainer(AbstractMessageListenerContainer.class).getListenerId();
		return (id != null) ? this.workers.get(id) : null;
	}

}
