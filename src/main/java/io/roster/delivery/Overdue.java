package io.roster.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.kafka.common.TopicPartition;

/**
 * Notices calls of the handler that do not come to an end. Guarded by its owner's lock.
 */
class Overdue {

	private final Duration patience;

	private final DeliveryObserver observer;

	/** When those under way began, the first that did first. */
	private final Map<Call, Long> began = new LinkedHashMap<>();

	private long nextLook = System.nanoTime();

	/**
	 * Makes one.
	 * @param observer hears of calls that take long
	 * @param patience how long that is
	 */
	Overdue(DeliveryObserver observer, Duration patience) {
		this.observer = observer;
		this.patience = patience;
	}

	void begun(Call call) {
		this.began.put(call, System.nanoTime());
	}

	void ended(Call call) {
		this.began.remove(call);
	}

	/** Tells of the oldest call under way if it takes long, once in that time. */
	void look() {
		long now = System.nanoTime();
		if (this.began.isEmpty() || now - this.nextLook < 0) {
			return;
		}
		Map.Entry<Call, Long> oldest = this.began.entrySet().iterator().next();
		Duration taken = Duration.ofNanos(now - oldest.getValue());
		if (taken.compareTo(this.patience) < 0) {
			this.nextLook = oldest.getValue() + this.patience.toNanos();
			return;
		}
		this.nextLook = now + this.patience.toNanos();
		TopicPartition partition = oldest.getKey().queue.partition;
		this.observer.error("The handler has had records of " + partition + " for " + taken.toSeconds()
				+ " s and has not come to an end");
	}

}
