package io.roster.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AnswersTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final List<Object> taken = new ArrayList<>();

	@Test
	void nothingAskedIsNotWaitedFor() {
		Answers answers = answers(LONG, LONG);
		assertThat(answers.await(LONG)).isTrue();
		answers.finish();
		assertThat(answers.isOver()).isFalse();
	}

	@Test
	void takesAnswersAndFailuresOfAllThreadsAndThenIsDone() throws Exception {
		Answers answers = answers(LONG, LONG);
		List<KafkaFutureImpl<Integer>> futures = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			futures.add(take(answers));
		}
		TimeoutException failure = new TimeoutException("late");
		List<CompletableFuture<Void>> tellers = new ArrayList<>();
		for (int teller = 0; teller < 4; teller++) {
			int first = teller;
			tellers.add(CompletableFuture.runAsync(() -> {
				for (int i = first; i < 99; i += 4) {
					futures.get(i).complete(i);
				}
			}));
		}
		assertThat(answers.await(Duration.ofMillis(1))).isFalse();
		futures.get(99).completeExceptionally(failure);
		assertThat(answers.await(LONG)).isTrue();
		CompletableFuture.allOf(tellers.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
		assertThat(this.taken).hasSize(100).contains(failure, 0, 98);
	}

	@Test
	void nothingForTooLongGivesUpWhatIsMissing() {
		Answers answers = answers(Duration.ofMillis(100), LONG);
		KafkaFutureImpl<Integer> first = take(answers);
		KafkaFutureImpl<Integer> second = take(answers);
		first.complete(1);
		long began = System.nanoTime();
		assertThat(answers.await(LONG)).isFalse();
		assertThat(System.nanoTime() - began).isLessThan(LONG.toNanos() / 2);
		assertThat(answers.isOver()).isTrue();
		answers.finish();
		second.complete(2);
		assertThat(this.taken).containsExactly(1);
	}

	@Test
	void endComesHoweverManyAnswersCome() {
		Answers answers = answers(LONG, Duration.ofMillis(100));
		take(answers).complete(1);
		take(answers);
		long began = System.nanoTime();
		answers.finish();
		assertThat(System.nanoTime() - began).isBetween(0L, LONG.toNanos() / 2);
		assertThat(answers.isOver()).isTrue();
		assertThat(this.taken).containsExactly(1);
	}

	@Test
	void waitsNoLongerThanItIsTold() {
		Answers answers = answers(LONG, LONG);
		KafkaFutureImpl<Integer> late = take(answers);
		assertThat(answers.await(Duration.ofMillis(20))).isFalse();
		assertThat(answers.isOver()).isFalse();
		late.complete(3);
		assertThat(answers.await(Duration.ZERO)).isTrue();
		assertThat(this.taken).containsExactly(3);
	}

	@Test
	void takerThatFailsHoldsNothingUpAndIsNotKeptQuiet() {
		Answers answers = answers(LONG, LONG);
		KafkaFutureImpl<Integer> bad = new KafkaFutureImpl<>();
		answers.take(bad, (answer, failure) -> {
			throw new IllegalStateException("bad");
		});
		bad.complete(1);
		assertThat(answers.await(LONG)).isTrue();
		assertThatIllegalStateException().isThrownBy(answers::finish).withMessage("bad");
	}

	@Test
	void closedTakesNothing() {
		Answers answers = answers(LONG, LONG);
		KafkaFutureImpl<Integer> late = take(answers);
		answers.close();
		late.complete(1);
		assertThat(this.taken).isEmpty();
	}

	private static Answers answers(Duration patience, Duration all) {
		return new Answers(patience, System.nanoTime() + all.toNanos());
	}

	private KafkaFutureImpl<Integer> take(Answers answers) {
		KafkaFutureImpl<Integer> future = new KafkaFutureImpl<>();
		answers.take(future, (answer, failure) -> this.taken.add((answer != null) ? answer : failure));
		return future;
	}

}
