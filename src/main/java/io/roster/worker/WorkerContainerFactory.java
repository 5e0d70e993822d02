package io.roster.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.roster.delivery.RestartException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BackOffHandler;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes the container of a worker: one consumer, whole polls, and a delivery that commits
 * what was processed.
 */
class WorkerContainerFactory extends ConcurrentKafkaListenerContainerFactory<byte[], byte[]> {

	private static final Log log = LogFactory.getLog(WorkerContainerFactory.class);

	/**
	 * How long Kafka's refusal of a permission is waited out before the worker tries
	 * again.
	 */
	private static final Duration REFUSED_PAUSE = Duration.ofSeconds(10);

	private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);

	private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

	/** What the same consumer would meet again and again. */
	private static final Set<Class<? extends Exception>> FATAL = Set.of(InconsistentGroupProtocolException.class,
			InvalidGroupIdException.class, UnsupportedAssignorException.class, UnsupportedVersionException.class,
			GroupMaxSizeReachedException.class, FencedInstanceIdException.class, OffsetOutOfRangeException.class);

	private final BackOffHandler backOffHandler;

	private final Map<String, Object> config;

	private final DefaultKafkaConsumerFactory<?, ?> configured;

	private final TaskScheduler scheduler;

	private final MeterRegistry meters;

	WorkerContainerFactory(Map<String, Object> config, DefaultKafkaConsumerFactory<?, ?> configured,
			BackOffHandler backOffHandler, TaskScheduler scheduler, MeterRegistry meters) {
		this.config = Map.copyOf(config);
		this.configured = configured;
		this.backOffHandler = backOffHandler;
		this.scheduler = scheduler;
		this.meters = meters;
		setConsumerFactory(new WorkerConsumerFactory(config, configured, (consumer) -> consumer, null));
		setBatchListener(true);
	}

	@Override
	protected ConcurrentMessageListenerContainer<byte[], byte[]> createContainerInstance(
			KafkaListenerEndpoint endpoint) {
		RecordListener listener = listener(endpoint);
		return new ConcurrentMessageListenerContainer<>(new WorkerConsumerFactory(this.config, this.configured,
				listener::wrap, new ConsumerMeters(this.meters, this.scheduler)),
				subscribed(listener.spec().subscription()));
	}

	/**
	 * The annotation names topics; it cannot choose among kinds of subscriptions at run
	 * time.
	 */
	private static ContainerProperties subscribed(Subscription subscription) {
		if (subscription instanceof Subscription.Partitions manual) {
			return new ContainerProperties(manual.partitions()
				.stream()
				.map((partition) -> new TopicPartitionOffset(partition.topic(), partition.partition()))
				.toArray(TopicPartitionOffset[]::new));
		}
		if (subscription instanceof Subscription.TopicPattern pattern) {
			return new ContainerProperties(pattern.pattern());
		}
		return new ContainerProperties(subscription.topics().toArray(String[]::new));
	}

	@Override
	public ConcurrentMessageListenerContainer<byte[], byte[]> createListenerContainer(KafkaListenerEndpoint endpoint) {
		ConcurrentMessageListenerContainer<byte[], byte[]> container = super.createListenerContainer(endpoint);
		RecordListener listener = listener(endpoint);
		// One consumer in each container, so no number behind its client id.
		container.setAlwaysClientIdSuffix(false);
		container.setCommonErrorHandler(errorHandler(listener.status()));
		ContainerProperties properties = container.getContainerProperties();
		// The delivery commits.
		properties.setAckMode(ContainerProperties.AckMode.MANUAL);
		properties.setScheduler(this.scheduler);
		properties.setPollTimeout(listener.spec().protocol().pollTimeout().toMillis());
		properties.setAuthExceptionRetryInterval(REFUSED_PAUSE);
		properties.setConsumerRebalanceListener(new PartitionListener(listener.delivery(), listener.status()));
		properties.setMessageListener(withoutSeeking(Objects.requireNonNull(properties.getMessageListener())));
		return container;
	}

	/**
	 * Hides that Spring's adapter can seek. A container whose listener can seek asks for
	 * the position of every partition that is assigned, on the consumer's thread, and a
	 * stop in the middle of a rebalance then waits for the answer.
	 */
	@SuppressWarnings("unchecked")
	private static BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]> withoutSeeking(Object listener) {
		var original = (BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]>) listener;
		return new BatchAcknowledgingConsumerAwareMessageListener<>() {

			@Override
			public void onMessage(ConsumerRecords<byte[], byte[]> records, @Nullable Acknowledgment acknowledgment,
					Consumer<byte[], byte[]> consumer) {
				original.onMessage(records, acknowledgment, consumer);
			}

			@Override
			public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Acknowledgment acknowledgment,
					@Nullable Consumer<?, ?> consumer) {
				original.onMessage(records, acknowledgment, consumer);
			}

			@Override
			public boolean wantsPollResult() {
				return true;
			}

		};
	}

	/**
	 * Failures of handlers never come here. Of what else fails it is said that the first
	 * record of the poll did, so all of the poll is fetched again after a pause, in which
	 * the container goes on polling without fetching.
	 */
	private DefaultErrorHandler errorHandler(WorkerStatus status) {
		ExponentialBackOff backOff = new ExponentialBackOff(FIRST_BACK_OFF.toMillis(), 2);
		backOff.setMaxInterval(LONGEST_BACK_OFF.toMillis());
		DefaultErrorHandler handler = new DefaultErrorHandler(null, backOff, this.backOffHandler) {

			@Override
			public void handleBatch(Exception thrownException, ConsumerRecords<?, ?> data, Consumer<?, ?> consumer,
					MessageListenerContainer container, Runnable invokeListener) {
				// Otherwise Spring would hand over the same records in place, and go on
				// behind them if something else failed meanwhile.
				if (has(thrownException, Set.of(RestartException.class))) {
					handleOtherException(thrownException, consumer, container, true);
				}
				var unused = status.note(thrownException);
				super.handleBatch(new BatchListenerFailedException("Not taken", thrownException, 0), data, consumer,
						container, invokeListener);
			}

			@Override
			public void handleOtherException(Exception thrownException, Consumer<?, ?> consumer,
					MessageListenerContainer container, boolean batchListener) {
				if (status.note(thrownException)) {
					log.warn("The consumer of worker " + container.getListenerId() + " failed", thrownException);
				}
				boolean restart = has(thrownException, Set.of(RestartException.class));
				if (restart || has(thrownException, FATAL)) {
					if (!restart) {
						status.fatal();
					}
					// From a thread of its own, since the container waits for this one.
					Thread stopper = new Thread(() -> container.stopAbnormally(() -> {
					}), "stop-" + container.getListenerId());
					stopper.start();
				}
				pause(container);
			}

		};
		// Whatever it is, a record is not given up: nothing here would keep it.
		handler.setClassifications(Map.of(), true);
		return handler;
	}

	/** What fails at once must not be tried a thousand times a second. */
	private static void pause(MessageListenerContainer container) {
		try {
			ListenerUtils.stoppableSleep(container, FIRST_BACK_OFF.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean has(Throwable thrown, Set<Class<? extends Exception>> kinds) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (kinds.contains(cause.getClass())) {
				return true;
			}
		}
		return false;
	}

	private static RecordListener listener(KafkaListenerEndpoint endpoint) {
		Object bean = (endpoint instanceof MethodKafkaListenerEndpoint<?, ?> method) ? method.getBean() : null;
		if (bean instanceof RecordListener listener) {
			return listener;
		}
		throw new IllegalArgumentException("Not a worker: " + List.of(endpoint));
	}

}
