package io.roster.handler;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.roster.handler.RecordProcessor.FailedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.support.serializer.DeserializationException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BeanProcessorTests {

	private final HandlerThreads threads = new HandlerThreads(
			new MockEnvironment().withProperty("spring.threads.virtual.enabled", "true"));

	@AfterEach
	void stop() {
		this.threads.destroy();
	}

	@Test
	void recordsAreHandledInOrderAndOffTheCallersThread() throws Exception {
		List<Long> seen = new ArrayList<>();
		List<Thread> on = new ArrayList<>();
		int processed = HttpTest.process(processor((record) -> {
			seen.add(record.offset());
			on.add(Thread.currentThread());
		}), records(100));
		assertThat(processed).isEqualTo(100);
		assertThat(seen).isEqualTo(IntStream.range(0, 100).mapToObj((i) -> (long) i).toList());
		assertThat(on).doesNotContain(Thread.currentThread())
			.allMatch((thread) -> thread.getName().startsWith("handler-") && thread.isDaemon());
	}

	@Test
	void slowHandlerGivesBackWhatItHas() throws Exception {
		BeanProcessor processor = processor((record) -> {
			if (record.offset() == 2) {
				Thread.sleep(200);
			}
		});
		assertThat(HttpTest.process(processor, records(100))).isEqualTo(3);
	}

	@Test
	void partitionsAreHandledAtOnce() throws Exception {
		CountDownLatch all = new CountDownLatch(BeanProcessor.IN_FLIGHT);
		BeanProcessor processor = processor((record) -> {
			all.countDown();
			all.await();
		});
		List<CompletableFuture<Integer>> calls = IntStream.range(0, processor.inFlight())
			.mapToObj((i) -> processor.process(records(1)).toCompletableFuture())
			.toList();
		await().untilAsserted(() -> assertThat(calls).allMatch((call) -> call.getNow(0) == 1));
		assertThat(processor.ordersByKey()).isFalse();
		assertThat(processor.batch()).isEqualTo(100);
	}

	@Test
	void failureSaysHowManyWereProcessed() throws Exception {
		IOException failure = new IOException("down");
		FailedRecord failed = HttpTest.failure(failingAt(2, failure), records(5));
		assertThat(failed.processed()).isEqualTo(2);
		assertThat(failed.getCause()).isSameAs(failure);
	}

	@Test
	void rejectionAndPauseAreHandedOnEvenIfWrapped() throws Exception {
		RejectedRecordException rejected = new RejectedRecordException("no", null);
		assertThat(cause(rejected)).isSameAs(rejected);
		assertThat(cause(new ExecutionException(rejected))).isSameAs(rejected);
		RetryLaterException later = new RetryLaterException("busy", Duration.ofMinutes(1), null);
		assertThat(cause(later)).isSameAs(later);
		assertThat(cause(new IllegalStateException(later))).isSameAs(later);
	}

	@Test
	void recordThatCannotBeDeserializedIsRejected() throws Exception {
		assertThat(cause(new SerializationException("not Avro"))).isInstanceOf(RejectedRecordException.class)
			.hasMessageContaining("not Avro");
		assertThat(cause(new IllegalStateException(new SerializationException("not Avro"))))
			.isInstanceOf(RejectedRecordException.class);
		assertThat(cause(new DeserializationException("not JSON", new byte[1], false, null)))
			.isInstanceOf(RejectedRecordException.class);
	}

	@Test
	void causesThatGoInCirclesEnd() throws Exception {
		Exception outer = new Exception("outer");
		Exception inner = new Exception("inner", outer);
		outer.initCause(inner);
		assertThat(cause(outer)).isSameAs(outer);
	}

	@Test
	void errorIsHandedOn() throws Exception {
		OutOfMemoryError error = new OutOfMemoryError("as if");
		BeanProcessor processor = processor((record) -> {
			if (record.offset() == 1) {
				throw error;
			}
		});
		FailedRecord failed = HttpTest.failure(processor, records(2));
		assertThat(failed.processed()).isEqualTo(1);
		assertThat(failed.getCause()).isSameAs(error);
	}

	@Test
	void interruptIsNotForgotten() throws Exception {
		AtomicBoolean flag = new AtomicBoolean();
		BeanProcessor processor = new BeanProcessor((record) -> {
			throw new InterruptedException();
		}, (task) -> new Thread(() -> {
			task.run();
			flag.set(Thread.currentThread().isInterrupted());
		}).start());
		assertThat(HttpTest.failure(processor, records(1)).getCause()).isInstanceOf(InterruptedException.class);
		await().untilTrue(flag);
	}

	private Throwable cause(Exception failure) throws Exception {
		return HttpTest.failure(failingAt(0, failure), records(1)).getCause();
	}

	private BeanProcessor failingAt(long offset, Exception failure) {
		return processor((record) -> {
			if (record.offset() == offset) {
				throw failure;
			}
		});
	}

	private BeanProcessor processor(RecordHandler handler) {
		return new BeanProcessor(handler, this.threads);
	}

	private static List<ConsumerRecord<byte[], byte[]>> records(int count) {
		return IntStream.range(0, count).mapToObj((i) -> HttpTest.record(i, "k", new byte[1])).toList();
	}

}
