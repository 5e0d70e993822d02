package io.roster.fleet;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.roster.cluster.BareConsumers;
import io.roster.store.Stores;
import io.roster.worker.WorkerProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * This replica as a member of the group of all replicas. The partitions of a topic
 * without records are what they share out; so Kafka finds who has died, and who is there
 * takes over with the fewest moves.
 */
@Component
class FleetMember {

	private static final Log log = LogFactory.getLog(FleetMember.class);

	private static final Duration POLL = Duration.ofMillis(200);

	private static final long PAUSE_MILLIS = 1000;

	private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

	/** How many heartbeats make up a session. */
	private static final int HEARTBEATS = 5;

	private final FleetProperties properties;

	private final Duration stopTimeout;

	private final Self self;

	private final Slots slots;

	private final Stores stores;

	private final BareConsumers consumers;

	private final Replicas replicas;

	private volatile @Nullable Consumer<byte[], byte[]> consumer;

	private volatile @Nullable Thread thread;

	private volatile boolean running;

	private volatile @Nullable String problem;

	/** How many heartbeats Kafka has answered. */
	private double answered;

	/** When Kafka has heard of this replica last. */
	private long heardAt = System.nanoTime();

	/** When this replica was cut off last. */
	private long backSince;

	private Runnable changed = () -> {
	};

	FleetMember(FleetProperties properties, WorkerProperties workerProperties, Self self, Slots slots, Stores stores,
			BareConsumers consumers, Replicas replicas) {
		this.properties = properties;
		this.stopTimeout = workerProperties.stopTimeout();
		this.self = self;
		this.slots = slots;
		this.stores = stores;
		this.consumers = consumers;
		this.replicas = replicas;
	}

	void onChange(Runnable listener) {
		this.changed = listener;
	}

	/** Joins, and stays until it is closed; repeating it changes nothing. */
	synchronized void join() {
		if (this.thread == null) {
			this.running = true;
			Thread thread = new Thread(this::run, "fleet-member");
			thread.setDaemon(true);
			this.thread = thread;
			thread.start();
		}
	}

	/** Why this replica is not in the group, {@code null} if it is or need not be. */
	@Nullable String problem() {
		return this.problem;
	}

	private void run() {
		while (this.running) {
			try {
				this.stores.ensureMade(this.properties.slotsTopic(), FleetProperties.SLOTS);
				member();
			}
			catch (RuntimeException | Error ex) {
				if (this.running) {
					if (this.problem == null) {
						log.warn("This replica is not in group '" + this.properties.groupId() + "' and tries again",
								ex);
					}
					this.problem = String.valueOf(ex.getMessage());
				}
			}
			this.slots.lost(this.slots.owned());
			this.changed.run();
			pause();
		}
	}

	private void member() {
		Consumer<byte[], byte[]> current = create();
		try {
			this.consumer = current;
			requireSlots(current);
			current.subscribe(List.of(this.properties.slotsTopic()), new Listener(current));
			long lookAt = System.nanoTime() + LOOK_NANOS;
			while (this.running) {
				current.poll(POLL);
				if (System.nanoTime() - lookAt > 0) {
					lookAt = System.nanoTime() + LOOK_NANOS;
					if (current.assignment().isEmpty()) {
						// Somebody may have deleted it, with all that runs by it.
						this.stores.ensureMade(this.properties.slotsTopic(), FleetProperties.SLOTS);
					}
				}
			}
		}
		finally {
			this.consumer = null;
			current.close(CloseOptions.timeout(Duration.ofSeconds(2)));
		}
	}

	private void requireSlots(Consumer<?, ?> consumer) {
		int partitions = consumer.partitionsFor(this.properties.slotsTopic()).size();
		if (partitions < FleetProperties.SLOTS) {
			throw new IllegalStateException("Topic '" + this.properties.slotsTopic() + "' has " + partitions
					+ " partitions and has to have " + FleetProperties.SLOTS);
		}
	}

