package io.roster.handler;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Leads a {@link RecordHandler} through what workers do with it, for the tests of those
 * who write one:
 *
 * <pre>{@code
 * assertThat(RecordHandlerContract.violations(handler, key, value)).isEmpty();
 * }</pre>
 *
 * It needs neither Kafka nor the service.
 */
public final class RecordHandlerContract {

	private static final String TOPIC = "contract";

	private static final int AT_ONCE = 50;

	private static final int BIG = 1024 * 1024;

	private final RecordHandler handler;

	private final Duration timeout;

	private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

	private RecordHandlerContract(RecordHandler handler, Duration timeout) {
		this.handler = handler;
		this.timeout = timeout;
	}

	/**
	 * Tries a handler with a record that it is to accept: twice the same, and those of
	 * two partitions at once. Then with records that any topic may hold, without key,
	 * without value, with bytes of another kind, with 1 MB; these it may accept or
	 * reject, but not fail at, since they would be tried again in vain.
	 * @param handler the handler, ready for work; what it does to the outside it does
	 * about a hundred times
	 * @param key the key of a good record, {@code null} for none
	 * @param value the value of a good record, {@code null} for a tombstone
	 * @return what the handler did that it should not have, each in one sentence; empty
	 * if all is well
	 */
	public static List<String> violations(RecordHandler handler, byte @Nullable [] key, byte @Nullable [] value) {
		return violations(handler, key, value, Duration.ofSeconds(30));
	}

	static List<String> violations(RecordHandler handler, byte @Nullable [] key, byte @Nullable [] value,
			Duration timeout) {
		RecordHandlerContract contract = new RecordHandlerContract(handler, timeout);
		contract.good("A good record", record(0, 0, key, value));
		contract.good("The same record again", record(0, 0, key, value));
		contract.atOnce(key, value);
		byte[] text = "?".getBytes(StandardCharsets.UTF_8);
		byte[] bytes = { (byte) 0xff, 0, (byte) 0xc3 };
		contract.odd("A record without key", record(0, 1000, null, value));
		contract.odd("A record without value", record(0, 1001, key, null));
		contract.odd("A record without key and value", record(0, 1002, null, null));
		contract.odd("A record with empty key and value", record(0, 1003, new byte[0], new byte[0]));
		contract.odd("A record of other text", record(0, 1004, text, text));
		contract.odd("A record of bytes that are no text", record(0, 1005, bytes, bytes));
		contract.odd("A record with a value of 1 MB", record(0, 1006, key, new byte[BIG]));
		return List.copyOf(contract.violations);
	}

	private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, byte @Nullable [] key,
			byte @Nullable [] value) {
		return new ConsumerRecord<>(TOPIC, partition, offset, 1_700_000_000_000L + offset, TimestampType.CREATE_TIME,
				(key != null) ? key.length : ConsumerRecord.NULL_SIZE,
				(value != null) ? value.length : ConsumerRecord.NULL_SIZE, (key != null) ? key.clone() : null,
				(value != null) ? value.clone() : null, new RecordHeaders(), Optional.empty());
	}

	private void good(String what, ConsumerRecord<byte[], byte[]> record) {
		Throwable thrown = thrown(what, record);
		if (thrown != null) {
			this.violations.add(what + " was not processed: " + thrown);
		}
	}

	private void odd(String what, ConsumerRecord<byte[], byte[]> record) {
		Throwable thrown = thrown(what, record);
		if (thrown != null && !(thrown instanceof Exception exception
				&& BeanProcessor.verdict(exception) instanceof RejectedRecordException)) {
			this.violations
				.add(what + " would be tried again in vain, since it was neither processed nor rejected by a "
						+ RejectedRecordException.class.getSimpleName() + ": " + thrown);
		}
	}

	private void atOnce(byte @Nullable [] key, byte @Nullable [] value) {
		CountDownLatch both = new CountDownLatch(2);
		List<Thread> threads = new ArrayList<>();
		for (int partition = 0; partition < 2; partition++) {
			int own = partition;
			threads.add(new Thread(() -> {
				both.countDown();
				awaitBoth(both);
				for (int i = 1; i <= AT_ONCE; i++) {
					Throwable thrown = thrown("A record beside one of another partition", record(own, i, key, value));
					if (thrown != null) {
						this.violations.add("A record beside one of another partition was not processed: " + thrown);
						return;
					}
				}
			}, TOPIC));
		}
		threads.forEach(Thread::start);
		threads.forEach(RecordHandlerContract::join);
	}

	private static void awaitBoth(CountDownLatch both) {
		try {
			both.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** What the handler threw, or nothing, within the time-out. */
	private @Nullable Throwable thrown(String what, ConsumerRecord<byte[], byte[]> record) {
		byte @Nullable [] key = (record.key() != null) ? record.key().clone() : null;
		byte @Nullable [] value = (record.value() != null) ? record.value().clone() : null;
		Headers headers = new RecordHeaders(record.headers());
		Throwable thrown = call(record);
		if (!Arrays.equals(key, record.key()) || !Arrays.equals(value, record.value())
				|| !headers.equals(record.headers())) {
			this.violations.add(what + " was changed, so that a dead letter would not have what was in the topic");
		}
		return thrown;
	}

	private @Nullable Throwable call(ConsumerRecord<byte[], byte[]> record) {
		FutureTask<Boolean> call = new FutureTask<>(() -> {
			this.handler.handle(record);
			return true;
		});
		Thread thread = new Thread(call, TOPIC);
		thread.setDaemon(true);
		thread.start();
		try {
			call.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (TimeoutException ex) {
			call.cancel(true);
			return new TimeoutException("nothing within " + this.timeout);
		}
		catch (InterruptedException ex) {
			call.cancel(true);
			Thread.currentThread().interrupt();
			return ex;
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
