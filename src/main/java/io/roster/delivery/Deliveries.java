package io.roster.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BiFunction;

import io.roster.handler.HandlerSpec;
import io.roster.handler.RecordProcessor;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Makes the deliveries of workers. */
@Component
public class Deliveries implements DisposableBean {

	private static final int MAX_ENDED = 1000;

	private final Producers producers;

	private final DeadLetters deadLetters;

	private final Clock clock;

	private final ScheduledExecutorService timer;

	private final Map<Delivery, Order> running = new ConcurrentHashMap<>();

	private final Queue<WorkerLedger> ended = new ConcurrentLinkedQueue<>();

	private volatile Runnable begun = () -> {
	};

	Deliveries(Producers producers, DeadLetters deadLetters, Clock clock) {
		this.producers = producers;
		this.deadLetters = deadLetters;
		this.clock = clock;
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "delivery-timer");
			thread.setDaemon(true);
			return thread;
		});
		timer.setRemoveOnCancelPolicy(true);
		this.timer = timer;
	}

	/**
	 * Makes the delivery of a worker.
	 * @param order what the worker is to do
	 * @param observer hears what becomes of its records
	 * @return the delivery, and what its consumer has to be wrapped in
	 */
	public Made make(Order order, DeliveryObserver observer) {
		Wakeup wakeup = new Wakeup();
		FailurePolicy policy = new FailurePolicy(order.groupId(), order.retry(), order.deadLetterTopic(),
				this.deadLetters);
		Delivery delivery = order.handler().isTransactional() ? transactional(order, policy, observer, wakeup)
				: queued(order, policy, observer, wakeup);
		this.running.put(delivery, order);
		return new Made(delivery, (consumer, own) -> DeliveringConsumer.of(consumer, own, wakeup));
	}

	private Delivery transactional(Order order, FailurePolicy policy, DeliveryObserver observer, Wakeup wakeup) {
		CopyTransaction transaction = new CopyTransaction(this.producers, order.transactionalId(),
				String.valueOf(order.handler().topic()), policy,
				order.manual() ? Producers.outside(order.groupId()) : null);
		return new TransactionalDelivery(transaction, policy, observer, ledger(), wakeup);
	}

	private Delivery queued(Order order, FailurePolicy policy, DeliveryObserver observer, Wakeup wakeup) {
		RecordProcessor processor = order.processor();
		if (processor == null) {
			throw new IllegalArgumentException("No processor for handler " + order.handler());
		}
		Processing processing = new Processing(processor, policy, observer, this.timer, this.clock, wakeup);
		Commits commits = order.manual() ? new FencedCommits(this.producers, order.transactionalId(), order.groupId())
				: new MemberCommits();
		return new QueuedDelivery(commits, processing, order.maxPollRecords(), order.maxHeldBytes(),
				order.drainTimeout(), ledger());
	}

	private Ledger ledger() {
		return new Ledger(this.clock, () -> this.begun.run());
	}

	/**
	 * Ends a delivery whose consumer is gone.
	 * @param delivery the delivery
	 */
	public void close(Delivery delivery) {
		Order order = this.running.remove(delivery);
		delivery.close();
		if (order != null) {
			this.ended.add(WorkerLedger.of(order, delivery));
			while (this.ended.size() > MAX_ENDED) {
				this.ended.remove();
			}
		}
	}

	/**
	 * Has somebody hear of each partition that a worker begins with: a worker that is
	 * killed before that was told leaves no trace but its commits.
	 * @param begun called on any thread and under locks, so it must not wait
	 */
	public void onBegun(Runnable begun) {
		this.begun = begun;
	}

	/**
	 * Returns what the workers that are there have processed.
	 * @return one ledger for each worker
	 */
	public List<WorkerLedger> ledgers() {
		return this.running.entrySet()
			.stream()
			.map((entry) -> WorkerLedger.of(entry.getValue(), entry.getKey()))
			.toList();
	}

	/**
	 * Returns what workers had processed that have ended since this was called last.
	 * @return one ledger for each worker
	 */
	public List<WorkerLedger> takeEnded() {
		List<WorkerLedger> taken = new ArrayList<>();
		for (WorkerLedger ledger = this.ended.poll(); ledger != null; ledger = this.ended.poll()) {
			taken.add(ledger);
		}
		return taken;
	}

	@Override
	public void destroy() {
		this.timer.shutdownNow();
	}

	/**
	 * What a worker has processed.
	 *
	 * @param groupId its group
	 * @param workerId the worker
	 * @param instance the replica that runs it
	 * @param entries what it has processed of each partition
	 */
	public record WorkerLedger(String groupId, String workerId, String instance, List<LedgerEntry> entries) {

		private static WorkerLedger of(Order order, Delivery delivery) {
			return new WorkerLedger(order.groupId(), order.workerId(), order.instance(), delivery.ledger());
		}

	}

	/**
	 * What a worker is to do with its records.
	 *
	 * @param workerId the worker
	 * @param instance the replica that runs it
	 * @param groupId the group that it commits for
	 * @param transactionalId what its transactions are fenced by: the same wherever it
	 * runs, and no other worker's
	 * @param manual whether it took its partitions by hand, so that it is no member
	 * @param handler what its handler is
	 * @param processor the handler, {@code null} if it is transactional
	 * @param retry how often a record is tried
	 * @param deadLetterTopic where those go that fail for good; {@code null} for the name
	 * of their topic and {@code -dlt}, empty if nowhere
	 * @param maxPollRecords how many records one poll returns at most
	 * @param maxHeldBytes how much of keys and values may wait for the handler until
	 * nothing more is fetched
	 * @param drainTimeout how long the handler has to finish when partitions are given up
	 */
	public record Order(String workerId, String instance, String groupId, String transactionalId, boolean manual,
			HandlerSpec handler, @Nullable RecordProcessor processor, RetryPolicy retry,
			@Nullable String deadLetterTopic, int maxPollRecords, long maxHeldBytes, Duration drainTimeout) {
	}

	/**
	 * A delivery that was made.
	 *
	 * @param delivery the delivery
	 * @param wrapper wraps the worker's consumer, so that the delivery can do its part
	 * before each poll
	 */
	public record Made(Delivery delivery,
			BiFunction<Consumer<byte[], byte[]>, Delivery, Consumer<byte[], byte[]>> wrapper) {

		/**
		 * Wraps a consumer.
		 * @param consumer the worker's consumer
		 * @return the consumer that its container is to use
		 */
		public Consumer<byte[], byte[]> wrap(Consumer<byte[], byte[]> consumer) {
			return this.wrapper.apply(consumer, this.delivery);
		}

	}

}
