package io.roster.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.roster.delivery.Call.Piece;
import io.roster.delivery.Lane.Slice;
import io.roster.handler.RecordProcessor;
import io.roster.handler.RecordProcessor.FailedRecord;
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

	/** A call that takes longer is told of. */
	private static final Duration LONG_CALL = Duration.ofMinutes(1);

	private final RecordProcessor processor;

	private final FailurePolicy policy;

	private final DeliveryObserver observer;

	private final Clock clock;

	private final GivingUp givingUp;

	/** Has the consumer come back from its poll. */
	private final Runnable wakeup;

	private final Turns turns = new Turns();

	private final Overdue overdue;

	private int calls;

	private boolean paused;

	private boolean beginning;

	private final RetryTimer again;

	/** What the consumer does not fetch, because enough of it is held. */
	private Set<TopicPartition> full = Set.of();

	private int fewEnough;

	Processing(RecordProcessor processor, FailurePolicy policy, DeliveryObserver observer,
			ScheduledExecutorService timer, Clock clock, Runnable wakeup) {
		this.processor = processor;
		this.policy = policy;
		this.observer = observer;
		this.overdue = new Overdue(observer, LONG_CALL);
		this.clock = clock;
		this.wakeup = wakeup;
		this.again = new RetryTimer(timer, clock, this::begin);
		this.givingUp = new GivingUp(this, policy, observer, timer);
	}

	boolean ordersByKey() {
		return this.processor.ordersByKey();
	}

	DeliveryObserver observer() {
		return this.observer;
	}

	/** How many records can be with the handler at once. */
	int capacity() {
		return (int) Math.min((long) this.processor.inFlight() * this.processor.batch(), 100_000);
	}

	/** When a record that has failed is tried again at the latest. */
	long latestRetry() {
		return this.clock.millis() + this.policy.longestPauseMillis();
	}

	synchronized void add(PartitionQueue queue) {
		this.turns.add(queue);
	}

	/** Nothing more of it is begun. */
	synchronized void remove(PartitionQueue queue) {
		this.turns.remove(queue);
	}

	/** Whether more of it may be begun some time. */
	synchronized boolean holds(PartitionQueue queue) {
		return !queue.gone && this.turns.contains(queue);
	}

	synchronized boolean isBusy() {
		return this.calls > 0;
	}

	/** Tells of a handler that does not come to an end. */
	synchronized void lookForOverdue() {
		this.overdue.look();
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
			this.turns.unblock();
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
			while (this.calls < most && !this.paused) {
				Call call = this.turns.next(this.processor.batch(), now);
				if (call == null) {
					break;
				}
				start(call);
			}
		}
		finally {
			this.beginning = false;
		}
		long first = this.turns.nextTry();
		if (first != Long.MAX_VALUE && !this.paused) {
			this.again.at(first);
		}
	}

	private void start(Call call) {
		this.calls++;
		call.queue.calls++;
		this.overdue.begun(call);
		this.observer.retried(call.retried());
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
			else if (FailurePolicy.unwrapped(failure) instanceof FailedRecord failed && failed.getCause() != null) {
				ended(call, failed.processed(), failed.getCause());
			}
			else {
				ended(call, 0, FailurePolicy.unwrapped(failure));
			}
		});
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

	private synchronized void settled(Call call, int processed, @Nullable Throwable failure) {
		this.calls--;
		call.queue.calls--;
		this.overdue.ended(call);
		if (processed > 0) {
			this.observer.processed(processed);
		}
		settle(call, processed, failure);
		notifyAll();
		wakeIfFew(call.queue);
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
		lane.failures += FailurePolicy.isOfRecord(cause) ? 1 : 0;
		if (queue.gone) {
			return;
		}
		if (this.policy.isFinal(cause, lane.failures)) {
			this.givingUp.giveUp(queue, slice, record, cause);
			return;
		}
		lane.notBefore = this.clock.millis() + this.policy.pauseMillis(cause, lane.failures);
		queue.release(lane);
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

	void wakeIfFew(PartitionQueue queue) {
		if (!queue.gone && this.full.contains(queue.partition) && queue.waiting.records() <= this.fewEnough) {
			this.full = Set.of();
			this.wakeup.run();
		}
		else if (this.paused && this.calls == 0) {
			this.wakeup.run();
		}
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
