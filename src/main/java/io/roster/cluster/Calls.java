package io.roster.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.roster.problem.ProblemException;
import org.apache.kafka.clients.admin.AbstractOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The calls to Kafka that one answer needs, in one or more rounds: start all calls of a
 * round on {@link #admin()}, each with {@link #within(AbstractOptions)}, then get what
 * came back. However many calls there are, all of them together end within one time-out.
 */
public final class Calls {

	/**
	 * What waiting gets on top, so that it is Kafka's client that says what timed out.
	 */
	private static final long SLACK_NANOS = Duration.ofMillis(250).toNanos();

	private final Admin admin;

	private final Reachability reachability;

	private final CallMeters meters;

	private final long end;

	Calls(Admin admin, Duration timeout, Reachability reachability, CallMeters meters) {
		this.admin = admin;
		this.reachability = reachability;
		this.meters = meters;
		this.end = System.nanoTime() + timeout.toNanos();
	}

	/**
	 * Returns the client to make the calls with.
	 * @return the Admin client, shared by all
	 */
	public Admin admin() {
		return this.admin;
	}

	/**
	 * Returns the same calls with half of what is left of the time-out: for a round that
	 * others are to follow, so that one part of it that does not answer leaves time for
	 * them.
	 * @return calls that end earlier
	 */
	public Calls half() {
		return new Calls(this.admin, Duration.ofNanos(Math.max(0, this.end - System.nanoTime()) / 2), this.reachability,
				this.meters);
	}

	/**
	 * Bounds a call by what is left of the time-out, and counts it.
	 * @param <T> the type of the options
	 * @param options the options of the call
	 * @return the same options
	 */
	public <T extends AbstractOptions<T>> T within(T options) {
		this.meters.called(options.getClass());
		long left = TimeUnit.NANOSECONDS.toMillis(this.end - System.nanoTime());
		return options.timeoutMs((int) Math.max(1, left));
	}

	/**
	 * Waits for a call's answer.
	 * @param <T> the type of the answer
	 * @param future what the call returned
	 * @return the answer
	 * @throws ProblemException if Kafka refused, failed, was not reachable or did not
	 * answer in time
	 */
	public <T> T get(KafkaFuture<T> future) {
		try {
			return future.get(patience(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw problem(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw problem(ex);
		}
		catch (TimeoutException ex) {
			throw problem(ex);
		}
	}

	/**
	 * Describes a topic.
	 * @param name its name
	 * @return {@code null} if it is not there
	 * @throws ProblemException as with every other call
	 */
	public @Nullable TopicDescription topic(String name) {
		try {
			return get(this.admin.describeTopics(List.of(name), within(new DescribeTopicsOptions())).allTopicNames())
				.get(name);
		}
		catch (ProblemException ex) {
			if (ex.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Waits for the answer of one item of many; a failure is handed on instead of thrown.
	 * @param <T> the type of the answer
	 * @param future what the call returned for the item
	 * @param failed takes the problem if the item failed
	 * @return the answer, or {@code null} if the item failed
	 */
	public <T> @Nullable T get(KafkaFuture<T> future, Consumer<ProblemException> failed) {
		try {
			return get(future);
		}
		catch (ProblemException ex) {
			failed.accept(ex);
			return null;
		}
	}

	/**
	 * Waits for the answers of many items; one that fails does not keep back the others.
	 * @param <K> the type of the items
	 * @param <T> the type of the answers
	 * @param futures what the call returned for each item
	 * @param succeeded takes each item that succeeded, and its answer
	 * @param failed takes each item that failed, and its problem
	 */
	public <K, T> void each(Map<K, KafkaFuture<T>> futures, BiConsumer<K, T> succeeded,
			BiConsumer<K, ProblemException> failed) {
		// Woken once by the last instead of by each.
		settled(futures.values(), Duration.ofNanos(patience()));
		futures.forEach((item, future) -> {
			T answer = get(future, (problem) -> failed.accept(item, problem));
			if (answer != null) {
				succeeded.accept(item, answer);
			}
		});
	}

	/**
	 * Returns the problem that a failure of Kafka's is.
	 * @param failure what a call failed with
	 * @return the problem
	 */
	public ProblemException problem(Throwable failure) {
		return KafkaProblems.of(failure, this.reachability);
	}

	/**
	 * Waits until all of some calls have ended, well or not.
	 * @param futures what the calls returned
	 * @param patience how long to wait at most, within what is left of the time-out
	 * @return whether all have ended
	 */
	public boolean settled(Collection<? extends KafkaFuture<?>> futures, Duration patience) {
		CompletableFuture<?>[] all = futures.stream()
			.map((future) -> future.toCompletionStage().toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		try {
			CompletableFuture.allOf(all).get(Math.min(patience.toNanos(), patience()), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (ExecutionException ex) {
			// One of them failed, which its own future tells.
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Returns what is left of the time-out.
	 * @return at least 1 ms
	 */
	public Duration left() {
		return Duration.ofNanos(Math.max(1_000_000, this.end - System.nanoTime()));
	}

	private long patience() {
		return Math.max(0, this.end + SLACK_NANOS - System.nanoTime());
	}

}
