package io.roster.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.roster.delivery.Call.Piece;
import io.roster.delivery.Lane.Slice;
import io.roster.handler.RecordProcessor;
import io.roster.handler.RecordProcessor.FailedRecord;
import io.roster.handler.RecordProcessor.NotReadyException;
import io.roster.handler.RejectedRecordException;
import io.roster.handler.RetryLaterException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Hands records to the handler, partition by partition in turn, and does with those that
 * fail what the policy says. This object is the lock of all that a worker holds.
 */
class Processing {

	private static final Log log = LogFactory.getLog(Processing.class);

	/** The longest pause that a handler can ask for. */
	private static final long LONGEST_PAUSE_MILLIS = Duration.ofHours(1).toMillis();

	private final RecordProcessor processor;

	private final FailurePolicy policy;

	private final DeliveryObserver observer;

	private final ScheduledExecutorService timer;

	private final Clock clock;

	/** Has the consumer come back from its poll. */
	private final Runnable wakeup;

	/** The queues in the order in which it is their turn. */
	private final Deque<PartitionQueue> turns = new ArrayDeque<>();

	private int calls;

	private boolean paused;

	private boolean beginning;

	private @Nullable ScheduledFuture<?> next;

	private long nextAt = Long.MAX_VALUE;

	/** What the consumer does not fetch, because enough of it is held. */
	private Set<TopicPartition> full = Set.of();

	private int fewEnough;

	Processing(RecordProcessor processor, FailurePolicy policy, DeliveryObserver observer,
			ScheduledExecutorService timer, Clock clock, Runnable wakeup) {
		this.processor = processor;
		this.policy = policy;
		this.observer = observer;
		this.timer = timer;
		this.clock = clock;
		this.wakeup = wakeup;
	}

	boolean ordersByKey() {
		return this.processor.ordersByKey();
	}

	DeliveryObserver observer() {
		return this.observer;
	}

	/** How many records can be with the handler at once. */
	int capacity() {
		long capacity = (long) this.processor.inFlight() * this.processor.batch();
		return (int) Math.min(capacity, 100_000);
	}

	synchronized void add(PartitionQueue queue) {
		this.turns.addLast(queue);
	}

	/** Nothing more of it is begun. */
	synchronized void remove(PartitionQueue queue) {
		this.turns.remove(queue);
	}

	synchronized boolean isBusy() {
		return this.calls > 0;
	}

	synchronized boolean isPaused() {
		return this.paused;
	}

	synchronized void pause() {
		this.paused = true;
		this.wakeup.run();
	}

	void resume() {
		synchronized (this) {
			this.paused = false;
			this.turns.forEach(PartitionQueue::unblock);
		}
		begin();
		this.wakeup.run();
	}

	/** What is not fetched, until no more than so many records of it are held. */
	synchronized void wanted(Set<TopicPartition> full, int fewEnough) {
		this.full = Set.copyOf(full);
		this.fewEnough = fewEnough;
	}

	/** Begins what can be begun. */
	synchronized void begin() {
		if (this.beginning) {
			return;
		}
		this.beginning = true;
		try {
			int most = Math.max(1, this.processor.inFlight());
			long now = this.clock.millis();
			for (int idle = 0; this.calls < most && !this.paused && idle < this.turns.size();) {
				PartitionQueue queue = this.turns.removeFirst();
				this.turns.addLast(queue);
				Call call = queue.take(this.processor.batch(), now);
				if (call == null) {
					idle++;
				}
				else {
					idle = 0;
					start(call);
				}
			}
		}
		finally {
			this.beginning = false;
		}
		schedule();
	}

	private void start(Call call) {
		this.calls++;
		call.queue.calls++;
		long retried = call.retried();
		if (retried > 0) {
			this.observer.retried(retried);
		}
		CompletionStage<Integer> result;
		try {
			result = this.processor.process(call.records());
		}
		catch (RuntimeException | Error ex) {
			ended(call, 0, ex);
			return;
		}
		var unused = result.whenComplete((processed, failure) -> {
			if (failure == null) {
				ended(call, processed, null);
			}
			else if (unwrapped(failure) instanceof FailedRecord failed && failed.getCause() != null) {
				ended(call, failed.processed(), failed.getCause());
			}
			else {
				ended(call, 0, unwrapped(failure));
			}
		});
	}

