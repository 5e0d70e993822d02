package io.roster.sandbox;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** Orders that customers place all the time, and a payment for every second one. */
class SandboxTraffic implements SmartLifecycle {

	private static final Log log = LogFactory.getLog(SandboxTraffic.class);

	private static final int CUSTOMERS = 500;

	private final KafkaTemplate<Object, Object> template;

	private final int recordsPerSecond;

	private long number;

	private @Nullable ScheduledExecutorService executor;

	SandboxTraffic(KafkaTemplate<Object, Object> template, int recordsPerSecond) {
		this.template = template;
		this.recordsPerSecond = recordsPerSecond;
	}

	@Override
	public synchronized void start() {
		if (this.executor == null && this.recordsPerSecond > 0) {
			this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "sandbox-traffic");
				thread.setDaemon(true);
				return thread;
			});
			long pause = TimeUnit.SECONDS.toMicros(1) / this.recordsPerSecond;
			var unused = this.executor.scheduleAtFixedRate(this::send, 0, pause, TimeUnit.MICROSECONDS);
		}
	}

	private void send() {
		try {
			this.number++;
			String customer = "customer-" + ThreadLocalRandom.current().nextInt(CUSTOMERS);
			boolean payment = this.number % 3 == 0;
			String value = "{\"id\":%d,\"customer\":\"%s\",\"amount\":%d.%02d}".formatted(this.number, customer,
					ThreadLocalRandom.current().nextInt(1, 200), ThreadLocalRandom.current().nextInt(100));
			var unused = this.template.send(payment ? SandboxTopics.PAYMENTS : SandboxTopics.ORDERS, customer, value);
		}
		catch (KafkaException ex) {
			log.warn("A demo record could not be sent", ex);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

}
