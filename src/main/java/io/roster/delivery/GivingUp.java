package io.roster.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.roster.delivery.Lane.Slice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What becomes of records that fail for good: they go to the dead letter topic, or their
 * partition stops at them. None is dropped.
 */
class GivingUp {

	private static final Log log = LogFactory.getLog(GivingUp.class);

	/** Which is also the lock of the queues. */
	private final Processing processing;

	private final FailurePolicy policy;

	private final DeliveryObserver observer;

	private final ScheduledExecutorService timer;

	GivingUp(Processing processing, FailurePolicy policy, DeliveryObserver observer, ScheduledExecutorService timer) {
		this.processing = processing;
		this.policy = policy;
		this.observer = observer;
		this.timer = timer;
	}

	/**
	 * Gives a record up. The caller has the lock.
	 * @param queue its partition
	 * @param slice where it is the next
	 * @param record the record
	 * @param cause why it failed
	 */
	void giveUp(PartitionQueue queue, Slice slice, ConsumerRecord<byte[], byte[]> record, Throwable cause) {
		String topic = this.policy.deadLetterTopic(record.topic());
		if (topic.isEmpty()) {
			stop(queue, record, "failed for good and there is no dead letter topic; resume tries it again");
			queue.release(slice.lane);
			return;
		}
		// Not one of the handler's calls, which others wait for.
		queue.calls++;
		var unused = written(record, topic, cause).whenComplete((done, failure) -> {
			synchronized (this.processing) {
				queue.calls--;
				this.processing.notifyAll();
				if (failure == null) {
					queue.stopped = null;
					queue.ledger.deadLettered(record.offset());
					this.observer.deadLettered();
					queue.done(slice, 1);
					queue.release(slice.lane);
					this.processing.wakeIfFew(queue);
				}
				else if (!queue.gone) {
					stop(queue, record, "could not be written to the dead letter topic " + topic + ": "
							+ FailurePolicy.unwrapped(failure).getMessage() + "; it is tried again");
					long pause = this.policy.retry().pauseMillis(slice.lane.failures++, 0.5);
					var unusedRetry = this.timer.schedule(() -> again(queue, slice, record, cause), pause,
							TimeUnit.MILLISECONDS);
				}
			}
			this.processing.begin();
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

	private void again(PartitionQueue queue, Slice slice, ConsumerRecord<byte[], byte[]> record, Throwable cause) {
		synchronized (this.processing) {
			if (this.processing.holds(queue)) {
				giveUp(queue, slice, record, cause);
			}
		}
	}

	/** Everything behind the record waits. */
	private void stop(PartitionQueue queue, ConsumerRecord<byte[], byte[]> record, String why) {
		String what = "Partition " + queue.partition + " is stopped: the record at offset " + record.offset() + " "
				+ why;
		if (queue.stopped == null) {
			log.warn("Group '" + this.policy.groupId() + "': " + what);
		}
		queue.stopped = why;
		this.observer.error(what);
	}

}