	private static Throwable unwrapped(Throwable failure) {
		boolean wrapper = failure instanceof java.util.concurrent.CompletionException;
		return (wrapper && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private void ended(Call call, int processed, @Nullable Throwable failure) {
		try {
			settled(call, processed, failure);
		}
		catch (RuntimeException | Error ex) {
			// Who completed the call would keep it to himself.
			log.error("A call of the handler could not be brought to its end", ex);
			this.observer.error("A call of the handler could not be brought to its end: " + ex);
		}
		begin();
	}

	private void settled(Call call, int processed, @Nullable Throwable failure) {
		synchronized (this) {
			this.calls--;
			call.queue.calls--;
			if (processed > 0) {
				this.observer.processed(processed);
			}
			settle(call, processed, failure);
			notifyAll();
			wakeIfFew(call.queue);
		}
	}

	private void settle(Call call, int processed, @Nullable Throwable failure) {
		int left = processed;
		Throwable cause = failure;
		Lane failed = null;
		for (Piece piece : call.pieces) {
			Slice slice = piece.slice();
			int done = Math.min(left, piece.records().size());
			left -= done;
			call.queue.done(slice, done);
			if (done < piece.records().size() && cause != null) {
				failed = slice.lane;
				failed(call.queue, slice, piece.records().get(done), cause);
				cause = null;
			}
		}
		for (Piece piece : call.pieces) {
			if (piece.slice().lane != failed && piece.slice().lane.busy) {
				call.queue.release(piece.slice().lane);
			}
		}
	}

	private void failed(PartitionQueue queue, Slice slice, ConsumerRecord<byte[], byte[]> record, Throwable cause) {
		note(cause);
		Lane lane = slice.lane;
		lane.failures += isOfRecord(cause) ? 1 : 0;
		if (queue.gone) {
			return;
		}
		if (cause instanceof RejectedRecordException
				|| (isOfRecord(cause) && lane.failures >= this.policy.retry().maxAttempts())) {
			giveUp(queue, slice, record, cause);
			return;
		}
		long pause = this.policy.retry()
			.pauseMillis(Math.max(1, lane.failures), ThreadLocalRandom.current().nextDouble());
		if (cause instanceof RetryLaterException later) {
			pause = Math.max(pause, Math.min(later.after().toMillis(), LONGEST_PAUSE_MILLIS));
		}
		lane.notBefore = this.clock.millis() + pause;
		queue.release(lane);
	}

	/** What ails the whole process, or the handler as such, is not the record's fault. */
	private static boolean isOfRecord(Throwable cause) {
		boolean process = cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError);
		return !process && !(cause instanceof NotReadyException);
	}

	/** An exception is the handler's code too: what it says of itself may fail. */
	private void note(Throwable cause) {
		try {
			this.observer.failed(cause);
		}
		catch (RuntimeException | Error ex) {
			this.observer.error(cause.getClass().getName());
		}
	}

	private void giveUp(PartitionQueue queue, Slice slice, ConsumerRecord<byte[], byte[]> record, Throwable cause) {
		String topic = this.policy.deadLetterTopic(record.topic());
		if (topic.isEmpty()) {
			stop(queue, record, "failed for good and there is no dead letter topic; resume tries it again");
			queue.release(slice.lane);
			return;
		}
		// Not one of the handler's calls, which others wait for.
		queue.calls++;
		var unused = written(record, topic, cause).whenComplete((done, failure) -> {
			synchronized (this) {
				queue.calls--;
				notifyAll();
				if (failure == null) {
					queue.stopped = null;
					queue.ledger.deadLettered(record.offset());
					this.observer.deadLettered();
					queue.done(slice, 1);
					queue.release(slice.lane);
					wakeIfFew(queue);
				}
				else if (!queue.gone) {
					stop(queue, record, "could not be written to the dead letter topic " + topic + ": "
							+ unwrapped(failure).getMessage() + "; it is tried again");
					long pause = this.policy.retry().pauseMillis(slice.lane.failures++, 0.5);
					var unusedRetry = this.timer.schedule(() -> again(queue, slice, record, cause), pause,
							TimeUnit.MILLISECONDS);
				}
			}
			begin();
		});
	}

	private CompletableFuture<Void> written(ConsumerRecord<byte[], byte[]> record, String topic, Throwable cause) {
		try {
			return this.policy.deadLetters().write(record, topic, this.policy.groupId(), cause);
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private synchronized void again(PartitionQueue queue, Slice slice, ConsumerRecord<byte[], byte[]> record,
			Throwable cause) {
		if (!queue.gone && this.turns.contains(queue)) {
			giveUp(queue, slice, record, cause);
		}
	}

	/** Everything behind the record waits. */
	private void stop(PartitionQueue queue, ConsumerRecord<byte[], byte[]> record, String why) {
		queue.stopped = why;
		this.observer
			.error("Partition " + queue.partition + " is stopped: the record at offset " + record.offset() + " " + why);
	}

	private void wakeIfFew(PartitionQueue queue) {
		if (!queue.gone && this.full.contains(queue.partition) && queue.waiting() <= this.fewEnough) {
			this.full = Set.of();
			this.wakeup.run();
		}
		else if (this.paused && this.calls == 0) {
			this.wakeup.run();
		}
	}

	/** Comes back when the first of those that have failed may be tried again. */
	private void schedule() {
		long first = this.turns.stream().mapToLong(PartitionQueue::nextTry).min().orElse(Long.MAX_VALUE);
		if (first == Long.MAX_VALUE || this.paused
				|| (first >= this.nextAt && this.next != null && !this.next.isDone())) {
			return;
		}
		if (this.next != null) {
			this.next.cancel(false);
		}
		this.nextAt = first;
		this.next = this.timer.schedule(() -> {
			synchronized (this) {
				this.next = null;
				this.nextAt = Long.MAX_VALUE;
			}
			begin();
		}, Math.max(1, first - this.clock.millis()), TimeUnit.MILLISECONDS);
	}

	/**
	 * Waits until the handler holds nothing of these any more.
	 * @param queues the queues, of which nothing more is begun
	 * @param timeout how long to wait
	 * @return whether it does not
	 */
	synchronized boolean awaitIdle(Collection<PartitionQueue> queues, Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		while (queues.stream().anyMatch((queue) -> queue.calls > 0)) {
			long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0) {
				return false;
			}
			try {
				wait(left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return true;
	}

	void close() {
		this.processor.close();
	}

}
