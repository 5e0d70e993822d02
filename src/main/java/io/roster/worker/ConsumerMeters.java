package io.roster.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.scheduling.TaskScheduler;

/**
 * The meters that Kafka's client has for one worker. Micrometer looks through all meters
 * of a registry whenever it binds a client to it; with a registry of its own between, a
 * worker finds only its own there, however many others the service runs.
 */
class ConsumerMeters extends MicrometerConsumerListener<byte[], byte[]> {

	private final CompositeMeterRegistry own;

	private final MeterRegistry registry;

	/**
	 * Makes those of one worker.
	 * @param registry where they can be seen
	 * @param scheduler looks for meters that come later
	 */
	ConsumerMeters(MeterRegistry registry, TaskScheduler scheduler) {
		this(new CompositeMeterRegistry(), registry, scheduler);
	}

	private ConsumerMeters(CompositeMeterRegistry own, MeterRegistry registry, TaskScheduler scheduler) {
		super(own, scheduler);
		this.own = own;
		this.registry = registry;
	}

	@Override
	public synchronized void consumerAdded(String id, Consumer<byte[], byte[]> consumer) {
		this.own.add(this.registry);
		super.consumerAdded(id, consumer);
	}

	@Override
	public synchronized void consumerRemoved(@Nullable String id, Consumer<byte[], byte[]> consumer) {
		super.consumerRemoved(id, consumer);
		// Which may know those that it is part of.
		this.own.remove(this.registry);
	}

}
