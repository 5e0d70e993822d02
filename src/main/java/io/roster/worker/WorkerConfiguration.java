package io.roster.worker;

import java.util.HashMap;
import java.util.Map;

import io.roster.delivery.Deliveries;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerConfig;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerPausingBackOffHandler;
import org.springframework.kafka.listener.ListenerContainerPauseService;
import org.springframework.kafka.listener.ListenerContainerRegistry;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** The beans that make a worker. */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

	/**
	 * Found dead after this, unless {@code spring.kafka.consumer.properties} say
	 * otherwise; Kafka's own is 45 s.
	 */
	private static final int SESSION_TIMEOUT_MS = 15_000;

	/**
	 * So that a rebalance is noticed within a second, unless configured; Kafka's own is 3
	 * s.
	 */
	private static final int HEARTBEAT_INTERVAL_MS = 750;

	@Bean
	WorkerContainerFactory workerContainerFactory(DefaultKafkaConsumerFactory<?, ?> configured,
			ListenerContainerRegistry registry, ThreadPoolTaskScheduler workerScheduler, MeterRegistry meters) {
		Map<String, Object> config = new HashMap<>(configured.getConfigurationProperties());
		config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
		config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_INTERVAL_MS);
		return new WorkerContainerFactory(config, configured,
				new ContainerPausingBackOffHandler(new ListenerContainerPauseService(registry, workerScheduler)),
				workerScheduler, meters);
	}

	/** What all workers have done from time to time, in place of a thread for each. */
	@Bean
	ThreadPoolTaskScheduler workerScheduler() {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setThreadNamePrefix("worker-scheduler-");
		scheduler.setDaemon(true);
		return scheduler;
	}

	@Bean
	@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
	RecordListener recordListener(WorkerIdentity identity, WorkerSpec spec, Deliveries.Made delivery,
			WorkerStatus status, WorkerProperties properties) {
		return new RecordListener(identity, spec, delivery, status, properties.rack());
	}

}
