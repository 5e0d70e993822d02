package io.roster.worker;

import java.time.Clock;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.roster.delivery.Delivery;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.kafka.listener.MessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class LeavingTests {

	private final MessageListenerContainer container = mock(MessageListenerContainer.class);

	private final WorkerStatus status = new WorkerCounters(new SimpleMeterRegistry(), Clock.systemUTC()).newStatus();

	private final Leaving leaving = new Leaving(this.container, mock(Delivery.class), this.status);

	@Test
	void containerIsToldOnceAndEverybodyWaitsForTheSameEnd() {
		Leaving.Hold first = this.leaving.hold();
		Leaving.Hold second = this.leaving.hold();
		Runnable stopped = stopped();
		assertThat(this.status.state()).isEqualTo(WorkerState.PAUSED);
		assertThat(second.left()).isNotDone();
		first.release();
		stopped.run();
		// Whoever held it last lets it go.
		verify(this.container, never()).start();
		second.release();
		verify(this.container).start();
		assertThat(this.status.state()).isEqualTo(WorkerState.STARTING);
	}

	@Test
	void workerThatIsToldToStopWhileItIsHeldStaysStopped() {
		Leaving.Hold hold = this.leaving.hold();
		Runnable stopped = stopped();
		this.leaving.stop();
		assertThat(this.leaving.stopped()).isNotDone();
		stopped.run();
		assertThat(this.leaving.stopped()).isDone();
		hold.release();
		verify(this.container, never()).start();
		assertThat(this.status.state()).isEqualTo(WorkerState.STOPPED);
	}

	@Test
	void workerThatIsStoppingIsWaitedFor() {
		this.leaving.stop();
		Runnable stopped = stopped();
		Leaving.Hold hold = this.leaving.hold();
		assertThat(hold.left()).isNotDone();
		stopped.run();
		assertThat(hold.left()).isDone();
	}

	@Test
	void workerIsHeldAgainAfterItWasReleased() {
		Leaving.Hold first = this.leaving.hold();
		stopped().run();
		first.release();
		Leaving.Hold second = this.leaving.hold();
		assertThat(second.left()).isNotDone();
		verify(this.container, times(2)).stop(any(Runnable.class));
	}

	@Test
	void everythingIsLetGoBeforeItsEndIsKnown() {
		boolean[] known = new boolean[1];
		Runnable release = mock(Runnable.class);
		this.leaving.onStopped(() -> {
			known[0] = this.leaving.stopped().isDone();
			release.run();
		});
		this.leaving.stop();
		stopped().run();
		verify(release).run();
		assertThat(known[0]).isFalse();
		assertThat(this.leaving.stopped()).isDone();
	}

	private Runnable stopped() {
		ArgumentCaptor<Runnable> callback = ArgumentCaptor.forClass(Runnable.class);
		verify(this.container).stop(callback.capture());
		return callback.getValue();
	}

}
