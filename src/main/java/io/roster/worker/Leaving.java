package io.roster.worker;

import java.util.concurrent.CompletableFuture;

import io.roster.delivery.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * How a worker's container stops, for a while or for good. Spring calls back at once when
 * a container is told to stop that is stopping already, so it is told only once and
 * everybody waits for the same end.
 */
public class Leaving {

	private final MessageListenerContainer container;

	private final Delivery delivery;

	private final WorkerStatus status;

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	/** Completes when the container has stopped this time. */
	private @Nullable CompletableFuture<Void> left;

	/** What is to be let go of before anybody hears of the end. */
	private volatile Runnable release = () -> {
	};

	private int holds;

	private boolean stopAsked;

	Leaving(MessageListenerContainer container, Delivery delivery, WorkerStatus status) {
		this.container = container;
		this.delivery = delivery;
		this.status = status;
	}

	void onStopped(Runnable release) {
		this.release = release;
	}

	/**
	 * Has the worker finish what it holds, commit, and fetch no more; returns at once.
	 * While others leave, Kafka may refuse commits, so all have to have made theirs
	 * before.
	 */
	public void quiet() {
		this.delivery.pause();
	}

	/**
	 * Returns whether the worker holds nothing that is not committed.
	 * @return {@code true} also if it has stopped
	 */
	public boolean isQuiet() {
		return !this.container.isRunning() || this.delivery.isQuiet();
	}

	/** Has the worker fetch again after it was quiet. */
	public void resume() {
		this.delivery.resume();
	}

	/**
	 * Has the worker finish what it holds, commit, and leave, to go on later; returns at
	 * once.
	 * @return the hold, which is over when it is released
	 */
	public synchronized Hold hold() {
		this.holds++;
		if (this.stopAsked) {
			return new Hold(this.stopped, this.holds);
		}
		this.status.held();
		return new Hold(leave(), this.holds);
	}

	/**
	 * Has the worker finish what it holds, commit, and leave for good; returns at once.
	 * Repeating it changes nothing.
	 */
	synchronized void stop() {
		if (!this.stopAsked) {
			this.stopAsked = true;
			this.status.stopping();
			var unused = leave().thenRun(() -> {
				this.status.ended(null);
				// Whoever hears of the end may start the same worker again.
				try {
					this.release.run();
				}
				finally {
					this.stopped.complete(null);
				}
			});
		}
	}

	private CompletableFuture<Void> leave() {
		CompletableFuture<Void> current = this.left;
		if (current == null) {
			CompletableFuture<Void> leaving = new CompletableFuture<>();
			this.left = leaving;
			this.container.stop(() -> leaving.complete(null));
			return leaving;
		}
		return current;
	}

	/** The latest hold is over, and the worker is not to stop: it joins again. */
	private synchronized void release(int hold) {
		if (hold == this.holds && !this.stopAsked) {
			this.left = null;
			this.status.released();
			try {
				this.delivery.resume();
				this.container.start();
			}
			catch (RuntimeException ex) {
				var unused = this.status.note(ex);
				this.status.ended(null);
			}
		}
	}

	/**
	 * Returns the end of the worker.
	 * @return completes when it has stopped for good
	 */
	CompletableFuture<Void> stopped() {
		return this.stopped;
	}

	/** A worker that has left, or is leaving, for a while. */
	public final class Hold {

		private final CompletableFuture<Void> left;

		private final int number;

		private Hold(CompletableFuture<Void> left, int number) {
			this.left = left;
			this.number = number;
		}

		/**
		 * Returns the end of the leaving.
		 * @return completes when the container has stopped
		 */
		public CompletableFuture<Void> left() {
			return this.left;
		}

		/** Has the worker join again once it has left; returns at once. */
		public void release() {
			var unused = this.left.thenRun(() -> Leaving.this.release(this.number));
		}

	}

}