	private Consumer<byte[], byte[]> create() {
		int session = (int) this.properties.sessionTimeout().toMillis();
		int longestStop = (int) this.stopTimeout.toMillis() + 2 * session;
		Map<String, Object> config = Map.of(ConsumerConfig.GROUP_ID_CONFIG, this.properties.groupId(),
				ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic", ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
				CooperativeStickyAssignor.class.getName(), ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session,
				ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / HEARTBEATS,
				// Others wait this long for one that has workers to stop.
				ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, longestStop,
				CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
		return this.consumers.create(this.self.clientId(), config, new ByteArrayDeserializer(),
				new ByteArrayDeserializer());
	}

	/**
	 * Finds out whether Kafka still hears of this replica: whether it answers heartbeats,
	 * or, as none are sent while members come and go, lists this replica. When it has not
	 * for most of a session, others are about to run its workers: automatic ones are
	 * fenced by their own groups, but nobody fences one that took partitions by hand.
	 */
	void watch() {
		Consumer<byte[], byte[]> current = this.consumer;
		long now = System.nanoTime();
		if (current == null || this.slots.owned().isEmpty()) {
			this.heardAt = now;
			this.slots.cutOff(false);
			return;
		}
		double answered = answeredHeartbeats(current);
		if (answered != this.answered) {
			this.answered = answered;
			this.heardAt = now;
		}
		Duration session = this.properties.sessionTimeout();
		Duration heartbeat = session.dividedBy(HEARTBEATS);
		if (now - this.heardAt > heartbeat.multipliedBy(2).toNanos()
				&& this.replicas.lists(this.self.process(), heartbeat)) {
			this.heardAt = now;
		}
		boolean cut = System.nanoTime() - this.heardAt > session.minus(heartbeat).toNanos();
		if (cut) {
			this.backSince = System.nanoTime();
			if (!this.slots.isCutOff()) {
				log.warn("Kafka has not heard of this replica for most of a session; workers with partitions that "
						+ "they took by hand stop");
			}
			this.slots.cutOff(true);
		}
		else if (this.slots.isCutOff() && now - this.backSince > heartbeat.multipliedBy(2).toNanos()) {
			// The first answer may have been that the slots are gone.
			this.slots.cutOff(false);
		}
	}

	private static double answeredHeartbeats(Consumer<?, ?> consumer) {
		return consumer.metrics()
			.values()
			.stream()
			.filter((metric) -> metric.metricName().name().equals("heartbeat-total"))
			.map(Metric::metricValue)
			.mapToDouble((value) -> (value instanceof Number number) ? number.doubleValue() : 0)
			.max()
			.orElse(0);
	}

	private void pause() {
		try {
			Thread.sleep(this.running ? PAUSE_MILLIS : 0);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.running = false;
		}
	}

	/** Leaves, so that others take over at once. */
	synchronized void leave() {
		this.running = false;
		Thread current = this.thread;
		if (current != null) {
			try {
				current.join(this.stopTimeout.plus(DesiredState.TIMEOUT).toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.thread = null;
		}
	}

	private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
		return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
	}

	/** Called on the thread that polls. */
	private final class Listener implements ConsumerRebalanceListener {

		private final Consumer<byte[], byte[]> consumer;

		Listener(Consumer<byte[], byte[]> consumer) {
			this.consumer = consumer;
		}

		@Override
		public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
			// Nobody writes there.
			this.consumer.pause(partitions);
			FleetMember.this.problem = null;
			FleetMember.this.slots.assigned(numbers(partitions));
			FleetMember.this.changed.run();
		}

		@Override
		public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
			FleetMember.this.slots.revoked(numbers(partitions));
			FleetMember.this.changed.run();
		}

		@Override
		public void onPartitionsLost(Collection<TopicPartition> partitions) {
			FleetMember.this.slots.lost(numbers(partitions));
			FleetMember.this.changed.run();
		}

	}

}
