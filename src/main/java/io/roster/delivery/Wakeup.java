package io.roster.delivery;

import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/** Has a consumer come back from its poll early, if it is in one. */
class Wakeup implements Runnable {

	private @Nullable Consumer<?, ?> polling;

	private boolean asked;

	synchronized void polling(Consumer<?, ?> consumer) {
		this.polling = consumer;
		if (this.asked) {
			consumer.wakeup();
		}
	}

	/**
	 * The poll is over.
	 * @return whether it was asked to come back
	 */
	synchronized boolean polled() {
		this.polling = null;
		boolean was = this.asked;
		this.asked = false;
		return was;
	}

	@Override
	public synchronized void run() {
		if (!this.asked) {
			this.asked = true;
			if (this.polling != null) {
				this.polling.wakeup();
			}
		}
	}

}
